using System.Diagnostics.CodeAnalysis;

namespace Secure.Signatures;

/// <summary>
/// An Ed25519 public key (RFC 8032, section 5.1.5). Equal when its 32 bytes are. Safe to use from many threads at once.
/// </summary>
public sealed class Ed25519PublicKey : IEquatable<Ed25519PublicKey>
{
    /// <summary>Bytes of a public key.</summary>
    public const int Length = 32;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureLength = 64;

    private readonly byte[] _bytes;
    private readonly KeyHandle _key;

    private Ed25519PublicKey(byte[] bytes, KeyHandle key)
    {
        _bytes = bytes;
        _key = key;
    }

    /// <summary>The 32 bytes of the key.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>
    /// Takes any 32 bytes. Bytes that are no point of the curve are found out by <see cref="Verify"/>, which then
    /// accepts nothing.
    /// </summary>
    /// <returns>False, and no key, for any other length.</returns>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Ed25519PublicKey? key)
    {
        key = null;
        if (bytes.Length != Length)
        {
            return false;
        }

        var handle = LibCrypto.NewPublicKey(LibCrypto.Ed25519, 0, bytes, Length);
        if (handle.IsInvalid)
        {
            LibCrypto.ClearErrors();
            handle.Dispose();
            return false;
        }

        key = new Ed25519PublicKey(bytes.ToArray(), handle);
        return true;
    }

    /// <summary>For bytes that this process already knows to be a key.</summary>
    /// <exception cref="FormatException"><paramref name="bytes"/> are not 32 bytes.</exception>
    public static Ed25519PublicKey Parse(ReadOnlySpan<byte> bytes) =>
        TryParse(bytes, out var key) ? key : throw new FormatException("An Ed25519 public key has 32 bytes.");

    /// <summary>Tells whether this key signed <paramref name="data"/>. Never throws on what a stranger sent.</summary>
    /// <param name="signature">A signature of any other length than 64 bytes is false.</param>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureLength)
        {
            return false;
        }

        using var digest = LibCrypto.NewDigest();
        var good = !digest.IsInvalid
            && LibCrypto.VerifyInit(digest, 0, 0, 0, _key) == 1
            && LibCrypto.Verify(digest, signature, SignatureLength, data, (nuint)data.Length) == 1;
        if (!good)
        {
            LibCrypto.ClearErrors();
        }

        return good;
    }

    public bool Equals(Ed25519PublicKey? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    public override bool Equals(object? obj) => Equals(obj as Ed25519PublicKey);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    public static bool operator ==(Ed25519PublicKey? left, Ed25519PublicKey? right) => Equals(left, right);

    public static bool operator !=(Ed25519PublicKey? left, Ed25519PublicKey? right) => !Equals(left, right);

    /// <summary>The key as 64 lowercase hex digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(_bytes);
}
