using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Secure.Gateway.Fleet.Register;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Fleet.Certificates;

/// <summary>A client certificate that passed the handshake. What may change later (revoked, expired) is asked at every call.</summary>
internal sealed class PresentedCertificate(CertificateKind kind, string id, string thumbprint, string serial, DateTimeOffset notAfter)
{
    private readonly CallerCertificate _current = new(kind, id, thumbprint, serial, Expired: false);

    private int _trustedAt = -1;

    internal CertificateKind Kind => kind;

    internal string Id => id;

    internal string Serial => serial;

    /// <summary>Asks the register again only after it has changed.</summary>
    internal bool IsTrusted(DeviceRegister register)
    {
        int revision = register.Revision;
        if (Volatile.Read(ref _trustedAt) == revision) { return true; }
        if (!register.Knows(kind, id, serial)) { return false; }
        Volatile.Write(ref _trustedAt, revision);
        return true;
    }

    internal bool IsExpired(DateTimeOffset now) => now > notAfter;

    internal CallerCertificate AsCaller(DateTimeOffset now) => IsExpired(now) ? _current with { Expired = true } : _current;
}

/// <summary>Which client certificates a handshake lets in: of our issuing CA, in the register, unrevoked, at most 90 days past their end.</summary>
internal sealed class ClientCertificates(IssuingAuthority authority, DeviceRegister register, TimeProvider clock)
{
    /// <summary>Null for every certificate that is not to be let in, with the reason for the log.</summary>
    internal PresentedCertificate? Check(X509Certificate2 certificate, out string refused)
    {
        DateTimeOffset now = clock.GetUtcNow(), notAfter = certificate.NotAfter.ToUniversalTime();
        refused = "foreign";
        if (!IsOurs(certificate) || !Names.TryRead(certificate.SubjectName, out CertificateKind kind, out string id)) { return null; }
        refused = "outside_its_time";
        if (now < certificate.NotBefore.ToUniversalTime() || now > notAfter + Validity.RenewGrace) { return null; }
        refused = "revoked";
        if (!register.Knows(kind, id, certificate.SerialNumber)) { return null; }
        return new PresentedCertificate(kind, id, certificate.GetCertHashString(HashAlgorithmName.SHA256), certificate.SerialNumber, notAfter);
    }

    private bool IsOurs(X509Certificate2 certificate)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority.Root);
        chain.ChainPolicy.ExtraStore.Add(authority.Certificate);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(IssuingAuthority.ClientAuthentication));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        // Times are checked by the caller of this, against the gateway's clock and with the grace for renewing.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return chain.Build(certificate) && chain.ChainElements.Count == 3
            && chain.ChainElements[1].Certificate.RawDataMemory.Span.SequenceEqual(authority.Certificate.RawDataMemory.Span);
    }
}
