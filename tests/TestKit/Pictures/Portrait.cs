using System.Buffers.Binary;
using System.IO.Compression;

namespace Secure.TestKit.Pictures;

/// <summary>
/// A face that every machine may have: NASA's portrait of the astronaut Eileen Collins, free of rights, out of Debian's
/// python3-skimage, where `./secure test` has put it. Null where it is absent: the test then skips.
/// </summary>
public static class Portrait
{
    public const string Absent = "skipped: no portrait; ./secure test fetches it";

    /// <summary>512 by 512 pixels, one face.</summary>
    public static TestPicture? Whole { get; } = File.Exists(Path) ? ReadPng(File.ReadAllBytes(Path)) : null;

    private static string Path => System.IO.Path.Combine(Biometrics.Folder, "test", "astronaut.png");

    /// <summary>The plain kind of PNG alone: 8-bit RGB, not interlaced (RFC 2083).</summary>
    private static TestPicture ReadPng(byte[] file)
    {
        int width = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)), height = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20));
        if (file[24] != 8 || file[25] != 2 || file[28] != 0) { throw new InvalidDataException("Another kind of PNG."); }
        using MemoryStream packed = new();
        for (int at = 8; at + 12 <= file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            if (file.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8)) { packed.Write(file, at + 8, length); }
            at += length + 12;
        }
        packed.Position = 0;
        using ZLibStream unpacked = new(packed, CompressionMode.Decompress);
        byte[] pixels = new byte[width * height * 3];
        int stride = width * 3;
        for (int y = 0; y < height; y++)
        {
            int filter = unpacked.ReadByte();
            Span<byte> row = pixels.AsSpan(y * stride, stride);
            unpacked.ReadExactly(row);
            Unfilter(filter, row, y == 0 ? new byte[stride] : pixels.AsSpan((y - 1) * stride, stride));
        }
        return new(width, height, pixels);
    }

    // RFC 2083, section 6.
    private static void Unfilter(int filter, Span<byte> row, ReadOnlySpan<byte> above)
    {
        for (int i = 0; i < row.Length; i++)
        {
            int left = i < 3 ? 0 : row[i - 3], up = above[i], corner = i < 3 ? 0 : above[i - 3];
            row[i] += (byte)(filter switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, 4 => Paeth(left, up, corner), _ => throw new InvalidDataException("No such filter.") });
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        int guess = left + up - corner, a = Math.Abs(guess - left), b = Math.Abs(guess - up), c = Math.Abs(guess - corner);
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }
}
