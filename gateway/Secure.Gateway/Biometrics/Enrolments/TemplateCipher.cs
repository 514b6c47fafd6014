using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics.Enrolments;

/// <summary>
/// Encrypts templates at rest: AES-256-GCM with a key derived from the site master key. The person, the purpose and the
/// template's id are bound in, so that a template copied to another person's row does not open there.
/// </summary>
internal sealed class TemplateCipher(byte[] key) : IDisposable
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int TemplatesMax = 16;

    /// <summary>Nonce, tag, then the templates, each after its length in 4 bytes big-endian.</summary>
    internal byte[] Seal(PersonId person, Factor purpose, string id, IReadOnlyList<BiometricTemplate> templates)
    {
        byte[] plain = new byte[templates.Sum(t => 4 + t.Bytes.Length)];
        byte[] sealed_ = new byte[NonceBytes + TagBytes + plain.Length];
        try
        {
            int at = 0;
            foreach (BiometricTemplate template in templates)
            {
                BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(at), template.Bytes.Length);
                template.Bytes.Span.CopyTo(plain.AsSpan(at + 4));
                at += 4 + template.Bytes.Length;
            }
            Span<byte> nonce = sealed_.AsSpan(0, NonceBytes);
            RandomNumberGenerator.Fill(nonce);
            using AesGcm cipher = new(key, TagBytes);
            cipher.Encrypt(nonce, plain, sealed_.AsSpan(NonceBytes + TagBytes), sealed_.AsSpan(NonceBytes, TagBytes), Bound(person, purpose, id));
            return sealed_;
        }
        finally { CryptographicOperations.ZeroMemory(plain); }
    }

    /// <summary>Null where it was altered, or sealed for another person, purpose or id.</summary>
    internal IReadOnlyList<BiometricTemplate>? Open(PersonId person, Factor purpose, string id, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length <= NonceBytes + TagBytes) { return null; }
        byte[] plain = new byte[sealedBytes.Length - NonceBytes - TagBytes];
        try
        {
            using AesGcm cipher = new(key, TagBytes);
            cipher.Decrypt(sealedBytes[..NonceBytes], sealedBytes[(NonceBytes + TagBytes)..], sealedBytes.Slice(NonceBytes, TagBytes), plain, Bound(person, purpose, id));
            return Split(plain);
        }
        catch (CryptographicException) { return null; }
        finally { CryptographicOperations.ZeroMemory(plain); }
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(key);

    private static List<BiometricTemplate> Split(ReadOnlySpan<byte> plain)
    {
        List<BiometricTemplate> templates = [];
        while (plain.Length > 4 && templates.Count < TemplatesMax)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(plain);
            templates.Add(new BiometricTemplate(plain.Slice(4, length).ToArray()));
            plain = plain[(4 + length)..];
        }
        return templates;
    }

    private static byte[] Bound(PersonId person, Factor purpose, string id) => Encoding.UTF8.GetBytes($"secure template v1\0{person.Text}\0{EnrolmentTables.Word(purpose)}\0{id}");
}
