using System.Security.Cryptography;
using System.Text;

namespace Secure.Gateway.Fleet.Keys;

/// <summary>
/// The site master key. Every other secret of the gateway is derived from it (HKDF-SHA256, RFC 5869) or wrapped by a
/// key derived from it (AES-256-GCM), so that a copy of the data folder without this one file gives nothing away.
/// </summary>
internal sealed class MasterKey : IDisposable
{
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] _key;

    private MasterKey(byte[] key) => _key = key;

    internal static MasterKey Create(string path)
    {
        MasterKey made = new(RandomNumberGenerator.GetBytes(KeyBytes));
        PrivateFile.Write(path, made._key);
        return made;
    }

    /// <exception cref="InvalidOperationException">The file has another mode than 0600 or another length than 32 bytes.</exception>
    internal static MasterKey Load(string path)
    {
        byte[] key = PrivateFile.ReadSecret(path);
        return key.Length == KeyBytes ? new MasterKey(key) : throw new InvalidOperationException($"{path} is not a master key.");
    }

    /// <summary>32 bytes for one purpose; different purposes tell nothing about one another.</summary>
    internal byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, KeyBytes, salt: null, info: Encoding.UTF8.GetBytes("secure/v1/" + purpose));

    /// <summary>Encrypts a secret under its name; it opens under no other.</summary>
    internal byte[] Wrap(string name, ReadOnlySpan<byte> secret)
    {
        byte[] wrapped = new byte[NonceBytes + TagBytes + secret.Length];
        Span<byte> nonce = wrapped.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using AesGcm cipher = new(Derive("wrap"), TagBytes);
        cipher.Encrypt(nonce, secret, wrapped.AsSpan(NonceBytes + TagBytes), wrapped.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(name));
        return wrapped;
    }

    /// <exception cref="CryptographicException">Altered, of another name or of another master key.</exception>
    internal byte[] Unwrap(string name, ReadOnlySpan<byte> wrapped)
    {
        if (wrapped.Length < NonceBytes + TagBytes) { throw new CryptographicException("A wrapped key is too short."); }
        byte[] secret = new byte[wrapped.Length - NonceBytes - TagBytes];
        using AesGcm cipher = new(Derive("wrap"), TagBytes);
        cipher.Decrypt(wrapped[..NonceBytes], wrapped[(NonceBytes + TagBytes)..], wrapped.Slice(NonceBytes, TagBytes), secret, Encoding.UTF8.GetBytes(name));
        return secret;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_key);
}
