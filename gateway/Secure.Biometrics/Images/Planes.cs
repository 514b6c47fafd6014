using System.Buffers;
using System.Security.Cryptography;
using System.Runtime.InteropServices;

namespace Secure.Biometrics.Images;

/// <summary>Numbers made of a picture, for one use: from a pool, since they are large and many, and zeroed when disposed.</summary>
internal readonly ref struct Planes(int length)
{
    private readonly float[] _numbers = ArrayPool<float>.Shared.Rent(length);

    /// <summary>Exactly as many as asked for. What they hold at first is not said.</summary>
    internal Span<float> Numbers => _numbers.AsSpan(0, length);

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(Numbers));
        ArrayPool<float>.Shared.Return(_numbers);
    }
}
