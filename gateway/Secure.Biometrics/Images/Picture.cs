using System.Buffers;
using System.Security.Cryptography;

namespace Secure.Biometrics.Images;

/// <summary>Pixels: red, green and blue in turn, 8 bits each, rows from the top. Zeroed when disposed.</summary>
internal sealed class Picture : IDisposable
{
    private readonly byte[] _pixels;

    internal Picture(int width, int height, int sentWidth, int sentHeight)
    {
        (Width, Height, SentWidth, SentHeight) = (width, height, sentWidth, sentHeight);
        _pixels = ArrayPool<byte>.Shared.Rent(width * height * 3);
    }

    internal int Width { get; }

    internal int Height { get; }

    /// <summary>As it was sent, before a large one was made smaller; pixels.</summary>
    internal int SentWidth { get; }

    internal int SentHeight { get; }

    internal Span<byte> Pixels => _pixels.AsSpan(0, Width * Height * 3);

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(Pixels);
        ArrayPool<byte>.Shared.Return(_pixels);
    }
}
