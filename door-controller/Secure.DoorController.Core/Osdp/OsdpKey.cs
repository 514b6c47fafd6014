using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Secure.DoorController.Core.Osdp;

/// <summary>A reader's secure channel base key (SCBK), 128 bits. It never shows itself.</summary>
public sealed class OsdpKey : IDisposable, IEquatable<OsdpKey>
{
    public const int Length = 16;

    private readonly byte[] _bytes;

    private OsdpKey(ReadOnlySpan<byte> bytes) => _bytes = bytes.ToArray();

    /// <summary>The key that everybody knows (SCBK-D, SIA OSDP v2.2, D.6): 30 31 … 3F.</summary>
    public static OsdpKey Default { get; } = new("0123456789:;<=>?"u8);

    public bool IsDefault => Equals(Default);

    /// <summary>
    /// True for what a guesser tries first: the default key, and keys of few different bytes or of equal steps, such as
    /// stand in manuals and sample code. One random key in 10^8 looks so too; another is drawn then.
    /// </summary>
    public bool IsWeak => _bytes.Distinct().Count() < 8 || Enumerable.Range(1, Length - 1).Select(i => (byte)(_bytes[i] - _bytes[i - 1])).Distinct().Count() < 3;

    internal ReadOnlySpan<byte> Bytes => _bytes;

    public static OsdpKey NewRandom()
    {
        while (true)
        {
            byte[] bytes = RandomNumberGenerator.GetBytes(Length);
            OsdpKey key = new(bytes);
            CryptographicOperations.ZeroMemory(bytes);
            if (!key.IsWeak) { return key; }
            key.Dispose();
        }
    }

    /// <exception cref="ArgumentException">Not 16 bytes.</exception>
    public static OsdpKey FromBytes(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Length ? new OsdpKey(bytes) : throw new ArgumentException($"A reader key has {Length} bytes.", nameof(bytes));

    /// <summary>Reads 32 hex digits, blanks around them allowed.</summary>
    public static bool TryParse(ReadOnlySpan<char> hex, [NotNullWhen(true)] out OsdpKey? key)
    {
        Span<byte> bytes = stackalloc byte[Length];
        ReadOnlySpan<char> digits = hex.Trim();
        bool good = digits.Length == 2 * Length && Convert.FromHexString(digits, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
        key = good ? new OsdpKey(bytes) : null;
        CryptographicOperations.ZeroMemory(bytes);
        return good;
    }

    /// <summary>For the one place that stores keys, sealed.</summary>
    public void CopyTo(Span<byte> into) => _bytes.CopyTo(into);

    public bool Equals(OsdpKey? other) => other is not null && CryptographicOperations.FixedTimeEquals(_bytes, other._bytes);

    public override bool Equals(object? obj) => Equals(obj as OsdpKey);

    public override int GetHashCode() => 0;

    public override string ToString() => "reader key";

    /// <summary>Zeroes the key; the default one, which is no secret, stays.</summary>
    public void Dispose()
    {
        if (!ReferenceEquals(this, Default)) { CryptographicOperations.ZeroMemory(_bytes); }
    }
}
