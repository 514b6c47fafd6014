using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Secure.Biometrics.Fingerprints;
using Secure.TestKit;

namespace Secure.Biometrics.Tests.Fingerprints;

public sealed class FingerprintImageTests
{
    private static readonly byte[] Pixels = TestFinger.Touch(1, 1);

    public static TheoryData<string, byte[]> Broken => new()
    {
        { "nothing", [] },
        { "a JPEG", [0xff, 0xd8, 0xff, 0xe0] },
        { "the magic alone", "P5"u8.ToArray() },
        { "a text PGM", Pgm("P2\n256 288\n255\n") },
        { "16 bits", Pgm("P5\n256 288\n65535\n") },
        { "another white", Pgm("P5\n256 288\n254\n") },
        { "no width", Pgm("P5\n288\n255\n") },
        { "a negative side", Pgm("P5\n-256 288\n255\n") },
        { "a side of five digits", Pgm("P5\n25600 288\n255\n") },
        { "an endless comment", Pgm("P5\n#" + new string('x', 5000)) },
        { "too small", [.. "P5 95 200 255 "u8, .. new byte[95 * 200]] },
        { "too large", [.. "P5 1001 200 255 "u8, .. new byte[1001 * 200]] },
        { "a row short", Pgm("P5\n256 288\n255\n")[..^256] },
        { "a byte more", [.. Pgm("P5\n256 288\n255\n"), 0] },
        { "TIFF magic alone", [(byte)'I', (byte)'I', 42, 0] },
        { "TIFF with its directory past the end", Tiff(directoryAt: 1u << 30) },
        { "compressed TIFF", Tiff((259, 5)) },
        { "TIFF of 16 bits", Tiff((258, 16)) },
        { "TIFF of three colours", Tiff((262, 2)) },
        { "TIFF of two samples", Tiff((277, 2)) },
        { "TIFF without height", Tiff((257, null)) },
        { "TIFF of no rows a strip", Tiff((278, 0)) },
        { "TIFF with too short a strip", Tiff((279, 100)) },
        { "TIFF with its strip past the end", Tiff((273, 1 << 20)) },
        { "TIFF with a huge side", Tiff((256, int.MaxValue)) },
        { "TIFF upside down", Tiff((274, 4)) },
    };

    [Fact]
    public void A_PGM_with_comments_gives_its_pixels()
    {
        GrayImage? image = FingerprintImages.Read([.. "P5 # from the reader\n256\t288\n# white\n255\n"u8, .. Pixels]);
        Assert.Equal((TestFinger.Width, TestFinger.Height), (image!.Width, image.Height));
        Assert.Equal(Pixels, image.Pixels);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_TIFF_gives_its_pixels_in_either_byte_order(bool little) => Assert.Equal(Pixels, FingerprintImages.Read(Tiff(little))!.Pixels);

    [Fact]
    public void A_TIFF_whose_white_is_zero_is_turned_round() =>
        Assert.Equal(Pixels.Select(p => (byte)(255 - p)), FingerprintImages.Read(Tiff((262, 0)))!.Pixels);

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_is_not_wholly_understood_is_refused(string what, byte[] file)
    {
        Assert.NotEmpty(what);
        Assert.Null(FingerprintImages.Read(file));
    }

    [Fact]
    public void Five_thousand_damaged_files_are_read_or_refused_and_never_more_than_that()
    {
        int count = int.TryParse(Environment.GetEnvironmentVariable("SECURE_MUTATIONS"), CultureInfo.InvariantCulture, out int asked) ? asked : 5_000;
        byte[][] whole = [Pgm("P5\n256 288\n255\n"), Tiff(), Tiff(little: false)];
        Random random = new(7);
        int read = 0;
        for (int i = 0; i < count; i++)
        {
            if (FingerprintImages.Read(Mutations.Of(whole[i % whole.Length], random)) is not { } image) { continue; }
            read++;
            Assert.Equal(image.Width * image.Height, image.Pixels.Length);
            if (read % 40 == 0) { SharedEngine.OrSkip().Read(image, [], TestContext.Current.CancellationToken); }
        }
        Assert.InRange(read, 1, count - 1);
    }

    private static byte[] Pgm(string head) => [.. Encoding.ASCII.GetBytes(head), .. Pixels];

    private static byte[] Tiff(params (ushort Tag, int? Value)[] changed) => Tiff(true, 8, changed);

    private static byte[] Tiff(uint directoryAt) => Tiff(true, directoryAt);

    private static byte[] Tiff(bool little, uint directoryAt = 8, params (ushort Tag, int? Value)[] changed)
    {
        SortedDictionary<ushort, int?> fields = new()
        {
            [256] = TestFinger.Width,
            [257] = TestFinger.Height,
            [258] = 8,
            [259] = 1,
            [262] = 1,
            [273] = 256,
            [277] = 1,
            [278] = TestFinger.Height,
            [279] = Pixels.Length,
        };
        foreach ((ushort tag, int? value) in changed) { fields[tag] = value; }
        byte[] file = new byte[256 + Pixels.Length];
        Pixels.CopyTo(file, 256);
        (little ? "II"u8 : "MM"u8).CopyTo(file);
        U16(file.AsSpan(2), 42, little);
        U32(file.AsSpan(4), directoryAt, little);
        KeyValuePair<ushort, int?>[] present = [.. fields.Where(f => f.Value is not null)];
        U16(file.AsSpan(8), (ushort)present.Length, little);
        for (int i = 0; i < present.Length; i++)
        {
            Span<byte> entry = file.AsSpan(10 + 12 * i, 12);
            U16(entry, present[i].Key, little);
            U16(entry[2..], 4, little);
            U32(entry[4..], 1, little);
            U32(entry[8..], (uint)present[i].Value!.Value, little);
        }
        return file;
    }

    private static void U16(Span<byte> to, ushort value, bool little) { if (little) { BinaryPrimitives.WriteUInt16LittleEndian(to, value); } else { BinaryPrimitives.WriteUInt16BigEndian(to, value); } }

    private static void U32(Span<byte> to, uint value, bool little) { if (little) { BinaryPrimitives.WriteUInt32LittleEndian(to, value); } else { BinaryPrimitives.WriteUInt32BigEndian(to, value); } }
}
