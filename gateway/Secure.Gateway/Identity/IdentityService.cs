using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.Identity;

/// <summary>The contract's Identity service.</summary>
internal sealed class IdentityService(
    Callers callers, SignIns signIns, Passwords passwords, Sessions sessions, SessionAnswers answers, IAudit audit, ISite site, IRoles roles, IdentityOptions options, TimeProvider clock, IStepUpCalls stepUps, PinSetting pins) : V1.Identity.IdentityBase
{
    public override async Task<SignInResponse> SignIn(SignInRequest request, ServerCallContext context)
    {
        bool page = SessionCookie.IsOwnPage(context.GetHttpContext());
        (OpenedSession? opened, PasskeyDemand? demand) = await signIns.SignInAsync(request.Account, request.Password, callers.Of(context), page, context.CancellationToken);
        return opened is null ? new SignInResponse { Passkey = demand } : await answers.OpenedAsync(opened, context);
    }

    public override async Task<SignOutResponse> SignOut(SignOutRequest request, ServerCallContext context)
    {
        await sessions.EndAsync([Own(context)], "signed_out", CancellationToken.None);
        SessionCookie.TakeBack(context.GetHttpContext());
        return new SignOutResponse();
    }

    public override Task<WhoAmIResponse> WhoAmI(WhoAmIRequest request, ServerCallContext context)
    {
        LiveSession session = Own(context);
        WhoAmIResponse response = new() { Session = answers.Describe(session) };
        response.Rights.AddRange(OfficerActions.Allowed(roles.Of(session.Person)).Select(OfficerActions.CodeOf));
        if (roles.IsOfficer(session.Person)) { response.WithoutDeputy.AddRange(roles.WithoutDeputy.Codes()); }
        return Task.FromResult(response);
    }

    public override async Task<MintHandleResponse> MintHandle(MintHandleRequest request, ServerCallContext context)
    {
        ISession session = callers.RequireSession(context);
        if (!ServiceId.TryParse(request.Service, out ServiceId? service) || !site.Current.Services.ContainsKey(service)) { throw new RefusedException(IdentityRefusals.UnknownService); }
        (string handle, TokenHash hash) = TokenHash.NewToken();
        AuditEvent happened = new(AuditKinds.HandleMinted) { Subject = session.Person.Text, Person = session.Person.Text, Session = session.Id, Details = [new("service", service.Text)] };
        (await audit.RecordAsync(happened, context.CancellationToken)).OrRefuse();
        sessions.AddHandle(hash, session, service);
        return new MintHandleResponse { SessionHandle = handle, ExpiresAt = (clock.GetUtcNow() + options.HandleMax).ToTimestamp() };
    }

    public override async Task<ChangePasswordResponse> ChangePassword(ChangePasswordRequest request, ServerCallContext context)
    {
        await passwords.ChangeAsync(Own(context), request.OldPassword, request.NewPassword, callers.Of(context), context.CancellationToken);
        return new ChangePasswordResponse();
    }

    // Of the first version, which knew one officer who might do everything.
    public override Task<CreateFirstOfficerResponse> CreateFirstOfficer(CreateFirstOfficerRequest request, ServerCallContext context) =>
        throw new RefusedException(IdentityRefusals.CeremonyRequired);

    public override async Task<SetPasswordResponse> SetPassword(SetPasswordRequest request, ServerCallContext context)
    {
        await passwords.SetAsync(callers.RequireRight(context, OfficerAction.GiveAccount), request, context.CancellationToken);
        return new SetPasswordResponse();
    }

    public override async Task<SetPinResponse> SetPin(SetPinRequest request, ServerCallContext context)
    {
        await pins.SetAsync((LiveSession)callers.RequireSession(context), request, callers.Of(context), context.CancellationToken);
        return new SetPinResponse();
    }

    public override async Task<RemovePinResponse> RemovePin(RemovePinRequest request, ServerCallContext context)
    {
        await pins.RemoveAsync(callers.RequireRight(context, OfficerAction.RemovePin), request, context.CancellationToken);
        return new RemovePinResponse();
    }

    public override Task StepUp(StepUpRequest request, IServerStreamWriter<StepUpResponse> responseStream, ServerCallContext context) => stepUps.StepUpAsync(request, responseStream, context);

    public override Task<SendFrameResponse> SendFrame(SendFrameRequest request, ServerCallContext context) => Task.FromResult(stepUps.SendFrame(request, context));

    public override Task<SendFingerprintResponse> SendFingerprint(SendFingerprintRequest request, ServerCallContext context) => Task.FromResult(stepUps.SendFingerprint(request, context));

    public override Task<ListFactorLimitsResponse> ListFactorLimits(ListFactorLimitsRequest request, ServerCallContext context) => stepUps.ListFactorLimitsAsync(request, context);

    public override Task<EnableFactorResponse> EnableFactor(EnableFactorRequest request, ServerCallContext context) => stepUps.EnableFactorAsync(request, context);

    // Also for a session whose password must be changed first.
    private LiveSession Own(ServerCallContext context) => (LiveSession)callers.RequireAnySession(context);
}
