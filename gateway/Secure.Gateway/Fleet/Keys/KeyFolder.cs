using System.Security.Cryptography;
using Secure.Signatures;

namespace Secure.Gateway.Fleet.Keys;

/// <summary>
/// The gateway's folder of keys. A private key's file is named after the hash of its public key, so that the root-signed
/// key list alone says which of them are in use, and a new key never overwrites an old one.
/// </summary>
internal sealed class KeyFolder(string path, MasterKey master)
{
    internal const string MasterName = "master.key", RootName = "root.pem", ListName = "key-list";

    internal string RootCertificate => Path.Combine(path, RootName);

    internal string IssuingCertificate => Path.Combine(path, "issuing.pem");

    internal string KeyList => Path.Combine(path, ListName);

    internal MasterKey Master => master;

    internal void StoreIssuing(ECDsa key) => Store("issuing", key.ExportPkcs8PrivateKey());

    internal ECDsa LoadIssuing()
    {
        ECDsa key = ECDsa.Create();
        Use("issuing", secret => key.ImportPkcs8PrivateKey(secret, out _));
        return key;
    }

    /// <summary>Makes and stores a key for this purpose; gives its public half as it stands in a key list.</summary>
    internal byte[] Make(KeyPurpose purpose)
    {
        if (purpose is KeyPurpose.Sealing or KeyPurpose.Evidence)
        {
            using RSA rsa = RSA.Create(3072);
            byte[] spki = rsa.ExportSubjectPublicKeyInfo();
            Store(NameOf(purpose, spki), rsa.ExportPkcs8PrivateKey());
            return spki;
        }
        using Ed25519PrivateKey key = Ed25519PrivateKey.Generate();
        byte[] seed = new byte[Ed25519PrivateKey.SeedLength];
        key.ExportSeed(seed);
        byte[] publicKey = key.PublicKey.Bytes.ToArray();
        Store(NameOf(purpose, publicKey), seed);
        return publicKey;
    }

    internal bool Has(KeyPurpose purpose, byte[] publicKey) => File.Exists(Path.Combine(path, NameOf(purpose, publicKey) + ".key"));

    internal Ed25519PrivateKey LoadEd25519(KeyPurpose purpose, byte[] publicKey)
    {
        Ed25519PrivateKey? key = null;
        Use(NameOf(purpose, publicKey), seed => key = Ed25519PrivateKey.FromSeed(seed));
        return key!.PublicKey.Bytes.SequenceEqual(publicKey) ? key : throw new CryptographicException($"The {purpose} key is not the listed one.");
    }

    internal RSA LoadRsa(KeyPurpose purpose, byte[] spki)
    {
        RSA key = RSA.Create();
        Use(NameOf(purpose, spki), secret => key.ImportPkcs8PrivateKey(secret, out _));
        return key;
    }

    /// <summary>An evidence key by its name, 16 lower-case hexadecimal digits; null where there is none.</summary>
    internal RSA? FindEvidence(string name)
    {
        string file = KeyPurpose.Evidence.ToString().ToLowerInvariant() + "-" + name;
        if (name.Length != 16 || !name.All(char.IsAsciiHexDigitLower) || !File.Exists(Path.Combine(path, file + ".key"))) { return null; }
        RSA key = RSA.Create();
        Use(file, secret => key.ImportPkcs8PrivateKey(secret, out _));
        return key;
    }

    private static string NameOf(KeyPurpose purpose, byte[] publicKey) =>
        purpose.ToString().ToLowerInvariant() + "-" + Convert.ToHexStringLower(SHA256.HashData(publicKey).AsSpan(0, 8));

    private void Store(string name, byte[] secret)
    {
        try { PrivateFile.Write(Path.Combine(path, name + ".key"), master.Wrap(name, secret)); }
        finally { CryptographicOperations.ZeroMemory(secret); }
    }

    private void Use(string name, Action<byte[]> take)
    {
        byte[] secret = master.Unwrap(name, PrivateFile.ReadSecret(Path.Combine(path, name + ".key")));
        try { take(secret); }
        finally { CryptographicOperations.ZeroMemory(secret); }
    }
}
