using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Secure.Gateway.Fleet.Certificates;

namespace Secure.Gateway.Fleet.Keys;

/// <summary>
/// The site's root: made once, used to sign the issuing CA and key lists, then taken off the machine.
/// It lies in a folder of its own; where that folder is away, what needs the root waits.
/// </summary>
internal sealed class SiteRoot : IDisposable
{
    private const string KeyName = "root.key";
    private const string CertificateName = "root.pem";

    private SiteRoot(ECDsa key, X509Certificate2 certificate) => (Key, Certificate) = (key, certificate);

    internal ECDsa Key { get; }

    internal X509Certificate2 Certificate { get; }

    internal static SiteRoot Create(string folder, string site, DateTimeOffset now)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(Names.Of("root", null, site), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 1, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using X509Certificate2 signed = request.CreateSelfSigned(now - Validity.Backdated, now + Validity.Root);
        X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(signed.RawData);
        PrivateFile.Write(Path.Combine(folder, KeyName), System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        PrivateFile.Write(Path.Combine(folder, CertificateName), System.Text.Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
        return new SiteRoot(key, certificate);
    }

    /// <summary>The root where its folder is reachable; null where it is not.</summary>
    /// <exception cref="CryptographicException">There is a root, but not that of this site.</exception>
    internal static SiteRoot? TryOpen(string? folder, X509Certificate2 expected)
    {
        if (folder is null || !File.Exists(Path.Combine(folder, KeyName))) { return null; }
        ECDsa key = ECDsa.Create();
        key.ImportFromPem(System.Text.Encoding.ASCII.GetString(PrivateFile.ReadSecret(Path.Combine(folder, KeyName))));
        bool same = key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(expected.PublicKey.ExportSubjectPublicKeyInfo());
        return same ? new SiteRoot(key, expected) : throw new CryptographicException($"The root in {folder} is that of another site.");
    }

    public void Dispose() => Key.Dispose();
}
