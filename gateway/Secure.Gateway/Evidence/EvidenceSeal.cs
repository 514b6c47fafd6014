using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Text;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Evidence;

/// <summary>
/// Encrypts one item for the site's evidence key and opens it again. A file is: `SEV1`, the key's name (8 bytes), a length
/// (4, big-endian) and that many bytes of CMS EnvelopedData (RFC 5652 section 6, RSAES-OAEP with SHA-256) which hold the
/// item's own AES-256 key; a nonce (12), the ciphertext and its tag (16) of AES-256-GCM over all that stands before it.
/// The content cipher stands outside the CMS because EnvelopedData alone does not authenticate.
/// </summary>
internal static class EvidenceSeal
{
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int NameBytes = 8;
    private const int EnvelopeMax = 4_096;
    private const string Aes256Cbc = "2.16.840.1.101.3.4.1.42";

    private static ReadOnlySpan<byte> Magic => "SEV1"u8;

    /// <exception cref="CryptographicException">The key cannot be used.</exception>
    internal static byte[] Seal(EvidenceItem item, EvidenceRecipient recipient)
    {
        byte[] key = RandomNumberGenerator.GetBytes(KeyBytes), plain = Pack(item);
        try
        {
            byte[] envelope = recipient.Wrap(key);
            int header = Magic.Length + NameBytes + sizeof(int) + envelope.Length + NonceBytes;
            byte[] file = new byte[header + plain.Length + TagBytes];
            Magic.CopyTo(file);
            recipient.Name.CopyTo(file.AsSpan(Magic.Length));
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

    /// <summary>False for whatever this site's key did not seal, or is not as it was sealed.</summary>
    internal static bool TryOpen(ReadOnlySpan<byte> file, IEvidenceKeys keys, [NotNullWhen(true)] out EvidenceItem? item)
    {
        item = null;
        int fixedPart = Magic.Length + NameBytes + sizeof(int);
        if (file.Length < fixedPart || !file.StartsWith(Magic)) { return false; }
        int envelope = BinaryPrimitives.ReadInt32BigEndian(file[(Magic.Length + NameBytes)..]);
        int header = fixedPart + envelope + NonceBytes;
        if (envelope is <= 0 or > EnvelopeMax || file.Length < header + TagBytes) { return false; }
        byte[] plain = new byte[file.Length - header - TagBytes], key = [];
        try
        {
            using RSA? own = keys.OpenEvidenceKey(Convert.ToHexStringLower(file.Slice(Magic.Length, NameBytes)));
            if (own is null) { return false; }
            key = Unwrap(file.Slice(fixedPart, envelope), own);
            using AesGcm cipher = new(key, TagBytes);
            cipher.Decrypt(file.Slice(header - NonceBytes, NonceBytes), file.Slice(header, plain.Length), file[^TagBytes..], plain, file[..header]);
            return TryUnpack(plain, out item);
        }
        catch (CryptographicException) { return false; }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>The name of the key for which a file of this form says that it was encrypted; null for any other form.</summary>
    internal static string? KeyNameOf(ReadOnlySpan<byte> file) =>
        file.Length > Magic.Length + NameBytes + sizeof(int) && file.StartsWith(Magic) ? Convert.ToHexStringLower(file.Slice(Magic.Length, NameBytes)) : null;

    /// <summary>The envelope that holds an item's key, for whoever has the private key and these two classes' source.</summary>
    internal static byte[] Envelop(byte[] key, CmsRecipient recipient)
    {
        EnvelopedCms cms = new(new ContentInfo(key), new AlgorithmIdentifier(new Oid(Aes256Cbc)));
        cms.Encrypt(recipient);
        return cms.Encode();
    }

    private static byte[] Unwrap(ReadOnlySpan<byte> envelope, RSA own)
    {
        EnvelopedCms cms = new();
        cms.Decode(envelope);
        if (cms.RecipientInfos.Count != 1) { throw new CryptographicException("An item's key has one recipient."); }
        cms.Decrypt(cms.RecipientInfos[0], own);
        return cms.ContentInfo.Content.Length == KeyBytes ? cms.ContentInfo.Content : throw new CryptographicException("An item's key is of the wrong length.");
    }

    // Media type and time travel inside, so that a file alone tells what it is to whoever may open it, and nothing to others.
    private static byte[] Pack(EvidenceItem item)
    {
        byte[] plain = new byte[1 + item.MediaType.Length + sizeof(long) + item.Content.Length];
        plain[0] = (byte)item.MediaType.Length;
        Encoding.ASCII.GetBytes(item.MediaType, plain.AsSpan(1));
        BinaryPrimitives.WriteInt64BigEndian(plain.AsSpan(1 + item.MediaType.Length), item.TakenAt.ToUnixTimeMilliseconds());
        item.Content.Span.CopyTo(plain.AsSpan(1 + item.MediaType.Length + sizeof(long)));
        return plain;
    }

    private static bool TryUnpack(byte[] plain, [NotNullWhen(true)] out EvidenceItem? item)
    {
        item = null;
        if (plain.Length == 0 || plain.Length < 1 + plain[0] + sizeof(long)) { return false; }
        int content = 1 + plain[0] + sizeof(long);
        DateTimeOffset taken = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(plain.AsSpan(1 + plain[0])));
        item = new EvidenceItem(Encoding.ASCII.GetString(plain, 1, plain[0]), plain.AsSpan(content).ToArray(), taken);
        return true;
    }
}
