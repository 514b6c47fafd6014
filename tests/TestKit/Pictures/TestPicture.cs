using System.Runtime.InteropServices;

namespace Secure.TestKit.Pictures;

/// <summary>Pixels that a test makes or changes: red, green and blue in turn, 8 bits each, rows from the top.</summary>
public sealed partial record TestPicture(int Width, int Height, byte[] Pixels)
{
    private const string Library = "libturbojpeg.so.0";

    /// <summary>As a JPEG of the given quality, 1 to 100; progressive: in several scans.</summary>
    public byte[] Jpeg(int quality = 92, bool progressive = false)
    {
        nint handle = InitCompress();
        nint made = 0;
        try
        {
            CULong length = new(0);
            // TJPF_RGB 0, TJSAMP_420 2, TJFLAG_PROGRESSIVE 16384.
            int code = Compress(handle, Pixels, Width, 0, Height, 0, ref made, ref length, 2, quality, progressive ? 16384 : 0);
            if (code != 0) { throw new InvalidOperationException("libturbojpeg could not write this picture."); }
            byte[] jpeg = new byte[length.Value];
            Marshal.Copy(made, jpeg, 0, jpeg.Length);
            return jpeg;
        }
        finally
        {
            Free(made);
            _ = Destroy(handle);
        }
    }

    /// <summary>Every value changed.</summary>
    public TestPicture Toned(Func<byte, double> tone) => this with { Pixels = [.. Pixels.Select(p => (byte)Math.Clamp(tone(p), 0, 255))] };

    /// <summary>Every pixel taken from another place of this picture; black where that lies outside.</summary>
    public TestPicture Moved(int width, int height, Func<int, int, (int X, int Y)> from)
    {
        TestPicture moved = new(width, height, new byte[width * height * 3]);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (int fromX, int fromY) = from(x, y);
                if (fromX >= 0 && fromY >= 0 && fromX < Width && fromY < Height) { Pixels.AsSpan((fromY * Width + fromX) * 3, 3).CopyTo(moved.Pixels.AsSpan((y * width + x) * 3)); }
            }
        }
        return moved;
    }

    public TestPicture Cut(int left, int top, int width, int height) => Moved(width, height, (x, y) => (x + left, y + top));

    public TestPicture Mirrored() => Moved(Width, Height, (x, y) => (Width - 1 - x, y));

    public TestPicture TurnedRight() => Moved(Height, Width, (x, y) => (y, Height - 1 - x));

    public TestPicture Beside(TestPicture other) => new TestPicture(Width + other.Width, Math.Max(Height, other.Height), new byte[(Width + other.Width) * Math.Max(Height, other.Height) * 3])
        .Filled((x, y) => x < Width ? (this, x, y) : (other, x - Width, y));

    /// <summary>Each pixel the mean of its surroundings, so many to every side.</summary>
    public TestPicture Blurred(int radius)
    {
        TestPicture across = Mean((x, y, i) => (Math.Clamp(x + i, 0, Width - 1), y), radius);
        return across.Mean((x, y, i) => (x, Math.Clamp(y + i, 0, Height - 1)), radius);
    }

    /// <summary>Made so many times smaller by taking means.</summary>
    public TestPicture Smaller(int times) => Blurred(times / 2).Moved(Width / times, Height / times, (x, y) => (x * times + times / 2, y * times + times / 2));

    private TestPicture Mean(Func<int, int, int, (int X, int Y)> at, int radius)
    {
        byte[] mean = new byte[Pixels.Length];
        for (int i = 0; i < mean.Length; i++)
        {
            int pixel = i / 3, sum = 0;
            for (int j = -radius; j <= radius; j++)
            {
                (int x, int y) = at(pixel % Width, pixel / Width, j);
                sum += Pixels[(y * Width + x) * 3 + i % 3];
            }
            mean[i] = (byte)(sum / (2 * radius + 1));
        }
        return this with { Pixels = mean };
    }

    private TestPicture Filled(Func<int, int, (TestPicture From, int X, int Y)> from)
    {
        for (int i = 0; i < Width * Height; i++)
        {
            (TestPicture source, int x, int y) = from(i % Width, i / Width);
            if (y < source.Height) { source.Pixels.AsSpan((y * source.Width + x) * 3, 3).CopyTo(Pixels.AsSpan(i * 3)); }
        }
        return this;
    }

    [LibraryImport(Library, EntryPoint = "tjInitCompress")]
    private static partial nint InitCompress();

    [LibraryImport(Library, EntryPoint = "tjCompress2")]
    private static partial int Compress(nint handle, ReadOnlySpan<byte> pixels, int width, int pitch, int height, int format, ref nint jpeg, ref CULong length, int subsampling, int quality, int flags);

    [LibraryImport(Library, EntryPoint = "tjFree")]
    private static partial void Free(nint buffer);

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    private static partial int Destroy(nint handle);
}
