using Grpc.Core;
using Secure.Gateway.Spine;
using Secure.V1;

namespace Secure.Gateway.Identity.Passkeys;

/// <summary>The contract's Passkeys service.</summary>
internal sealed class PasskeysService(Callers callers, SignIns signIns, SessionAnswers answers, PasskeyRegistrations registrations, PasskeyRemovals removals, PasskeyLists lists) : V1.Passkeys.PasskeysBase
{
    public override async Task<SignInResponse> SignIn(PasskeySignInRequest request, ServerCallContext context)
    {
        Assertion said = new(request.CredentialId.ToByteArray(), request.ClientData.ToByteArray(), request.AuthenticatorData.ToByteArray(), request.Signature.ToByteArray(), request.UserHandle.ToByteArray());
        OpenedSession opened = await signIns.SignInByPasskeyAsync(request.Challenge.ToByteArray(), said, callers.Of(context), context.CancellationToken);
        return await answers.OpenedAsync(opened, context);
    }

    public override Task<GetOwnPasskeyResponse> GetOwn(GetOwnPasskeyRequest request, ServerCallContext context) => registrations.OwnAsync(Own(context), context.CancellationToken);

    public override Task<BeginPasskeyRegistrationResponse> BeginRegistration(BeginPasskeyRegistrationRequest request, ServerCallContext context) => registrations.BeginAsync(Own(context), context.CancellationToken);

    public override async Task<RegisterPasskeyResponse> Register(RegisterPasskeyRequest request, ServerCallContext context)
    {
        await registrations.FinishAsync(Own(context), request, context.CancellationToken);
        return new RegisterPasskeyResponse();
    }

    public override async Task<RemoveOwnPasskeyResponse> RemoveOwn(RemoveOwnPasskeyRequest request, ServerCallContext context)
    {
        await registrations.RemoveOwnAsync(Own(context), request, context.CancellationToken);
        return new RemoveOwnPasskeyResponse();
    }

    public override Task<ListPasskeysResponse> List(ListPasskeysRequest request, ServerCallContext context)
    {
        callers.RequireRight(context, OfficerAction.ReadRoles);
        return lists.FindAsync(request, context.CancellationToken);
    }

    public override async Task<RemovePasskeyResponse> Remove(RemovePasskeyRequest request, ServerCallContext context)
    {
        await removals.RemoveAsync(callers.RequireRight(context, OfficerAction.RemovePasskey), request, context.CancellationToken);
        return new RemovePasskeyResponse();
    }

    private LiveSession Own(ServerCallContext context) => (LiveSession)callers.RequireSession(context);
}
