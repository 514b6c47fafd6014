using Secure.DoorController.Core.Osdp;

namespace Secure.DoorController.Core.Tests.Osdp;

/// <summary>BUSY needs no proof even inside a session: what an honest reader means by it, and what somebody on the line cannot do with it.</summary>
public sealed class BusyTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly byte[] KeyBytes = Convert.FromHexString("8D1F0B62A9C4E37755106FDE29B3480A");

    private readonly TestLine _line = Keyed();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_busy_forged_in_front_of_every_reply_silences_nobody_and_is_an_attack(bool withItsNumber)
    {
        _line.Run(Second);
        _line.Injects = command => Busy(withItsNumber ? (byte)(command[4] & 3) : (byte)0);
        for (byte card = 0; card < 25; card++)
        {
            _line.Reader.Present(card);
            _line.Run(2 * Second);
        }
        Assert.Equal(Enumerable.Range(0, 25), _line.Cards.Select(c => (int)c[0]));
        Assert.Equal(LineAttack.ForgedReplies, Assert.Single(_line.Events.OfType<OsdpEvent.Attack>()).What);
        Assert.DoesNotContain(_line.Events, e => e is OsdpEvent.Offline or OsdpEvent.Restarted);
        Assert.Equal(1, _line.Reader.Handshakes);
    }

    [Fact]
    public void A_busy_forged_in_front_of_every_reply_keeps_no_reader_from_coming_online()
    {
        _line.Injects = _ => Busy(0);
        _line.Run(5 * Second);
        Assert.True(_line.Bus.IsSecure(0));
    }

    [Fact]
    public void A_slow_reader_is_heard_behind_a_forged_busy()
    {
        TimeSpan now = Begin(_line.Bus, _line.Reader, out byte[] command);
        for (int i = 0; i < 6; i++)
        {
            _line.Bus.Received(Busy(0), now += TimeSpan.FromMilliseconds(5));
            OsdpStep step = _line.Bus.Next(now);
            if (i == 5)
            {
                _line.Reader.Present(9);
                Assert.Empty(_line.Bus.Next(now += TimeSpan.FromMilliseconds(150)).Send);
                _line.Bus.Received(_line.Reader.Hear(command)!, now);
                break;
            }
            now = Ask(_line.Bus, step.WakeAt, out command);
        }
        Assert.Contains(Taken(_line.Bus), e => e is OsdpEvent.Card);
    }

    [Fact]
    public void Nothing_but_busy_in_place_of_the_replies_is_told_as_such_and_in_the_end_as_an_attack()
    {
        _line.Run(Second);
        (_line.Reader.IsSilent, _line.Injects) = (true, _ => Busy(0));
        _line.Run(10 * Second);
        Assert.Equal(OfflineReason.Busy, Assert.Single(_line.Events.OfType<OsdpEvent.Offline>()).Reason);
        Assert.DoesNotContain(_line.Events, e => e is OsdpEvent.Attack);
        _line.Run(50 * Second);
        Assert.Equal(LineAttack.EndlesslyBusy, Assert.Single(_line.Events.OfType<OsdpEvent.Attack>()).What);
        (_line.Reader.IsSilent, _line.Injects) = (false, null);
        _line.Run(2 * Second);
        Assert.True(_line.Bus.IsSecure(0));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    public void A_reader_that_is_busy_for_some_seconds_keeps_its_session_and_its_card_and_nobody_is_called(int seconds)
    {
        _line.Run(Second);
        for (int round = 0; round < 4; round++)
        {
            _line.Reader.Present(7);
            _line.Reader.BusyTimes = int.MaxValue;
            _line.Run(seconds * Second);
            _line.Reader.BusyTimes = 0;
            _line.Run(Second);
        }
        Assert.Equal(4, _line.Cards.Count);
        Assert.Equal(1, _line.Reader.Handshakes);
        Assert.DoesNotContain(_line.Events, e => e is OsdpEvent.Offline or OsdpEvent.Restarted or OsdpEvent.Attack);
    }

    [Fact]
    public void A_busy_that_comes_too_late_and_falls_before_the_next_reply_is_no_attack()
    {
        _line.Run(Second);
        bool lost = false;
        _line.Fault = bytes => (lost = bytes[0] == 0xFF && !lost) ? null : bytes;
        _line.Injects = _ => lost ? Busy(0) : null;
        _line.Run(30 * Second);
        Assert.DoesNotContain(_line.Events, e => e is OsdpEvent.Attack or OsdpEvent.Offline);
    }

    [Fact]
    public void A_plain_reader_that_is_busy_without_end_is_told_as_busy_and_attacked_by_nobody()
    {
        TestLine line = new();
        line.Run(Second);
        line.Reader.BusyTimes = int.MaxValue;
        line.Run(60 * Second);
        Assert.Equal(OfflineReason.Busy, Assert.Single(line.Events.OfType<OsdpEvent.Offline>()).Reason);
        Assert.DoesNotContain(line.Events, e => e is OsdpEvent.Attack);
    }

    [Fact]
    public void A_cable_cut_behind_a_busy_reader_is_silence()
    {
        _line.Run(Second);
        _line.Reader.BusyTimes = 5;
        _line.Run(0.2 * Second);
        _line.Reader.IsSilent = true;
        _line.Run(10 * Second);
        Assert.Equal(OfflineReason.Silent, Assert.Single(_line.Events.OfType<OsdpEvent.Offline>()).Reason);
    }

    [Fact]
    public void A_reader_that_is_busy_without_end_does_not_keep_its_neighbours_waiting()
    {
        TestLine line = new(count: 4, baud: 38400);
        line.Run(Second);
        line.Readers[2].BusyTimes = int.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            line.Readers[3].Present((byte)i);
            TimeSpan at = line.Now;
            int seen = line.Cards.Count;
            while (line.Cards.Count == seen) { line.Run(TimeSpan.FromMilliseconds(1)); }
            Assert.True(line.Now - at < TimeSpan.FromMilliseconds(420));
            line.Run(Second);
        }
    }

    private static TestLine Keyed()
    {
        TestLine line = new(with: s => s with { Key = OsdpKey.FromBytes(KeyBytes) });
        line.Reader.Key = KeyBytes;
        return line;
    }

    private static byte[] Busy(byte sequence) => new OsdpFrame(0, true, sequence, true, (byte)OsdpReplyCode.Busy, []).Encode();

    private static List<OsdpEvent> Taken(OsdpBus bus)
    {
        List<OsdpEvent> events = [];
        while (bus.TryTakeEvent(out OsdpEvent? happened)) { events.Add(happened!); }
        return events;
    }

    /// <summary>Up to a poll inside the session that nobody has answered yet.</summary>
    private static TimeSpan Begin(OsdpBus bus, TestReader reader, out byte[] command)
    {
        TimeSpan now = Ask(bus, TimeSpan.Zero, out command);
        for (int i = 0; i < 12; i++)
        {
            bus.Received(reader.Hear(command), now);
            now = Ask(bus, now, out command);
        }
        Assert.True(bus.IsSecure(0));
        return now;
    }

    private static TimeSpan Ask(OsdpBus bus, TimeSpan now, out byte[] command)
    {
        OsdpStep step = bus.Next(now);
        while (step.Send.Length == 0) { step = bus.Next(now = step.WakeAt); }
        command = step.Send;
        return now;
    }
}
