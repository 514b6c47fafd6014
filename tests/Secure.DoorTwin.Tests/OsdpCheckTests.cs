using Secure.DoorTwin.Osdp;

namespace Secure.DoorTwin.Tests;

/// <summary>Vectors of SIA OSDP, annex E.</summary>
public class OsdpCheckTests
{
    [Theory]
    [InlineData("537F0D00046E0080250000", "6E38")]
    [InlineData("53000900046100", "C066")]
    public void The_CRC_of_the_standards_examples(string message, string onTheWire)
    {
        ushort crc = Check.Crc(Convert.FromHexString(message));
        Assert.Equal(onTheWire, $"{crc & 0xFF:X2}{crc >> 8:X2}");
    }

    [Theory]
    [InlineData("537F0C00006E0080250000", "0F")]
    [InlineData("53000800006100", "44")]
    public void The_checksum_of_the_standards_examples(string message, string onTheWire) =>
        Assert.Equal(onTheWire, Convert.ToHexString([Check.Sum(Convert.FromHexString(message))]));

    [Theory]
    [InlineData("53000900046100C066", true)]
    [InlineData("53000900046101C066", false)]
    [InlineData("530008000061 0044", true)]
    [InlineData("5300080000610045", false)]
    public void A_message_is_sound_only_with_its_own_check(string message, bool sound) =>
        Assert.Equal(sound, Frame.Of(Convert.FromHexString(message.Replace(" ", "", StringComparison.Ordinal))).IsSound);

    [Fact]
    public void A_message_too_short_for_its_code_is_not_sound() =>
        Assert.False(Frame.Of(Convert.FromHexString("53000700040000")).IsSound);
}
