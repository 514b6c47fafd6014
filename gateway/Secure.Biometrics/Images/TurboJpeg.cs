using System.Runtime.InteropServices;

namespace Secure.Biometrics.Images;

/// <summary>libturbojpeg (Debian's libturbojpeg0, 2.1), as far as decoding needs it.</summary>
internal static partial class TurboJpeg
{
    internal const int PixelRgb = 0;

    // TJFLAG_LIMITSCANS: a progressive file of more than 500 scans is refused; such files take minutes.
    internal const int LimitScans = 32768;

    private const string Library = "libturbojpeg.so.0";

    internal static bool Present { get; } = NativeLibrary.TryLoad(Library, typeof(TurboJpeg).Assembly, null, out _);

    [LibraryImport(Library, EntryPoint = "tjInitDecompress")]
    internal static partial nint InitDecompress();

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    internal static partial int Destroy(nint handle);

    [LibraryImport(Library, EntryPoint = "tjDecompressHeader3")]
    internal static partial int DecompressHeader(nint handle, ReadOnlySpan<byte> jpeg, CULong length, out int width, out int height, out int subsampling, out int colours);

    /// <summary>Width and height choose among the library's scalings: half and quarter are among them.</summary>
    [LibraryImport(Library, EntryPoint = "tjDecompress2")]
    internal static partial int Decompress(nint handle, ReadOnlySpan<byte> jpeg, CULong length, Span<byte> pixels, int width, int pitch, int height, int format, int flags);
}
