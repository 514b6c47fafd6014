using Secure.DoorTwin.Osdp;

namespace Secure.DoorTwin.Tests;

public class CardReadTests
{
    [Theory]
    [InlineData("1001", "00001000100000011111010010")]
    [InlineData("1-1", "10000000100000000000000010")]
    [InlineData("255-65535", "01111111111111111111111111")]
    [InlineData("0-0", "00000000000000000000000001")]
    public void A_number_becomes_26_bits_with_even_and_odd_parity(string text, string bits)
    {
        Assert.True(CardRead.TryParse(text, 17, out CardRead? card));
        Assert.Equal(bits, card!.Bits);
        Assert.Equal(0, bits[..13].Count(c => c == '1') % 2);
        Assert.Equal(1, bits[13..].Count(c => c == '1') % 2);
    }

    [Fact]
    public void Raw_bits_are_padded_at_the_end()
    {
        Assert.True(CardRead.TryParse("bits:110000001", 17, out CardRead? card));
        Assert.Equal("00000900C080", Convert.ToHexString(card!.ToReplyData()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("65536")]
    [InlineData("256-1")]
    [InlineData("1-2-3")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("bits:")]
    [InlineData("bits:012")]
    [InlineData("١٢")]
    public void What_is_no_card_is_refused(string text) => Assert.False(CardRead.TryParse(text, 17, out _));
}
