using System.Globalization;
using System.Numerics;
using Secure.Vocabulary;

namespace Secure.Vocabulary.Tests;

public class BadgeNumberTests
{
    /// <summary>Worked out by hand: parity, facility, number, parity, then six bits of padding.</summary>
    [Theory]
    [InlineData(0, 0, "0" + "00000000" + "0000000000000000" + "1")]
    [InlineData(1, 1, "1" + "00000001" + "0000000000000001" + "0")]
    [InlineData(1, 1001, "1" + "00000001" + "0000001111101001" + "0")] // upper 12 bits: one 1, so 1; lower 12: seven, so 0
    [InlineData(255, 65535, "0" + "11111111" + "1111111111111111" + "1")]
    [InlineData(18, 13398, "0" + "00010010" + "0011010001010110" + "0")]
    public void H10301_known_values(byte facility, ushort number, string bits)
    {
        BadgeNumber badge = BadgeNumber.H10301(facility, number);
        string padded = bits + "000000";
        string hex = string.Concat(Enumerable.Range(0, 4).Select(i => Convert.ToByte(padded.Substring(i * 8, 8), 2).ToString("X2", CultureInfo.InvariantCulture)));

        Assert.Equal((26, hex), (badge.Bits, badge.Hex));
        Assert.Equal("26:" + hex, badge.Key);
    }

    [Fact]
    public void Every_H10301_number_has_even_parity_in_front_and_odd_parity_behind_and_is_its_own()
    {
        HashSet<string> seen = [];
        for (int i = 0; i < 1 << 16; i++)
        {
            byte facility = (byte)(i * 7);
            BadgeNumber badge = BadgeNumber.H10301(facility, (ushort)i);
            uint bits = uint.Parse(badge.Hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> 6;
            Assert.Equal(0, BitOperations.PopCount(bits >> 13) % 2);
            Assert.Equal(1, BitOperations.PopCount(bits & 0x1FFF) % 2);
            Assert.Equal((uint)((facility << 16) | i), (bits >> 1) & 0xFFFFFF);
            Assert.True(seen.Add(badge.Key));
        }
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(-1, "")]
    [InlineData(257, "000000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(26, "000000")]
    [InlineData(26, "0000000000")]
    [InlineData(26, "00000001")] // a padding bit is set
    [InlineData(26, "00000020")]
    [InlineData(1, "40")]
    public void A_length_that_does_not_fit_and_a_set_padding_bit_are_refused(int bits, string hex)
    {
        Assert.False(BadgeNumber.TryCreate(bits, Convert.FromHexString(hex), out BadgeNumber? badge));
        Assert.Null(badge);
    }

    [Fact]
    public void From_1_to_256_bits_are_taken()
    {
        Assert.True(BadgeNumber.TryCreate(1, [0x80], out _));
        Assert.True(BadgeNumber.TryCreate(8, [0xFF], out _));
        Assert.True(BadgeNumber.TryCreate(256, new byte[32], out _));
    }

    [Fact]
    public void The_same_bits_in_another_length_are_another_badge()
    {
        BadgeNumber.TryCreate(7, [0x80], out BadgeNumber? seven);
        BadgeNumber.TryCreate(8, [0x80], out BadgeNumber? eight);

        Assert.NotEqual(seven, eight);
        Assert.NotEqual(seven!.Key, eight!.Key);
    }

    [Fact]
    public void A_badge_does_not_print_its_number() => Assert.DoesNotContain(BadgeNumber.H10301(18, 13398).Hex, BadgeNumber.H10301(18, 13398).ToString(), StringComparison.Ordinal);
}
