using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Evidence;

/// <summary>
/// The site's evidence key as a recipient of CMS. .NET takes a recipient only as a certificate: this one carries the listed
/// public key and its identifier, is signed by a key that is thrown away, and nobody ever trusts it for anything.
/// </summary>
internal sealed class EvidenceRecipient : IDisposable
{
    private readonly X509Certificate2 _carrier;

    internal EvidenceRecipient(byte[] publicKey, DateTimeOffset now)
    {
        Name = Convert.FromHexString(IEvidenceKeys.NameOf(publicKey));
        PublicKey key = PublicKey.CreateFromSubjectPublicKeyInfo(publicKey, out _);
        X500DistinguishedName subject = new("CN=evidence");
        CertificateRequest request = new(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(key, critical: false));
        using ECDsa thrownAway = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _carrier = request.Create(subject, X509SignatureGenerator.CreateForECDsa(thrownAway), now.AddDays(-1), now.AddDays(1), [1]);
    }

    /// <summary>8 bytes.</summary>
    internal byte[] Name { get; }

    internal byte[] Wrap(byte[] key) => EvidenceSeal.Envelop(key, new CmsRecipient(SubjectIdentifierType.SubjectKeyIdentifier, _carrier, RSAEncryptionPadding.OaepSHA256));

    public void Dispose() => _carrier.Dispose();
}
