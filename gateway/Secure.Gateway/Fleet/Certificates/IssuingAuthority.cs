using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Fleet.Certificates;

/// <summary>The gateway's issuing CA: signs the certificates of this site and the list of those that were revoked.</summary>
internal sealed class IssuingAuthority(string site, X509Certificate2 root, X509Certificate2 certificate, ECDsa key) : IDisposable
{
    private const int SerialBytes = 16;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    internal const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    internal X509Certificate2 Root => root;

    internal X509Certificate2 Certificate => certificate;

    /// <summary>Signs an issuing CA with the root.</summary>
    internal static X509Certificate2 Create(ECDsa key, X509Certificate2 root, ECDsa rootKey, string site, DateTimeOffset now)
    {
        CertificateRequest request = new(Names.Of("issuing", null, site), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(AuthorityOf(root));
        return request.Create(root.SubjectName, X509SignatureGenerator.CreateForECDsa(rootKey), now - Validity.Backdated, now + Validity.Issuing, NewSerial());
    }

    /// <summary>A certificate whose subject is ours alone to say.</summary>
    /// <param name="names">DNS names and addresses of a server; empty for a pure client.</param>
    internal X509Certificate2 Issue(PublicKey owner, CertificateKind kind, string id, DateTimeOffset now, TimeSpan validity, IReadOnlyList<string> names)
    {
        CertificateRequest request = new(Names.Of(id, kind, site), owner, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(Uses(kind), false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(AuthorityOf(certificate));
        if (names.Count > 0) { request.CertificateExtensions.Add(AlternativeNames(names)); }
        return request.Create(certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(key), now - Validity.Backdated, now + validity, NewSerial());
    }

    /// <summary>The list of revoked serials as PEM. Its number is the time, so a later list always has a higher one.</summary>
    internal string RevocationList(IEnumerable<(string Serial, DateTimeOffset At)> revoked, DateTimeOffset now)
    {
        CertificateRevocationListBuilder builder = new();
        foreach ((string serial, DateTimeOffset at) in revoked) { builder.AddEntry(Convert.FromHexString(serial), at); }
        byte[] list = builder.Build(
            certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(key), new BigInteger(now.ToUnixTimeMilliseconds()),
            now + Validity.RevocationList, HashAlgorithmName.SHA256, AuthorityOf(certificate), now - Validity.Backdated);
        return PemEncoding.WriteString("X509 CRL", list);
    }

    public void Dispose() => key.Dispose();

    private static OidCollection Uses(CertificateKind kind) => kind is CertificateKind.Gateway or CertificateKind.Broker
        ? [new Oid(ServerAuthentication), new Oid(ClientAuthentication)]
        : [new Oid(ClientAuthentication)];

    private static X509AuthorityKeyIdentifierExtension AuthorityOf(X509Certificate2 issuer) =>
        X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, includeKeyIdentifier: true, includeIssuerAndSerial: false);

    private static X509Extension AlternativeNames(IReadOnlyList<string> names)
    {
        SubjectAlternativeNameBuilder builder = new();
        foreach (string name in names.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (System.Net.IPAddress.TryParse(name, out System.Net.IPAddress? address)) { builder.AddIpAddress(address); }
            else { builder.AddDnsName(name); }
        }
        return builder.Build();
    }

    // RFC 5280 section 4.1.2.2: positive, at most 20 octets; the top bit stays clear.
    private static byte[] NewSerial()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] = (byte)((serial[0] & 0x3F) | 0x40);
        return serial;
    }
}
