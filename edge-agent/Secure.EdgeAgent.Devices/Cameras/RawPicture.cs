using System.Runtime.InteropServices;

namespace Secure.EdgeAgent.Devices.Cameras;

/// <summary>
/// Makes a JPEG of what a camera without one gives, by libturbojpeg, which is loaded for the first such picture: a camera that
/// gives JPEG needs none. Used by one thread.
/// </summary>
/// <param name="begin">Makes an encoder; null: the library's own.</param>
internal sealed unsafe partial class RawPicture(Func<nint>? begin = null) : IDisposable
{
    private const string Library = "libturbojpeg.so.0";
    private const int Chroma422 = 1, Quality = 80;

    private nint _encoder;

    /// <param name="yuyv">Two bytes a pixel: Y0 U Y1 V.</param>
    /// <returns>Null where the bytes are not so many, or it cannot be done.</returns>
    /// <exception cref="CameraException">The library is not there, or of another make.</exception>
    internal byte[]? ToJpeg(ReadOnlySpan<byte> yuyv, int width, int height)
    {
        if (_encoder == 0) { Begin(); }
        if (_encoder == 0 || width <= 0 || height <= 0 || width % 2 != 0 || yuyv.Length != width * height * 2) { return null; }
        byte[] light = new byte[width * height], blue = new byte[width * height / 2], red = new byte[width * height / 2];
        for (int i = 0; i < blue.Length; i++)
        {
            (light[2 * i], blue[i], light[2 * i + 1], red[i]) = (yuyv[4 * i], yuyv[4 * i + 1], yuyv[4 * i + 2], yuyv[4 * i + 3]);
        }
        return Encode(light, blue, red, width, height);
    }

    public void Dispose()
    {
        if (_encoder != 0) { _ = Destroy(_encoder); }
        _encoder = 0;
    }

    private void Begin()
    {
        try { _encoder = begin is null ? InitCompress() : begin(); }
        catch (Exception failed) when (failed is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new CameraException($"the camera gives no JPEG, and {Library} is not there to make it: apt-get install libturbojpeg0");
        }
    }

    private byte[]? Encode(byte[] light, byte[] blue, byte[] red, int width, int height)
    {
        nint made = 0;
        CULong length = new(0);
        fixed (byte* y = light, u = blue, v = red)
        {
            byte** planes = stackalloc byte*[3] { y, u, v };
            try
            {
                if (CompressPlanes(_encoder, planes, width, null, height, Chroma422, &made, &length, Quality, 0) != 0) { return null; }
                return new ReadOnlySpan<byte>((void*)made, checked((int)length.Value)).ToArray();
            }
            finally { if (made != 0) { Free(made); } }
        }
    }

    [LibraryImport(Library, EntryPoint = "tjInitCompress")]
    private static partial nint InitCompress();

    [LibraryImport(Library, EntryPoint = "tjCompressFromYUVPlanes")]
    private static partial int CompressPlanes(nint handle, byte** planes, int width, int* strides, int height, int subsampling, nint* jpeg, CULong* length, int quality, int flags);

    [LibraryImport(Library, EntryPoint = "tjFree")]
    private static partial void Free(nint buffer);

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    private static partial int Destroy(nint handle);
}
