using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Secure.Biometrics.Images;

/// <summary>JPEG into pixels, with limits looked at before anything is decoded.</summary>
internal static class JpegDecoder
{
    /// <summary>False says why; nothing is then held. A damaged file is refused, not repaired: a grey half may hide a face.</summary>
    internal static bool TryDecode(ReadOnlySpan<byte> jpeg, [NotNullWhen(true)] out Picture? picture, out ImageFault fault)
    {
        picture = null;
        fault = jpeg.Length > ImageLimits.BytesMax ? ImageFault.TooLarge : jpeg is [0xFF, 0xD8, 0xFF, ..] ? ImageFault.None : ImageFault.NotAnImage;
        if (fault != ImageFault.None) { return false; }
        // A handle for each file: after an error it is poisoned.
        nint handle = TurboJpeg.InitDecompress();
        if (handle == 0) { throw new InsufficientMemoryException("libturbojpeg gave no handle."); }
        try { fault = Decode(handle, jpeg, out picture); }
        finally { _ = TurboJpeg.Destroy(handle); }
        return picture is not null;
    }

    private static ImageFault Decode(nint handle, ReadOnlySpan<byte> jpeg, out Picture? picture)
    {
        picture = null;
        CULong length = new((nuint)jpeg.Length);
        if (TurboJpeg.DecompressHeader(handle, jpeg, length, out int width, out int height, out _, out _) != 0) { return ImageFault.NotAnImage; }
        // A file of tables alone has no sides.
        if (width < 1 || height < 1) { return ImageFault.NotAnImage; }
        if (width > ImageLimits.SideMax || height > ImageLimits.SideMax) { return ImageFault.TooLarge; }
        if (width < ImageLimits.SideMin || height < ImageLimits.SideMin) { return ImageFault.TooSmall; }
        int divisor = 1;
        while (Math.Max(width, height) / divisor > ImageLimits.DecodedSideMax) { divisor *= 2; }
        Picture decoded = new((width + divisor - 1) / divisor, (height + divisor - 1) / divisor, width, height);
        if (TurboJpeg.Decompress(handle, jpeg, length, decoded.Pixels, decoded.Width, 0, decoded.Height, TurboJpeg.PixelRgb, TurboJpeg.LimitScans) != 0)
        {
            decoded.Dispose();
            return ImageFault.NotAnImage;
        }
        picture = decoded;
        return ImageFault.None;
    }
}
