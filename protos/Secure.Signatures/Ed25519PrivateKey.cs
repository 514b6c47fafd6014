using System.Security.Cryptography;

namespace Secure.Signatures;

/// <summary>
/// An Ed25519 private key (RFC 8032, section 5.1), held by OpenSSL and wiped when disposed. Safe to use from many
/// threads at once.
/// </summary>
public sealed class Ed25519PrivateKey : IDisposable
{
    /// <summary>Bytes of a seed, which is what RFC 8032 calls the private key.</summary>
    public const int SeedLength = 32;

    private readonly KeyHandle _key;

    private Ed25519PrivateKey(KeyHandle key)
    {
        _key = key;
        var bytes = new byte[Ed25519PublicKey.Length];
        var length = (nuint)bytes.Length;
        Check(LibCrypto.GetPublicKey(key, bytes, ref length) == 1 && length == Ed25519PublicKey.Length);
        PublicKey = Ed25519PublicKey.Parse(bytes);
    }

    public Ed25519PublicKey PublicKey { get; }

    /// <summary>Makes a new key from the operating system's random source.</summary>
    /// <exception cref="CryptographicException">OpenSSL failed; no key was made.</exception>
    public static Ed25519PrivateKey Generate()
    {
        Span<byte> seed = stackalloc byte[SeedLength];
        try
        {
            RandomNumberGenerator.Fill(seed);
            return FromSeed(seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <param name="seed">Exactly 32 bytes; the caller wipes its own copy.</param>
    /// <exception cref="ArgumentException"><paramref name="seed"/> has another length.</exception>
    /// <exception cref="CryptographicException">OpenSSL failed; no key was made.</exception>
    public static Ed25519PrivateKey FromSeed(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != SeedLength)
        {
            throw new ArgumentException("An Ed25519 seed has 32 bytes.", nameof(seed));
        }

        var key = LibCrypto.NewPrivateKey(LibCrypto.Ed25519, 0, seed, SeedLength);
        try
        {
            Check(!key.IsInvalid);
            return new Ed25519PrivateKey(key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Writes the seed into the caller's span, so that the caller can wipe it after use.</summary>
    /// <param name="destination">Exactly 32 bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    /// <exception cref="ObjectDisposedException">The key has been disposed.</exception>
    public void ExportSeed(Span<byte> destination)
    {
        if (destination.Length != SeedLength)
        {
            throw new ArgumentException("An Ed25519 seed has 32 bytes.", nameof(destination));
        }

        var length = (nuint)SeedLength;
        Check(LibCrypto.GetPrivateKey(_key, destination, ref length) == 1 && length == SeedLength);
    }

    /// <summary>Signs <paramref name="data"/> of any length, the empty one included.</summary>
    /// <returns>64 bytes; the same data always gives the same signature.</returns>
    /// <exception cref="ObjectDisposedException">The key has been disposed.</exception>
    /// <exception cref="CryptographicException">OpenSSL failed; nothing was signed.</exception>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        var signature = new byte[Ed25519PublicKey.SignatureLength];
        var length = (nuint)signature.Length;
        using var digest = LibCrypto.NewDigest();
        Check(!digest.IsInvalid
            && LibCrypto.SignInit(digest, 0, 0, 0, _key) == 1
            && LibCrypto.Sign(digest, signature, ref length, data, (nuint)data.Length) == 1
            && length == Ed25519PublicKey.SignatureLength);
        return signature;
    }

    public void Dispose() => _key.Dispose();

    /// <summary>Names the public half only.</summary>
    public override string ToString() => $"Ed25519 private key of {PublicKey}";

    private static void Check(bool succeeded)
    {
        if (!succeeded)
        {
            LibCrypto.ClearErrors();
            throw new CryptographicException("OpenSSL refused an Ed25519 operation.");
        }
    }
}
