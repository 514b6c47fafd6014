using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Secure.TestKit;

/// <summary>A site's certificate authority as the devices see it: a root, an issuing CA below it, and what that issues, in PEM files.</summary>
public sealed class TestAuthority : IDisposable
{
    private static readonly Oid ServerAuth = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientAuth = new("1.3.6.1.5.5.7.3.2");

    private readonly ECDsa _rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _issuingKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DateTimeOffset _now;
    private readonly CertificateRevocationListBuilder _revoked = new();
    private int _revocations;

    /// <param name="now">The certificates are good from two days before to 30 days after it.</param>
    public TestAuthority(string folder, DateTimeOffset now)
    {
        (Folder, _now) = (Directory.CreateDirectory(folder).FullName, now);
        Root = Authority("CN=Test Site Root", _rootKey).CreateSelfSigned(now.AddDays(-2), now.AddYears(10));
        using X509Certificate2 issuing = Authority("CN=Test Issuing CA", _issuingKey)
            .Create(Root, now.AddDays(-2), now.AddYears(1), RandomNumberGenerator.GetBytes(8));
        Issuing = issuing.CopyWithPrivateKey(_issuingKey);
        File.WriteAllText(AuthoritiesFile, Root.ExportCertificatePem() + "\n" + Issuing.ExportCertificatePem() + "\n");
        WriteRevocations();
    }

    public string Folder { get; }

    public X509Certificate2 Root { get; }

    /// <summary>The root's private key, which signs key lists.</summary>
    public ECDsa RootKey => _rootKey;

    public X509Certificate2 Issuing { get; }

    /// <summary>SHA-256 over the root's SubjectPublicKeyInfo.</summary>
    public byte[] RootFingerprint => SHA256.HashData(Root.PublicKey.ExportSubjectPublicKeyInfo());

    public string AuthoritiesFile => Path.Combine(Folder, "authorities.pem");

    public string CertificateFile(string name) => Path.Combine(Folder, name + ".pem");

    public string KeyFile(string name) => Path.Combine(Folder, name + ".key");

    /// <summary>Makes a key and a certificate for a name and writes both, 0600.</summary>
    public X509Certificate2 Issue(string name, bool server = false)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        X509Certificate2 certificate = Sign(new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256), server).CopyWithPrivateKey(key);
        WritePrivate(CertificateFile(name), certificate.ExportCertificatePem() + "\n" + Issuing.ExportCertificatePem() + "\n");
        WritePrivate(KeyFile(name), key.ExportPkcs8PrivateKeyPem() + "\n");
        return certificate;
    }

    /// <summary>Signs a request's public key under another subject of our choosing.</summary>
    /// <param name="end">Its end; null: 30 days ahead.</param>
    public X509Certificate2 IssueFor(string name, CertificateRequest asked, DateTimeOffset? end = null) =>
        Sign(new CertificateRequest(new X500DistinguishedName("CN=" + name), asked.PublicKey, HashAlgorithmName.SHA256), server: false, end);

    /// <summary>Writes a new revocation list that names this certificate too.</summary>
    public void Revoke(X509Certificate2 certificate)
    {
        _revoked.AddEntry(certificate, _now);
        WriteRevocations();
    }

    public void Dispose()
    {
        Root.Dispose();
        Issuing.Dispose();
        _rootKey.Dispose();
        _issuingKey.Dispose();
    }

    private static CertificateRequest Authority(string subject, ECDsa key)
    {
        CertificateRequest request = new(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }

    private X509Certificate2 Sign(CertificateRequest request, bool server, DateTimeOffset? end = null)
    {
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        if (server) { request.CertificateExtensions.Add(names.Build()); }
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(server ? [ServerAuth, ClientAuth] : [ClientAuth], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Issuing, true, false));
        return request.Create(Issuing, _now.AddDays(-2), end ?? _now.AddDays(30), RandomNumberGenerator.GetBytes(8));
    }

    private void WriteRevocations()
    {
        byte[] list = _revoked.Build(Issuing, ++_revocations, _now.AddDays(30), HashAlgorithmName.SHA256, thisUpdate: _now.AddDays(-1));
        File.WriteAllText(Path.Combine(Folder, "revoked.pem"), PemEncoding.WriteString("X509 CRL", list) + "\n");
    }

    private static void WritePrivate(string path, string text)
    {
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows()) { File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite); }
    }
}
