using Secure.DoorController.Core.Osdp;

namespace Secure.DoorController.Core.Tests.Osdp;

public sealed class OsdpBusTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_reader_is_identified_and_then_polled()
    {
        TestLine line = new();
        line.Run(Second);
        OsdpEvent.Online online = Assert.IsType<OsdpEvent.Online>(line.Events[0]);
        Assert.Equal(new ReaderIdentity(0x0CA17E, 1, 2, 0x11223344, 0x030405), online.Identity);
        Assert.False(online.Secure);
        Assert.Equal([0x61, 0x62, 0x60, 0x64, 0x60, 0x67, 0x60, 0x65, 0x60, 0x60], line.Reader.CommandsActedOn.Take(10));
        Assert.Equal([0, 1, 2, 3, 1, 2, 3], line.Sent.Take(7).Select(s => s.Bytes[4] & 3));
    }

    [Fact]
    public void Cards_and_keys_arrive_in_order()
    {
        TestLine line = new();
        line.Run(Second);
        line.Reader.Present(1, 2, 3);
        line.Reader.Type("12#");
        line.Run(Second);
        Assert.Equal([1, 2, 3], Assert.Single(line.Cards));
        OsdpEvent.Keypad keypad = Assert.IsType<OsdpEvent.Keypad>(line.Events[^1]);
        Assert.Equal("12#"u8.ToArray(), keypad.Keys.ToArray());
        Assert.DoesNotContain("12", keypad.ToString().Replace("[3]", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(26, "ABCDEFFF", "ABCDEFC0")]
    [InlineData(8, "AB", "AB")]
    public void Unused_bits_of_a_card_read_as_zero(int count, string sent, string read)
    {
        CardBits? bits = CardBits.Decode([0, 1, (byte)count, 0, .. Convert.FromHexString(sent)]);
        Assert.Equal(read, Convert.ToHexString(bits!.Data));
    }

    [Theory]
    [InlineData("0001000000")]
    [InlineData("00011A00ABCDEF")]
    [InlineData("00011A00ABCDEF0000")]
    [InlineData("0001FFFFAB")]
    [InlineData("")]
    public void A_card_whose_bit_count_does_not_fit_is_no_card(string reply) =>
        Assert.Null(CardBits.Decode(Convert.FromHexString(reply)));

    [Fact]
    public void A_card_whose_reply_was_lost_arrives_once()
    {
        TestLine line = new();
        line.Run(Second);
        line.Reader.Present(9, 9);
        int losses = 3;
        line.Fault = bytes => bytes[5] == 0x50 && losses-- > 0 ? null : bytes;
        line.Run(3 * Second);
        Assert.Equal([9, 9], Assert.Single(line.Cards));
    }

    [Fact]
    public void A_late_reply_and_its_repetition_count_once()
    {
        OsdpBus bus = new(9600, TestLine.Poll, [new(0)]);
        TestReader reader = new(0);
        TimeSpan now = TimeSpan.Zero;
        byte[] Ask()
        {
            OsdpStep step = bus.Next(now);
            while (step.Send.Length == 0) { now = step.WakeAt; step = bus.Next(now); }
            return step.Send;
        }
        for (int i = 0; i < 8; i++) { bus.Received(reader.Hear(Ask()), now += TimeSpan.FromMilliseconds(20)); }
        reader.Present(7);
        byte[] late = reader.Hear(Ask())!;
        byte[] repetition = reader.Hear(Ask())!;
        bus.Received(late, now);
        byte[] next = Ask();
        bus.Received(repetition, now);
        bus.Received(reader.Hear(next), now);
        List<OsdpEvent> events = [];
        while (bus.TryTakeEvent(out OsdpEvent? happened)) { events.Add(happened!); }
        Assert.Single(events.OfType<OsdpEvent.Card>());
        Assert.Equal(late, repetition);
    }

    [Fact]
    public void A_silent_reader_is_tried_once_a_second_for_hours_and_comes_back_at_once()
    {
        TestLine line = new();
        line.Run(Second);
        line.Reader.IsSilent = true;
        line.Run(10 * Second);
        OsdpEvent.Offline offline = Assert.Single(line.Events.OfType<OsdpEvent.Offline>());
        Assert.Equal(OfflineReason.Silent, offline.Reason);
        int before = line.Sent.Count;
        line.Run(TimeSpan.FromHours(2));
        Assert.InRange(line.Sent.Count - before, 7190, 7201);
        line.Reader.IsSilent = false;
        line.Reader.Reboot();
        line.Run(1.2 * Second);
        Assert.True(line.Bus.IsOnline(0));
    }

    [Fact]
    public void A_silent_reader_does_not_keep_its_neighbours_waiting()
    {
        TestLine line = new(count: 4, baud: 38400);
        line.Run(Second);
        line.Readers[2].IsSilent = true;
        line.Run(10 * Second);
        for (int i = 0; i < 20; i++)
        {
            line.Readers[3].Present((byte)i);
            TimeSpan at = line.Now;
            int seen = line.Cards.Count;
            while (line.Cards.Count == seen) { line.Run(TimeSpan.FromMilliseconds(1)); }
            Assert.True(line.Now - at < TimeSpan.FromMilliseconds(420));
        }
    }

    [Fact]
    public void A_restarted_reader_is_identified_again()
    {
        TestLine line = new();
        line.Run(Second);
        line.Reader.Reboot();
        line.Run(Second);
        Assert.Collection(line.Events.Where(e => e is OsdpEvent.Online or OsdpEvent.Restarted),
            e => Assert.IsType<OsdpEvent.Online>(e), e => Assert.IsType<OsdpEvent.Restarted>(e), e => Assert.IsType<OsdpEvent.Online>(e));
    }

    [Fact]
    public void Lamps_wait_until_no_card_does()
    {
        TestLine line = new();
        line.Run(Second);
        line.Reader.Present(1);
        line.Reader.Present(2);
        Assert.True(line.Bus.Enqueue(0, OsdpCommand.LedFor(LedColour.Green, Second)));
        line.Reader.CommandsActedOn.Clear();
        line.Run(Second);
        Assert.Equal([0x60, 0x60, 0x60, 0x69], line.Reader.CommandsActedOn.Take(4));
        Assert.Equal(2, line.Cards.Count);
    }

    [Fact]
    public void A_busy_reader_gets_the_same_command_again()
    {
        TestLine line = new();
        line.Run(Second);
        line.Reader.Present(5);
        line.Reader.BusyTimes = 3;
        line.Run(Second);
        Assert.Equal([5], Assert.Single(line.Cards));
    }

    [Fact]
    public void A_reader_that_is_busy_without_end_goes_offline()
    {
        TestLine line = new();
        line.Run(Second);
        line.Reader.BusyTimes = int.MaxValue;
        line.Run(10 * Second);
        Assert.Single(line.Events.OfType<OsdpEvent.Offline>());
    }

    [Fact]
    public void A_reader_that_refuses_everything_is_asked_once_a_second()
    {
        TestLine line = new();
        line.Reader.RefusesAll = true;
        line.Run(10 * Second);
        Assert.InRange(line.Sent.Count, 9, 11);
        Assert.DoesNotContain(line.Events, e => e is OsdpEvent.Online);
    }

    [Fact]
    public void A_checksum_reply_to_a_crc_command_is_not_accepted()
    {
        OsdpBus bus = new(9600, TestLine.Poll, [new(0)]);
        bus.Next(TimeSpan.Zero);
        bus.Received(new OsdpFrame(0, true, 0, false, 0x45, new byte[12]).Encode(), TestLine.Poll);
        Assert.Empty(bus.Next(TestLine.Poll).Send);
    }

    [Fact]
    public void A_line_that_never_falls_silent_does_not_hold_the_bus()
    {
        OsdpBus bus = new(9600, TestLine.Poll, [new(0)]);
        bus.Next(TimeSpan.Zero);
        TimeSpan now = TimeSpan.Zero;
        while (bus.Next(now).Send.Length == 0)
        {
            now += TimeSpan.FromMilliseconds(10);
            bus.Received([0x55, 0x53], now);
            Assert.True(now < Second);
        }
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(127, 1, 9600)]
    [InlineData(1, 1, 9600)]
    [InlineData(0, 1, 300)]
    public void Impossible_buses_are_refused(byte first, byte second, int baud) =>
        Assert.Throws<ArgumentException>(() => new OsdpBus(baud, TestLine.Poll, [new(first), new(second)]));
}
