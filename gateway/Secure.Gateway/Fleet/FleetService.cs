using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Fleet.Certificates;
using Secure.Gateway.Fleet.Keys;
using Secure.Gateway.Fleet.Register;
using Secure.Gateway.Spine;
using Secure.Grants;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.Fleet;

/// <summary>The contract's Fleet service.</summary>
internal sealed class FleetService(
    ICallers callers, Enrollments enrollments, Renewals renewals, TrustEndings endings, DeviceRegister register, KeyListUpkeep keyList, EvidenceKeyRotation rotation,
    GatewayKeys keys, ISite site, DeviceDescription description, EnrollLimiter limiter, TimeProvider clock) : V1.Fleet.FleetBase
{
    public override async Task<CreateEnrollmentResponse> CreateEnrollment(CreateEnrollmentRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.EnrolDevice);
        if (!DeviceId.TryParse(request.Device, out _)) { throw Fault("device", "not an identifier"); }
        if (EnrollmentClaims.KindOf(request.Kind) is not { } kind) { throw Fault("kind", "missing"); }
        (Signatures.EnrollmentCode code, DateTimeOffset expires) = await enrollments.CreateAsync(kind, request.Device, officer.Person.Text, context.CancellationToken);
        return new CreateEnrollmentResponse { Code = code.Reveal(), ExpiresAt = expires.ToTimestamp() };
    }

    public override async Task<EnrollResponse> Enroll(EnrollRequest request, ServerCallContext context)
    {
        Caller caller = callers.Of(context);
        limiter.Take(caller.Address);
        return request.RequestCase switch
        {
            EnrollRequest.RequestOneofCase.Certificate => await EnrollWithCertificateAsync(request.Certificate, caller, context.CancellationToken),
            EnrollRequest.RequestOneofCase.Controller => await EnrollControllerAsync(request.Controller, caller, context.CancellationToken),
            EnrollRequest.RequestOneofCase.None => throw Fault("request", "missing"),
            _ => throw Fault("request", "missing"),
        };
    }

    public override async Task<RenewResponse> Renew(RenewRequest request, ServerCallContext context)
    {
        CallerCertificate caller = callers.Of(context).Certificate ?? throw new RefusedException(FleetRefusals.NoCertificate);
        if (!DeviceRequest.TryRead(request.CertificateRequest.ToByteArray(), out PublicKey? key)) { throw Fault("certificate_request", "PKCS#10 with an ECDSA P-256 key, signed by it"); }
        using X509Certificate2 issued = await renewals.RenewAsync(caller, key, context.CancellationToken);
        return new RenewResponse { CertificateChain = { Chain(issued) }, KeyList = ByteString.CopyFrom(keys.SignedKeyList) };
    }

    public override async Task<SuspendResponse> Suspend(SuspendRequest request, ServerCallContext context) =>
        new() { ConnectionsDropped = await endings.SuspendAsync(callers.RequireRight(context, OfficerAction.SuspendDevice), request, context.CancellationToken) };

    public override async Task<RevokeResponse> Revoke(RevokeRequest request, ServerCallContext context) =>
        new() { ConnectionsDropped = await endings.RevokeAsync(callers.RequireRight(context, OfficerAction.RevokeDevice), request, context.CancellationToken) };

    public override async Task<ResumeResponse> Resume(ResumeRequest request, ServerCallContext context)
    {
        await endings.ResumeAsync(callers.RequireRight(context, OfficerAction.ResumeDevice), request, context.CancellationToken);
        return new ResumeResponse();
    }

    public override Task<ListDevicesResponse> ListDevices(ListDevicesRequest request, ServerCallContext context)
    {
        _ = callers.RequireRight(context, OfficerAction.ReadDevices);
        if (request.Search.Length > DeviceId.LengthMax) { throw Fault("search", $"at most {DeviceId.LengthMax} characters"); }
        Dictionary<string, CertificateKind> devices = register.All.ToDictionary(d => d.Id, d => d.Kind, StringComparer.Ordinal);
        foreach ((CertificateKind kind, string id) in site.Current.Devices()) { devices.TryAdd(id, kind); }
        KeyValuePair<string, CertificateKind>[] found = [.. devices.Where(d => d.Key.Contains(request.Search, StringComparison.OrdinalIgnoreCase)).OrderBy(d => d.Key, StringComparer.Ordinal)];
        int most = request.DevicesMax == 0 ? found.Length : (int)Math.Min(request.DevicesMax, int.MaxValue);
        return Task.FromResult(new ListDevicesResponse { Devices = { found.Take(most).Select(d => description.Of(d.Key, d.Value)) }, Total = (uint)found.Length });
    }

    public override Task<GetKeyListResponse> GetKeyList(GetKeyListRequest request, ServerCallContext context) => Task.FromResult(new GetKeyListResponse
    {
        KeyList = ByteString.CopyFrom(keys.SignedKeyList),
        RootCertificate = ByteString.CopyFrom(keys.Authority.Root.RawData),
    });

    public override async Task<RotateEvidenceKeyResponse> RotateEvidenceKey(RotateEvidenceKeyRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.RotateEvidenceKey);
        await rotation.RotateAsync(officer, request, context.CancellationToken);
        return new RotateEvidenceKeyResponse { KeyList = keys.KeyList.Number, Key = IEvidenceKeys.NameOf(keys.EvidencePublicKey) };
    }

    private async Task<EnrollResponse> EnrollWithCertificateAsync(CertificateEnrollment request, Caller caller, CancellationToken cancellation)
    {
        EnrollmentClaim claim = EnrollmentClaims.Read(request);
        using X509Certificate2? issued = await enrollments.UseAsync(claim, caller.Address, cancellation);
        await keyList.TryBringUpToDateAsync(CancellationToken.None);
        return new EnrollResponse
        {
            CertificateChain = { Chain(issued!) },
            KeyList = ByteString.CopyFrom(keys.SignedKeyList),
            WitnessName = claim.WitnessKey is null ? "" : keyList.WitnessName(claim.Device),
        };
    }

    private async Task<EnrollResponse> EnrollControllerAsync(ByteString request, Caller caller, CancellationToken cancellation)
    {
        EnrollmentClaim claim = EnrollmentClaims.Read(request.ToByteArray(), keys.Sealing);
        bool relays = caller.TryGetAgent(out DeviceId? agent)
            && site.Current.Controllers.GetValueOrDefault(DeviceId.Parse(claim.Device)) is { } controller && controller.Agent == agent;
        if (!relays) { throw new RefusedException(FleetRefusals.NotRelay); }
        await enrollments.UseAsync(claim, caller.Address, cancellation);
        ControllerAccepted accepted = new(DeviceId.Parse(claim.Device), claim.SigningKey!, clock.GetUtcNow().ToUnixTimeMilliseconds());
        return new EnrollResponse { Accepted = ByteString.CopyFrom(accepted.Sign(keys.Command)), KeyList = ByteString.CopyFrom(keys.SignedKeyList) };
    }

    private IEnumerable<ByteString> Chain(X509Certificate2 issued) =>
        [ByteString.CopyFrom(issued.RawData), ByteString.CopyFrom(keys.Authority.Certificate.RawData), ByteString.CopyFrom(keys.Authority.Root.RawData)];

    private static RefusedException Fault(string field, string message) => new(FleetRefusals.Invalid(field, message));
}
