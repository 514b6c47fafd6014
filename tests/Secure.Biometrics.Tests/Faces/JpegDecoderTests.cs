using Secure.Biometrics.Images;
using Secure.TestKit.Pictures;

namespace Secure.Biometrics.Tests.Faces;

public sealed class JpegDecoderTests
{
    private static readonly TestPicture Wide = new TestPicture(200, 100, new byte[200 * 100 * 3]).Toned(_ => 90);

    [Fact]
    public void A_picture_comes_out_as_it_went_in()
    {
        Assert.True(JpegDecoder.TryDecode(Wide.Jpeg(), out Picture? picture, out _));
        using (picture)
        {
            Assert.Equal((200, 100), (picture.Width, picture.Height));
            Assert.All(picture.Pixels.ToArray(), p => Assert.InRange(p, 88, 92));
        }
    }

    [Fact]
    public void A_picture_cut_short_anywhere_is_refused()
    {
        byte[] whole = Wide.Jpeg();
        for (int length = 0; length < whole.Length - 2; length++) { Assert.False(JpegDecoder.TryDecode(whole.AsSpan(0, length), out _, out ImageFault fault)); Assert.Equal(ImageFault.NotAnImage, fault); }
    }

    [Theory]
    [InlineData(63, 200, ImageFault.TooSmall)]
    [InlineData(200, 63, ImageFault.TooSmall)]
    [InlineData(4097, 64, ImageFault.TooLarge)]
    [InlineData(64, 4097, ImageFault.TooLarge)]
    [InlineData(65500, 65500, ImageFault.TooLarge)]
    public void Sides_are_looked_at_before_anything_is_decoded(int width, int height, ImageFault expected)
    {
        Assert.False(JpegDecoder.TryDecode(Claiming(Wide.Jpeg(), width, height), out _, out ImageFault fault));
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void A_file_over_the_limit_is_refused_unread()
    {
        byte[] long4MiB = [.. Wide.Jpeg(), .. new byte[ImageLimits.BytesMax]];
        Assert.False(JpegDecoder.TryDecode(long4MiB, out _, out ImageFault fault));
        Assert.Equal(ImageFault.TooLarge, fault);
    }

    /// <summary>The same file with other sides in its frame header (ITU-T T.81, B.2.2).</summary>
    private static byte[] Claiming(byte[] jpeg, int width, int height)
    {
        int frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), (ushort)height);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), (ushort)width);
        return jpeg;
    }
}
