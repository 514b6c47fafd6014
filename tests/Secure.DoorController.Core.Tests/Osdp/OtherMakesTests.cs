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

    private static TestLine Keyed()
    {
        TestLine line = new(with: s => s with { Key = OsdpKey.FromBytes(KeyBytes) });
        line.Reader.Key = KeyBytes;
        return line;
    }
}
