using System.Runtime.InteropServices;

namespace Secure.TestKit.Pictures;

public sealed partial record TestPicture
{
    /// <summary>Reads a JPEG that is known to be good.</summary>
    public static TestPicture FromJpeg(byte[] jpeg)
    {
        nint handle = InitDecompress();
        try
        {
            CULong length = new((nuint)jpeg.Length);
            if (DecompressHeader(handle, jpeg, length, out int width, out int height, out _, out _) != 0) { throw new InvalidDataException("Not a JPEG."); }
            byte[] pixels = new byte[width * height * 3];
            // TJPF_RGB 0, no flags.
            return Decompress(handle, jpeg, length, pixels, width, 0, height, 0, 0) == 0 ? new(width, height, pixels) : throw new InvalidDataException("Not a JPEG.");
        }
        finally { _ = Destroy(handle); }
    }

    [LibraryImport(Library, EntryPoint = "tjInitDecompress")]
    private static partial nint InitDecompress();

    [LibraryImport(Library, EntryPoint = "tjDecompressHeader3")]
    private static partial int DecompressHeader(nint handle, ReadOnlySpan<byte> jpeg, CULong length, out int width, out int height, out int subsampling, out int colours);

    [LibraryImport(Library, EntryPoint = "tjDecompress2")]
    private static partial int Decompress(nint handle, ReadOnlySpan<byte> jpeg, CULong length, Span<byte> pixels, int width, int pitch, int height, int format, int flags);
}
