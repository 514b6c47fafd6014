using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Secure.Signatures;

/// <summary>A few secret bytes that only the gateway can open: RSA-OAEP with SHA-256 (RFC 8017 section 7.1) to its sealing key.</summary>
public static class Sealed
{
    /// <summary>Longest content, in bytes: what OAEP with SHA-256 leaves of an RSA key of 3,072 bits.</summary>
    public const int ContentMax = 3072 / 8 - 2 * SHA256.HashSizeInBytes - 2;

    /// <param name="sealingKeySpki">The key of purpose <see cref="KeyPurpose.Sealing"/> in the key list.</param>
    /// <exception cref="CryptographicException">The key is none, is weaker than 3,072 bits, or the content is too long.</exception>
    public static byte[] Seal(ReadOnlySpan<byte> sealingKeySpki, ReadOnlySpan<byte> content)
    {
        using RSA rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(sealingKeySpki, out _);
        if (rsa.KeySize < 3072) { throw new CryptographicException("A sealing key has at least 3,072 bits."); }
        return rsa.Encrypt(content, RSAEncryptionPadding.OaepSHA256);
    }

    /// <summary>False where it was not sealed to this key. Never throws on a stranger's bytes.</summary>
    public static bool TryOpen(RSA sealingKey, ReadOnlySpan<byte> box, [NotNullWhen(true)] out byte[]? content)
    {
        try { content = sealingKey.Decrypt(box, RSAEncryptionPadding.OaepSHA256); return true; }
        catch (CryptographicException) { content = null; return false; }
    }
}
