using Google.Protobuf;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Fleet.Certificates;
using Secure.Gateway.Fleet.Register;
using Secure.Gateway.Spine;
using Secure.V1;
using Secure.Vocabulary;
using Sentence = Secure.Vocabulary.Sentence;

namespace Secure.Gateway.Fleet;

/// <summary>
/// Ends a device's trust, and gives it back. To suspend must be quick and takes one officer; what is final, and what gives
/// trust back, takes two.
/// </summary>
internal sealed class TrustEndings(DeviceRegister register, Connections connections, KeyListUpkeep keyList, IApprovals approvals, ILogger<TrustEndings> log)
{
    /// <returns>False where the broker could not be told to drop the device's connections.</returns>
    internal async Task<bool> SuspendAsync(ISession officer, SuspendRequest request, CancellationToken cancellation)
    {
        Require(request.Device, request.Reason);
        EnrolledDevice ended = await register.EndTrustAsync(request.Device, Suspended, d => Record("suspended.device", d, officer, request.Reason), cancellation);
        return await CutAsync(ended);
    }

    /// <returns>As <see cref="SuspendAsync"/>.</returns>
    /// <exception cref="RefusedException">approval_required, until another officer has approved this very request.</exception>
    internal async Task<bool> RevokeAsync(ISession officer, RevokeRequest request, CancellationToken cancellation)
    {
        Require(request.Device, request.Reason);
        Approved approved = await ApprovedAsync(officer, OfficerAction.RevokeDevice, request, request.Device, new Sentence("吊销设备", "revoke the device"), request.Reason, cancellation);
        EnrolledDevice ended = await register.EndTrustAsync(request.Device, Revoked, d => Record("revoked.device", d, officer, request.Reason, approved), cancellation, approved.Use);
        return await CutAsync(ended);
    }

    /// <exception cref="RefusedException">As <see cref="RevokeAsync"/>; not_suspended where there is nothing to resume.</exception>
    internal async Task ResumeAsync(ISession officer, ResumeRequest request, CancellationToken cancellation)
    {
        Require(request.Device, request.Reason);
        _ = Resumed(register.Find(request.Device));
        Approved approved = await ApprovedAsync(officer, OfficerAction.ResumeDevice, request, request.Device, new Sentence("恢复设备", "resume the device"), request.Reason, cancellation);
        EnrolledDevice back = await register.ChangeAsync(request.Device, Resumed, d => Record("resumed.device", d, officer, request.Reason, approved), cancellation, approved.Use);
        // The broker forgets a list that it has read only with a new start, which Cut brings.
        await CutAsync(back);
    }

    private static EnrolledDevice Suspended(EnrolledDevice device, long nowMs) => device with { SuspendedAtMs = device.SuspendedAtMs ?? nowMs };

    private static EnrolledDevice Revoked(EnrolledDevice device, long nowMs) => device.WithCertificatesRevoked(nowMs) with { RevokedAtMs = device.RevokedAtMs ?? nowMs };

    private static EnrolledDevice Resumed(EnrolledDevice? device) => device switch
    {
        null => throw new RefusedException(FleetRefusals.UnknownDevice),
        { SuspendedAtMs: not null, RevokedAtMs: null } => device with { SuspendedAtMs = null },
        _ => throw new RefusedException(FleetRefusals.NotSuspended),
    };

    private async Task<Approved> ApprovedAsync(ISession officer, OfficerAction action, IMessage request, string device, Sentence what, string why, CancellationToken cancellation)
    {
        if (register.Find(device) is null) { throw new RefusedException(FleetRefusals.UnknownDevice); }
        return await approvals.RequireAsync(officer, action, request, new Sentence($"{what.Zh}：{device}", $"{what.En} {device}"), why, cancellation);
    }

    private async Task<bool> CutAsync(EnrolledDevice device)
    {
        int dropped = 0;
        bool told = device.Kind == CertificateKind.Controller || connections.Cut(device.Id, out dropped);
        log.TrustChanged(device.Id, device.Trusted, dropped, told);
        await keyList.TryBringUpToDateAsync(CancellationToken.None);
        return told;
    }

    private static void Require(string device, string reason)
    {
        if (!DeviceId.TryParse(device, out _)) { throw new RefusedException(FleetRefusals.Invalid("device", "not an identifier")); }
        if (!Written.IsReason(reason)) { throw new RefusedException(FleetRefusals.Invalid("reason", Written.Rule)); }
    }

    private static AuditEvent Record(string kind, EnrolledDevice device, ISession officer, string reason, Approved? approved = null) => new(kind)
    {
        Subject = officer.Person.Text,
        Device = device.Id,
        Details = [new("device_kind", Names.Word(device.Kind)), new("reason", reason), .. approved?.Details ?? []],
    };
}
