using Secure.DoorController.Core.Osdp;

namespace Secure.DoorController.Core.Tests.Osdp;

public sealed class OsdpFrameTests
{
    // SIA OSDP specification, Annex E.
    [Theory]
    [InlineData("537F0D00046E0080250000", 0x386E)]
    [InlineData("53000900046100", 0x66C0)]
    public void The_crc_is_that_of_the_standard(string frame, int crc) =>
        Assert.Equal(crc, OsdpCheck.Crc16(Convert.FromHexString(frame)));

    [Theory]
    [InlineData("537F0C00006E0080250000", 0x0F)]
    [InlineData("53000800006100", 0x44)]
    public void The_checksum_is_that_of_the_standard(string frame, int sum) =>
        Assert.Equal(sum, OsdpCheck.Checksum(Convert.FromHexString(frame)));

    [Theory]
    [InlineData("53000900046100C066", true)]
    [InlineData("5300080000610044", false)]
    public void An_id_request_is_the_bytes_of_the_standard(string expected, bool crc) =>
        Assert.Equal(expected, Convert.ToHexString(new OsdpFrame(0, false, 0, crc, 0x61, [0]).Encode()));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_encoded_decodes_again(bool crc)
    {
        OsdpFrame frame = new(0x7E, true, 3, crc, 0x50, [1, 2, 3]);
        OsdpFrame? read = OsdpFrame.Decode(frame.Encode());
        Assert.NotNull(read);
        Assert.Equal(frame.Data, read.Data);
        Assert.Equal(frame with { Data = read.Data }, read);
    }

    [Fact]
    public void Every_flipped_bit_of_a_crc_frame_is_noticed()
    {
        byte[] good = new OsdpFrame(1, true, 2, true, 0x50, [0, 0, 26, 0, 1, 2, 3, 0x40]).Encode();
        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] bad = [.. good];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(OsdpFrame.Decode(bad));
        }
    }

    [Fact]
    public void A_frame_inside_spoilt_bytes_is_not_found()
    {
        byte[] inner = new OsdpFrame(0, true, 1, true, 0x40, []).Encode();
        byte[] outer = new OsdpFrame(0, true, 1, true, 0x50, [0, 0, (byte)(inner.Length * 8), 0, .. inner]).Encode();
        outer[0] ^= 0x10;
        OsdpDecoder decoder = new();
        Assert.Empty(decoder.Append(outer));
        Assert.True(decoder.IsSpoilt);
    }

    [Fact]
    public void An_idle_line_before_a_frame_does_no_harm()
    {
        OsdpDecoder decoder = new();
        byte[] frame = new OsdpFrame(0, true, 1, true, 0x40, []).Encode();
        Assert.Empty(decoder.Append([0xFF, 0x00, 0xFF]));
        Assert.Empty(decoder.Append(frame.AsSpan(0, 4)));
        Assert.Single(decoder.Append(frame.AsSpan(4)));
    }

    [Fact]
    public void A_led_and_a_buzzer_command_have_the_lengths_of_the_standard()
    {
        Assert.Equal(14, OsdpCommand.LedFor(LedColour.Green, TimeSpan.FromSeconds(3)).Data.Length);
        Assert.Equal(14, OsdpCommand.LedSteady(LedColour.Red).Data.Length);
        Assert.Equal([0, 2, 1, 1, 2], OsdpCommand.Beep(2, TimeSpan.FromMilliseconds(100)).Data);
        Assert.Equal([30, 0], OsdpCommand.LedFor(LedColour.Green, TimeSpan.FromSeconds(3)).Data[7..9]);
    }
}
