using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Secure.EdgeAgent.Storage;
using Secure.Signatures;

namespace Secure.EdgeAgent.Trust;

/// <summary>
/// Who this agent is: its keys, its certificate, the site's root, all in files 0600 of one folder. The certificate file is
/// written last, so an enrolment that was cut off counts as none.
/// </summary>
internal sealed class AgentIdentity : IDisposable
{
    private readonly string _folder;
    private readonly ECDsa _tlsKey;
    private CancellationTokenSource _renewed = new();

    private AgentIdentity(string folder)
    {
        _folder = folder;
        DurableFile.MakeFolder(folder);
        _tlsKey = LoadTlsKey(KeyFile);
        SigningKey = LoadSeed(Path.Combine(folder, "signing.key"));
        WitnessKey = LoadSeed(Path.Combine(folder, "witness.key"));
    }

    public string CertificateFile => Path.Combine(_folder, "certificate.pem");

    public string AuthoritiesFile => Path.Combine(_folder, "authorities.pem");

    public string KeyFile => Path.Combine(_folder, "tls.key");

    /// <summary>Signs envelopes.</summary>
    public Ed25519PrivateKey SigningKey { get; }

    /// <summary>Cosigns checkpoints, and nothing else.</summary>
    public Ed25519PrivateKey WitnessKey { get; }

    /// <summary>Name of the cosignature key, as the key list has it; empty before enrolment.</summary>
    public string WitnessName { get; private set; } = "";

    /// <summary>With its private key; null before enrolment.</summary>
    public X509Certificate2? Certificate { get; private set; }

    /// <summary>The site's root; null before enrolment.</summary>
    public X509Certificate2? Root { get; private set; }

    /// <summary>The CAs below the root.</summary>
    public IReadOnlyList<X509Certificate2> Issuers { get; private set; } = [];

    /// <summary>Cancelled when the certificate has been replaced by a newer one.</summary>
    public CancellationToken Renewed => _renewed.Token;

    /// <summary>Loads what there is and makes the keys that are missing.</summary>
    public static AgentIdentity Load(string folder)
    {
        AgentIdentity identity = new(folder);
        if (File.Exists(identity.CertificateFile)) { identity.ReadCertificates(); }
        return identity;
    }

    /// <summary>A request for a certificate on our own key, PKCS#10 DER. The CA sets the subject.</summary>
    public byte[] CertificateRequest() => new CertificateRequest("CN=agent", _tlsKey, HashAlgorithmName.SHA256).CreateSigningRequest();

    /// <summary>Takes a chain into use and keeps it: leaf, issuers, root.</summary>
    /// <returns>False where it is not a certificate for our key under the root with this fingerprint; nothing was changed.</returns>
    public bool TryInstall(IReadOnlyList<byte[]> chain, ReadOnlySpan<byte> rootFingerprint, string witnessName, DateTimeOffset certainlyPassed)
    {
        if (chain.Count < 2 || TryLoad(chain) is not { } certificates) { return false; }
        X509Certificate2 leaf = certificates[0], root = certificates[^1];
        bool good = CryptographicOperations.FixedTimeEquals(SiteTrust.Fingerprint(root), rootFingerprint)
            && leaf.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(_tlsKey.ExportSubjectPublicKeyInfo())
            && SiteTrust.Chains(leaf, root, certificates.Skip(1), null, certainlyPassed);
        if (!good) { return false; }
        DurableFile.Write(Path.Combine(_folder, "witness.name"), System.Text.Encoding.UTF8.GetBytes(witnessName));
        DurableFile.Write(AuthoritiesFile, Pem(certificates.Skip(1)));
        DurableFile.Write(CertificateFile, Pem(certificates.SkipLast(1)));
        ReadCertificates();
        CancellationTokenSource former = Interlocked.Exchange(ref _renewed, new CancellationTokenSource());
        former.Cancel();
        return true;
    }

    public void Dispose()
    {
        SigningKey.Dispose();
        WitnessKey.Dispose();
        _tlsKey.Dispose();
        _renewed.Dispose();
    }

    private void ReadCertificates()
    {
        X509Certificate2Collection own = [], authorities = [];
        own.ImportFromPemFile(CertificateFile);
        authorities.ImportFromPemFile(AuthoritiesFile);
        WitnessName = File.ReadAllText(Path.Combine(_folder, "witness.name"));
        Root = authorities[^1];
        Issuers = [.. authorities.SkipLast(1)];
        Certificate = own[0].CopyWithPrivateKey(_tlsKey);
    }

    private static List<X509Certificate2>? TryLoad(IReadOnlyList<byte[]> chain)
    {
        try { return [.. chain.Select(X509CertificateLoader.LoadCertificate)]; }
        catch (CryptographicException) { return null; }
    }

    private static byte[] Pem(IEnumerable<X509Certificate2> certificates) =>
        System.Text.Encoding.ASCII.GetBytes(string.Concat(certificates.Select(one => one.ExportCertificatePem() + "\n")));

    private static ECDsa LoadTlsKey(string path)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(path)) { key.ImportFromPem(File.ReadAllText(path)); }
        else { DurableFile.Write(path, System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n")); }
        return key;
    }

    private static Ed25519PrivateKey LoadSeed(string path)
    {
        byte[]? seed = DurableFile.Read(path);
        try
        {
            if (seed is not null) { return Ed25519PrivateKey.FromSeed(seed); }
            Ed25519PrivateKey made = Ed25519PrivateKey.Generate();
            seed = new byte[Ed25519PrivateKey.SeedLength];
            made.ExportSeed(seed);
            DurableFile.Write(path, seed);
            return made;
        }
        finally { CryptographicOperations.ZeroMemory(seed); }
    }
}
