using System.Security.Cryptography;
using System.Text;
using Secure.Gateway.Fleet.Keys;

namespace Secure.Gateway.People;

/// <summary>
/// Keeps personal details from whoever copies the store: AES-256-GCM with the place of the text as associated data, so
/// that a ciphertext moved to another row opens nothing. Its keys come from the site master key. A random nonce of
/// 96 bits allows 2^32 encryptions under one key (NIST SP 800-38D section 8.3), some thousand changes a day for centuries.
/// </summary>
internal sealed class PersonalCipher(GatewayKeys keys)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] _rows = keys.Derive("people/rows");
    private readonly byte[] _documents = keys.Derive("people/documents");
    private readonly byte[] _hashes = keys.Derive("people/document-hash");

    internal byte[] EncryptRow(string table, string key, byte[] content) => Encrypt(_rows, table + "/" + key, content);

    /// <summary>Null where the row was written for another place or with another key.</summary>
    internal byte[]? DecryptRow(string table, string key, byte[] row) => TryDecrypt(_rows, table + "/" + key, row);

    internal byte[] EncryptDocument(string person, DocumentNumber number) => Encrypt(_documents, "document/" + person, Encoding.UTF8.GetBytes(number.Reveal()));

    /// <summary>HMAC-SHA256 in hex: equal for equal numbers, and no help in guessing without the key, which a plain hash of 18 digits would be.</summary>
    internal string HashOf(DocumentNumber number) => Convert.ToHexStringLower(HMACSHA256.HashData(_hashes, Encoding.UTF8.GetBytes(number.Reveal())));

    private static byte[] Encrypt(byte[] key, string place, byte[] content)
    {
        byte[] made = new byte[NonceBytes + TagBytes + content.Length];
        RandomNumberGenerator.Fill(made.AsSpan(0, NonceBytes));
        using AesGcm cipher = new(key, TagBytes);
        cipher.Encrypt(made.AsSpan(0, NonceBytes), content, made.AsSpan(NonceBytes + TagBytes), made.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(place));
        return made;
    }

    private static byte[]? TryDecrypt(byte[] key, string place, byte[] made)
    {
        if (made.Length < NonceBytes + TagBytes) { return null; }
        byte[] content = new byte[made.Length - NonceBytes - TagBytes];
        using AesGcm cipher = new(key, TagBytes);
        try { cipher.Decrypt(made.AsSpan(0, NonceBytes), made.AsSpan(NonceBytes + TagBytes), made.AsSpan(NonceBytes, TagBytes), content, Encoding.UTF8.GetBytes(place)); }
        catch (AuthenticationTagMismatchException) { return null; }
        return content;
    }
}
