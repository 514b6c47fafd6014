using Secure.Signatures;

namespace Secure.Signatures.Tests;

public class CanonicalTests
{
    private enum Colour { Red = 1, Blue = 3 }

    [Fact]
    public void The_encoding_is_the_one_that_is_written_down()
    {
        byte[] bytes = new CanonicalWriter().U8(1).U16(0x0203).U32(0x04050607).U64(0x08090A0B0C0D0E0F).I64(-1).Bytes([0x10, 0x11]).Text("é").Fixed([0xFF]).ToArray();

        Assert.Equal("01" + "0203" + "04050607" + "08090A0B0C0D0E0F" + "FFFFFFFFFFFFFFFF" + "00021011" + "0002C3A9" + "FF", Convert.ToHexString(bytes));
    }

    [Fact]
    public void What_was_written_is_read_back()
    {
        CanonicalReader reader = new(new CanonicalWriter().U8(1).U16(2).U32(3).U64(ulong.MaxValue).I64(long.MinValue).Bytes([]).Text("汉字 and more").Fixed([7, 8]).U8(3).ToArray());

        Assert.Equal((1, 2, 3u, ulong.MaxValue, long.MinValue), (reader.U8(), reader.U16(), reader.U32(), reader.U64(), reader.I64()));
        Assert.Empty(reader.Bytes());
        Assert.Equal("汉字 and more", reader.Text());
        Assert.Equal([7, 8], reader.Fixed(2));
        Assert.Equal(Colour.Blue, reader.Enumeration<Colour>());
        reader.End();
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0002FF")]
    [InlineData("FFFF")]
    public void A_text_that_ends_too_early_is_refused(string hex) => Assert.Throws<FormatException>(() => { CanonicalReader reader = new(Convert.FromHexString(hex)); reader.Text(); });

    [Theory]
    [InlineData("0001FF")]
    [InlineData("0002C328")]
    [InlineData("0002C080")] // an overlong NUL
    [InlineData("0003EDA080")] // a lone surrogate
    public void A_text_that_is_not_utf8_is_refused(string hex) => Assert.Throws<FormatException>(() => { CanonicalReader reader = new(Convert.FromHexString(hex)); reader.Text(); });

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(255)]
    public void A_number_that_no_value_has_is_refused(byte number) => Assert.Throws<FormatException>(() => { CanonicalReader reader = new([number]); reader.Enumeration<Colour>(); });

    [Fact]
    public void Bytes_left_over_are_refused() => Assert.Throws<FormatException>(() => new CanonicalReader([0]).End());

    [Fact]
    public void A_byte_string_longer_than_its_length_can_say_is_never_written() => Assert.Throws<ArgumentException>(() => new CanonicalWriter().Bytes(new byte[65_536]));
}
