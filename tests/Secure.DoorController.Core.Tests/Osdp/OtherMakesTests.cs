using Secure.DoorController.Core.Osdp;

namespace Secure.DoorController.Core.Tests.Osdp;

/// <summary>Readers of other makes, which read the standard in ways of their own.</summary>
public sealed class OtherMakesTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly byte[] KeyBytes = Convert.FromHexString("8D1F0B62A9C4E37755106FDE29B3480A");

    [Fact]
    public void A_reader_that_adds_a_byte_to_its_security_blocks_serves_in_its_channel()
    {
        TestLine line = Keyed();
        line.Reader.AddsToBlocks = true;
        line.Run(Second);
        line.Reader.Present(0xAB, 0xCD);
        line.Run(Second);
        Assert.True(line.Bus.IsSecure(0));
        Assert.Equal([0xAB, 0xCD], Assert.Single(line.Cards));
    }

    [Fact]
    public void A_reader_that_stays_in_a_session_which_the_panel_has_left_is_led_into_a_new_one()
    {
        TestLine line = Keyed();
        line.Reader.KeepsSession = true;
        line.Run(Second);
        line.Bus.LineLost();
        Assert.False(line.Bus.IsOnline(0));
        line.Run(Second);
        line.Reader.Present(0xAB, 0xCD);
        line.Run(Second);
        Assert.Equal((2, true), (line.Reader.Handshakes, line.Bus.IsSecure(0)));
        Assert.Equal([0xAB, 0xCD], Assert.Single(line.Cards));
        Assert.DoesNotContain(line.Events, e => e is OsdpEvent.Attack or OsdpEvent.Offline);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_checksum_may_be_answered_with_a_crc(bool keyed)
    {
        TestLine line = new(crc: false, with: s => keyed ? s with { Key = OsdpKey.FromBytes(KeyBytes) } : s);
        if (keyed) { line.Reader.Key = KeyBytes; }
        line.Run(Second);
        Assert.Equal((true, keyed), (line.Bus.IsOnline(0), line.Bus.IsSecure(0)));
    }

    [Fact]
    public void A_formatted_card_is_told_as_the_bits_of_its_characters()
    {
        TestLine line = new();
        line.Run(Second);
        line.Reader.Report([0x51, 0, 0, 3, .. "A-7"u8]);
        line.Run(Second);
        CardBits bits = Assert.Single(line.Events.OfType<OsdpEvent.Card>()).Bits;
        Assert.Equal((24, "A-7"), (bits.Count, System.Text.Encoding.ASCII.GetString(bits.Data)));
    }

    [Theory]
    [InlineData("5000010000", true)]
    [InlineData("50000120001122", true)]
    [InlineData("51000003", true)]
    [InlineData("5300051122", false)]
    [InlineData("480100FF", false)]
    public void A_report_that_cannot_be_read_is_told_once_and_costs_neither_the_reader_nor_the_next_card(string hex, bool keyed)
    {
        TestLine line = keyed ? Keyed() : new TestLine();
        line.Run(Second);
        byte[] report = Convert.FromHexString(hex);
        line.Reader.Report(report);
        line.Reader.Present(0xAB, 0xCD);
        line.Run(3 * Second);
        Assert.Equal((OsdpReplyCode)report[0], Assert.Single(line.Events.OfType<OsdpEvent.Unreadable>()).Code);
        Assert.Equal([0xAB, 0xCD], Assert.Single(line.Cards));
        Assert.DoesNotContain(line.Events, e => e is OsdpEvent.Restarted or OsdpEvent.Offline or OsdpEvent.Attack);
    }

    [Theory]
    [InlineData("4102")]
    [InlineData("4109")]
    [InlineData("41FF")]
    [InlineData("41")]
    [InlineData("46010101FF")]
    public void A_reader_whose_capabilities_cannot_be_had_serves_without_them(string answer)
    {
        foreach (TestLine line in new[] { new TestLine(), Keyed() })
        {
            line.Reader.Instead[0x62] = Convert.FromHexString(answer);
            line.Run(2 * Second);
            line.Reader.Present(0xAB, 0xCD);
            line.Run(Second);
            Assert.Equal([0xAB, 0xCD], Assert.Single(line.Cards));
        }
    }

    [Fact]
    public void A_reader_that_goes_on_in_plain_text_after_its_session_is_believed_after_three_times_and_led_into_a_new_one()
    {
        TestLine line = Keyed();
        line.Run(Second);
        line.Events.Clear();
        int sent = line.Sent.Count;
        line.Fault = bytes => bytes[0] == 0x53 && line.Sent.Count < sent + 6 ? Plain(bytes) : bytes;
        line.Run(3 * Second);
        Assert.Single(line.Events.OfType<OsdpEvent.Restarted>());
        Assert.True(line.Bus.IsSecure(0));
        Assert.DoesNotContain(line.Events, e => e is OsdpEvent.Attack or OsdpEvent.Offline);
    }

    [Fact]
    public void A_bare_yes_that_somebody_writes_before_every_reply_ends_no_session_and_costs_no_card()
    {
        TestLine line = Keyed();
        line.Run(Second);
        line.Injects = command => Plain([0x53, 0x80, 8, 0, (byte)(4 | (command[4] & 3)), 0x40, 0, 0]);
        line.Reader.Present(0xAB, 0xCD);
        line.Run(5 * Second);
        Assert.Equal([0xAB, 0xCD], Assert.Single(line.Cards));
        Assert.Equal(1, line.Reader.Handshakes);
    }

    [Theory]
    [InlineData("40", false)]
    [InlineData("40", true)]
    [InlineData("7A0100", true)]
    [InlineData("480000", false)]
    public void A_file_or_a_move_that_is_answered_with_something_else_is_refused_and_the_reader_stays(string answer, bool keyed)
    {
        TestLine line = keyed ? Keyed() : new TestLine();
        line.Run(Second);
        line.Reader.Instead[0x7C] = line.Reader.Instead[0x6E] = Convert.FromHexString(answer);
        Assert.True(line.Bus.SendFile(0, 1, new byte[300]));
        line.Run(3 * Second);
        Assert.Equal(FileProgress.Refused, Assert.Single(line.Events.OfType<OsdpEvent.File>()).Progress);
        Assert.True(line.Bus.Move(0, 5, 19200));
        line.Run(3 * Second);
        Assert.Equal(
            [(OsdpCommandCode.FileTransfer, OsdpNakCode.None), (OsdpCommandCode.Communication, OsdpNakCode.None)],
            line.Events.OfType<OsdpEvent.Refused>().Select(r => (r.Command, r.Reason)));
        Assert.True(line.Bus.IsOnline(0));
        Assert.DoesNotContain(line.Events, e => e is OsdpEvent.Offline or OsdpEvent.Restarted or OsdpEvent.Moved);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_reader_that_went_without_a_word_is_found_where_it_was_sent_and_one_that_did_not_go_where_it_was(bool goes)
    {
        TestLine line = Keyed();
        line.Run(Second);
        line.Fault = bytes => bytes[0] == 0x53 && line.Sent[^1].Bytes[7] == 0x6E ? null : bytes;
        line.Reader.Stays = !goes;
        Assert.True(line.Bus.Move(0, 5, 38400));
        line.Run(3 * Second);
        line.Fault = bytes => bytes;
        line.Run(8 * Second);
        byte at = (byte)(goes ? 5 : 0);
        Assert.True(line.Bus.IsSecure(at));
        Assert.Equal(new OsdpEvent.Moved(0, 5, 38400, IsSure: false), line.Events.OfType<OsdpEvent.Moved>().First());
        Assert.Equal(at, line.Events.OfType<OsdpEvent.Moved>().Last().NewAddress);
        int looks = line.Events.OfType<OsdpEvent.Moved>().Count();
        line.Reader.IsSilent = true;
        line.Run(30 * Second);
        Assert.Equal(looks, line.Events.OfType<OsdpEvent.Moved>().Count());
    }

    /// <summary>A bare yes in plain text in place of a reply.</summary>
    private static byte[] Plain(byte[] reply)
    {
        byte[] frame = [0x53, reply[1], 8, 0, (byte)(4 | (reply[4] & 3)), 0x40, 0, 0];
        int crc = TestReader.Crc(frame, 2);
        return [.. frame[..^2], (byte)crc, (byte)(crc >> 8)];
    }

    private static TestLine Keyed()
    {
        TestLine line = new(with: s => s with { Key = OsdpKey.FromBytes(KeyBytes) });
        line.Reader.Key = KeyBytes;
        return line;
    }
}
