using System.Security.Cryptography.X509Certificates;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Fleet.Certificates;
using Secure.Gateway.Fleet.Keys;
using Secure.Gateway.Fleet.Register;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Fleet;

/// <summary>New certificates for those who still hold a good or lately expired one.</summary>
internal sealed class Renewals(DeviceRegister register, ISite site, GatewayKeys keys, TimeProvider clock)
{
    /// <summary>Certificates of one device that may count at once; past that the oldest end.</summary>
    private const int CertificatesMax = 4;

    internal async Task<X509Certificate2> RenewAsync(CallerCertificate caller, PublicKey key, CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (!site.Current.Names(caller.Kind, caller.Id)) { throw new RefusedException(FleetRefusals.UnknownDevice); }
        X509Certificate2 issued = keys.Authority.Issue(key, caller.Kind, caller.Id, now, Validity.Device, []);
        AuditEvent happened = new("device.renewed") { Device = caller.Id, Details = [new("serial", issued.SerialNumber), new("was_expired", caller.Expired ? "yes" : "no")] };
        await register.ChangeAsync(caller.Id, before => Renewed(before, caller, issued, now), _ => happened, cancellation);
        return issued;
    }

    private static EnrolledDevice Renewed(EnrolledDevice? before, CallerCertificate caller, X509Certificate2 issued, DateTimeOffset now)
    {
        IssuedCertificate? own = before?.Certificates.FirstOrDefault(c => c.Serial == caller.SerialNumber && c.RevokedAtMs is null);
        if (before is not { Trusted: true } || before.Kind != caller.Kind || own is null) { throw new RefusedException(FleetRefusals.RevokedCertificate); }
        DateTimeOffset from = DateTimeOffset.FromUnixTimeMilliseconds(own.NotAfterMs) - Validity.Device + Validity.RenewFrom;
        if (now < from) { throw new RefusedException(FleetRefusals.TooEarly); }
        IssuedCertificate[] counting = [.. before.Certificates.Where(c => c.RevokedAtMs is null).OrderBy(c => c.NotAfterMs)];
        HashSet<string> end = [.. counting.Take(counting.Length + 1 - CertificatesMax).Select(c => c.Serial)];
        IEnumerable<IssuedCertificate> kept = before.Certificates.Select(c => end.Contains(c.Serial) ? c with { RevokedAtMs = now.ToUnixTimeMilliseconds() } : c);
        return before with { Certificates = [.. kept, CertificateRecords.Of(issued)] };
    }
}
