using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Fleet.Certificates;
using Secure.Gateway.Fleet.Keys;
using Secure.Gateway.Fleet.Register;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Gateway.Fleet;

/// <summary>What an enrolment asks for, its signatures already checked.</summary>
/// <param name="CertificateKey">Null for a controller, which has no certificate.</param>
internal sealed record EnrollmentClaim(string Device, CertificateKind Kind, byte[] Code, PublicKey? CertificateKey, byte[]? SigningKey, byte[]? WitnessKey)
{
    /// <summary>Names whoever holds these keys: SHA-256 of them all, each with its length.</summary>
    internal byte[] Holder()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (byte[] key in new[] { CertificateKey?.ExportSubjectPublicKeyInfo(), SigningKey, WitnessKey }.Select(k => k ?? []))
        {
            hash.AppendData(BitConverter.GetBytes(key.Length));
            hash.AppendData(key);
        }
        return hash.GetHashAndReset();
    }
}

/// <summary>Codes that let a device in, once.</summary>
internal sealed class Enrollments(
    IStore store, IAudit audit, IAlarms alarms, IRefusalCounter refusals, ISite site, DeviceRegister register, GatewayKeys keys, Connections connections, TimeProvider clock, ILogger<Enrollments> log)
{
    /// <summary>How long a code may wait to be typed in.</summary>
    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(15);

    /// <summary>Makes a code for one device and ends any earlier one. The code is kept as a hash alone.</summary>
    internal async Task<(EnrollmentCode Code, DateTimeOffset Expires)> CreateAsync(CertificateKind kind, string device, string officer, CancellationToken cancellation)
    {
        if (SiteDevices.IsReserved(device)) { throw new RefusedException(FleetRefusals.ReservedId); }
        if (!site.Current.Names(kind, device)) { throw new RefusedException(FleetRefusals.UnknownDevice); }
        RefuseOtherKind(kind, device);
        if (register.Find(device) is { SuspendedAtMs: not null, RevokedAtMs: null }) { throw new RefusedException(FleetRefusals.Suspended); }
        byte[] code = RandomNumberGenerator.GetBytes(EnrollmentCode.CodeLength);
        DateTimeOffset expires = clock.GetUtcNow() + CodeLife;
        OpenEnrollment open = new(SHA256.HashData(code), kind, expires.ToUnixTimeMilliseconds());
        AuditEvent happened = new("fleet.enrollment") { Subject = officer, Device = device, Details = [new("device_kind", Names.Word(kind))] };
        (await audit.RecordAsync(happened, cancellation, new RowWrite(FleetTables.Enrollments, device, open.ToRow()))).OrRefuse();
        return (new EnrollmentCode(code, keys.RootFingerprint), expires);
    }

    /// <summary>
    /// Trades the code for a place in the register, in one commit; of two that come at once, one is refused. What the id
    /// held before (certificates, keys) ends with it, since it is another box now. Until the code ends, whoever used it gets
    /// the answer again for the same keys, while it is still trusted: the first answer may have been lost on its way.
    /// </summary>
    internal async Task<X509Certificate2?> UseAsync(EnrollmentClaim claim, IPAddress source, CancellationToken cancellation)
    {
        (StoredRow row, OpenEnrollment open) = await FindAsync(claim, source, cancellation);
        RefuseOtherKind(claim.Kind, claim.Device);
        DateTimeOffset now = clock.GetUtcNow();
        X509Certificate2? issued = claim.CertificateKey is { } key ? keys.Authority.Issue(key, claim.Kind, claim.Device, now, Validity.Device, []) : null;
        bool hadCertificates = register.Find(claim.Device)?.Certificates.Any(c => c.RevokedAtMs is null) ?? false;
        await register.ChangeAsync(claim.Device, before => Enrolled(before, claim, open, issued, now), Happened, cancellation,
            new RowWrite(FleetTables.Enrollments, claim.Device, (open with { UsedBy = claim.Holder() }).ToRow(), row.Version));
        if (hadCertificates) { connections.Cut(claim.Device, out _); }
        log.Enrolled(Names.Word(claim.Kind), claim.Device);
        return issued;
    }

    private async Task<(StoredRow Row, OpenEnrollment Open)> FindAsync(EnrollmentClaim claim, IPAddress source, CancellationToken cancellation)
    {
        RowRead read = await store.ReadRowAsync(FleetTables.Enrollments, claim.Device, cancellation);
        if (read is RowRead.Tampered)
        {
            await alarms.RaiseAsync(new Alarm("store.tampered", "注册码记录被篡改 · an enrolment's record was altered") { Device = claim.Device }, cancellation);
        }
        if (read is RowRead.Found { Row: { } row } && OpenEnrollment.FromRow(row.Value) is var open && IsGood(open, claim) && site.Current.Names(claim.Kind, claim.Device)) { return (row, open); }
        refusals.Count(source.ToString(), FleetRefusals.EnrollmentFailed.Code);
        throw new RefusedException(FleetRefusals.EnrollmentFailed);
    }

    private bool IsGood(OpenEnrollment open, EnrollmentClaim claim) =>
        CryptographicOperations.FixedTimeEquals(open.CodeHash, SHA256.HashData(claim.Code))
        && open.Kind == claim.Kind && clock.GetUtcNow().ToUnixTimeMilliseconds() <= open.ExpiresAtMs
        && (open.UsedBy is not { Length: > 0 } holder || CryptographicOperations.FixedTimeEquals(holder, claim.Holder()) && register.Find(claim.Device) is { Trusted: true });

    [SuppressMessage("Performance", "CA1859", Justification = "The shape that ChangeAsync asks for.")]
    private static EnrolledDevice Enrolled(EnrolledDevice? before, EnrollmentClaim claim, OpenEnrollment open, X509Certificate2? issued, DateTimeOffset now)
    {
        if (open.UsedBy is { Length: > 0 } && before is not { Trusted: true }) { throw new RefusedException(FleetRefusals.EnrollmentFailed); }
        // A code made before the suspension must not end it.
        if (before is { SuspendedAtMs: not null, RevokedAtMs: null }) { throw new RefusedException(FleetRefusals.Suspended); }
        long nowMs = now.ToUnixTimeMilliseconds();
        IReadOnlyList<IssuedCertificate> ended = before?.WithCertificatesRevoked(nowMs).Certificates ?? [];
        return new EnrolledDevice(claim.Device, claim.Kind)
        {
            EnrolledAtMs = nowMs,
            SigningKey = claim.SigningKey,
            WitnessKey = claim.WitnessKey,
            Certificates = issued is null ? ended : [.. ended, CertificateRecords.Of(issued)],
        };
    }

    private static AuditEvent Happened(EnrolledDevice device) => new(AuditKinds.DeviceEnrolled) { Device = device.Id, Details = [new("device_kind", Names.Word(device.Kind))] };

    private void RefuseOtherKind(CertificateKind kind, string device)
    {
        bool other = site.Current.NamesOtherKind(kind, device) || register.Find(device) is { Trusted: true } d && d.Kind != kind;
        if (other) { throw new RefusedException(FleetRefusals.OtherKind); }
    }
}

internal static class CertificateRecords
{
    internal static IssuedCertificate Of(X509Certificate2 issued) => new(issued.SerialNumber, new DateTimeOffset(issued.NotAfter.ToUniversalTime()).ToUnixTimeMilliseconds(), null);
}
