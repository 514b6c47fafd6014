using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Secure.TransparencyLog;

/// <summary>
/// A SHA-256 hash of the tree, 32 bytes held in place. A struct, unlike other values here, because a log has millions
/// of them; an empty one is 32 zero bytes, which no entry hashes to.
/// </summary>
[InlineArray(Length)]
public struct LogHash : IEquatable<LogHash>
{
    /// <summary>Bytes of a hash.</summary>
    public const int Length = 32;

    // Characters of a hash in base64, and the padding that ends them.
    internal const int Base64Length = 44;

    private byte _first;

    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Bytes => MemoryMarshal.CreateReadOnlySpan(in _first, Length);

    [UnscopedRef]
    internal Span<byte> Writable => MemoryMarshal.CreateSpan(ref _first, Length);

    /// <returns>False for any other length than 32.</returns>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out LogHash hash)
    {
        hash = default;
        return bytes.Length == Length && bytes.TryCopyTo(hash.Writable);
    }

    /// <summary>Reads the one base64 form (RFC 4648, section 4) of 32 bytes; any other text is refused.</summary>
    public static bool TryParseBase64(ReadOnlySpan<byte> text, out LogHash hash)
    {
        hash = default;
        return text.Length == Base64Length
            && StrictText.TryDecodeBase64(text, out var bytes)
            && TryParse(bytes, out hash);
    }

    /// <exception cref="FormatException"><paramref name="bytes"/> are not 32 bytes.</exception>
    public static LogHash Parse(ReadOnlySpan<byte> bytes) =>
        TryParse(bytes, out var hash) ? hash : throw new FormatException("A log hash has 32 bytes.");

    public readonly bool Equals(LogHash other) => Bytes.SequenceEqual(other.Bytes);

    public override readonly bool Equals(object? obj) => obj is LogHash other && Equals(other);

    public override readonly int GetHashCode() => MemoryMarshal.Read<int>(Bytes);

    public static bool operator ==(LogHash left, LogHash right) => left.Equals(right);

    public static bool operator !=(LogHash left, LogHash right) => !left.Equals(right);

    /// <summary>The hash in base64, as checkpoints and proofs write it.</summary>
    public override readonly string ToString()
    {
        Span<byte> text = stackalloc byte[Base64Length];
        Base64.EncodeToUtf8(Bytes, text, out _, out _);
        return Encoding.ASCII.GetString(text);
    }
}
