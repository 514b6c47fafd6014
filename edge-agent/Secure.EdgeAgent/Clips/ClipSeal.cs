using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Secure.EdgeAgent.Clips;

/// <summary>
/// Encrypts a clip for the site's evidence key, in the form in which the gateway keeps evidence: `SEV1`, the key's name (8
/// bytes), a length (4, big-endian) and that many bytes of CMS EnvelopedData (RFC 5652 section 6, RSAES-OAEP with SHA-256)
/// with the clip's own AES-256 key; a nonce (12), ciphertext and tag (16) of AES-256-GCM over all that stands before it.
/// That key is thrown away: nobody here can read what was kept.
/// </summary>
internal static class ClipSeal
{
    /// <summary>JPEG pictures one after the other.</summary>
    internal const string MediaType = "video/x-motion-jpeg";

    private const int KeyBytes = 32, NonceBytes = 12, TagBytes = 16, NameBytes = 8;
    private const string Aes256Cbc = "2.16.840.1.101.3.4.1.42";

    private static ReadOnlySpan<byte> Magic => "SEV1"u8;

    /// <param name="evidenceKey">SubjectPublicKeyInfo of the key list's RSA key.</param>
    /// <exception cref="CryptographicException">The key cannot be used.</exception>
    internal static byte[] Seal(IReadOnlyList<ReadOnlyMemory<byte>> pictures, DateTimeOffset takenAt, byte[] evidenceKey)
    {
        byte[] key = RandomNumberGenerator.GetBytes(KeyBytes), plain = Pack(pictures, takenAt);
        try
        {
            byte[] envelope = Envelop(key, evidenceKey);
            int header = Magic.Length + NameBytes + sizeof(int) + envelope.Length + NonceBytes;
            byte[] file = new byte[header + plain.Length + TagBytes];
            Magic.CopyTo(file);
            SHA256.HashData(evidenceKey).AsSpan(0, NameBytes).CopyTo(file.AsSpan(Magic.Length));
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(Magic.Length + NameBytes), envelope.Length);
            envelope.CopyTo(file, Magic.Length + NameBytes + sizeof(int));
            Span<byte> nonce = file.AsSpan(header - NonceBytes, NonceBytes);
            RandomNumberGenerator.Fill(nonce);
            using AesGcm cipher = new(key, TagBytes);
            cipher.Encrypt(nonce, plain, file.AsSpan(header, plain.Length), file.AsSpan(header + plain.Length), file.AsSpan(0, header));
            return file;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>.NET takes a recipient of CMS only as a certificate: this one carries the key, is signed by a key that is thrown away, and nobody trusts it.</summary>
    private static byte[] Envelop(byte[] key, byte[] evidenceKey)
    {
        PublicKey to = PublicKey.CreateFromSubjectPublicKeyInfo(evidenceKey, out _);
        X500DistinguishedName subject = new("CN=evidence");
        CertificateRequest request = new(subject, to, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(to, critical: false));
        using ECDsa thrownAway = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // Its dates are never looked at.
        using X509Certificate2 carrier = request.Create(subject, X509SignatureGenerator.CreateForECDsa(thrownAway), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1), [1]);
        EnvelopedCms cms = new(new ContentInfo(key), new AlgorithmIdentifier(new Oid(Aes256Cbc)));
        cms.Encrypt(new CmsRecipient(SubjectIdentifierType.SubjectKeyIdentifier, carrier, RSAEncryptionPadding.OaepSHA256));
        return cms.Encode();
    }

    private static byte[] Pack(IReadOnlyList<ReadOnlyMemory<byte>> pictures, DateTimeOffset takenAt)
    {
        byte[] plain = new byte[1 + MediaType.Length + sizeof(long) + pictures.Sum(p => p.Length)];
        plain[0] = (byte)MediaType.Length;
        Encoding.ASCII.GetBytes(MediaType, plain.AsSpan(1));
        BinaryPrimitives.WriteInt64BigEndian(plain.AsSpan(1 + MediaType.Length), takenAt.ToUnixTimeMilliseconds());
        int at = 1 + MediaType.Length + sizeof(long);
        foreach (ReadOnlyMemory<byte> picture in pictures)
        {
            picture.Span.CopyTo(plain.AsSpan(at));
            at += picture.Length;
        }
        return plain;
    }
}
