using System.Security.Cryptography;

namespace Secure.Gateway.Spine;

/// <summary>The site's evidence keys: whoever keeps evidence needs only the public half, whoever shows it the private one.</summary>
public interface IEvidenceKeys
{
    /// <summary>SubjectPublicKeyInfo of the newest evidence key of the root-signed key list; RSA 3072.</summary>
    byte[] EvidencePublicKey { get; }

    /// <summary>
    /// The private key of this name, as <see cref="NameOf"/> gives it; also one that the list has dropped since, because its
    /// evidence is still kept. Null where there is none. It lies in the gateway's key folder, wrapped by the site master
    /// key, and is in memory only until the caller disposes of it.
    /// </summary>
    RSA? OpenEvidenceKey(string name);

    /// <summary>The first 8 bytes of the key's SHA-256, 16 lower-case hexadecimal digits.</summary>
    static string NameOf(ReadOnlySpan<byte> publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey).AsSpan(0, 8));
}
