using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Gateway.Spine;
using Secure.V1;

namespace Secure.Gateway.Officers;

/// <summary>The contract's Officers service.</summary>
internal sealed class OfficersService(ICallers callers, Ceremony ceremony, RoleBook book, RoleChanges changes, Recovery recovery) : V1.Officers.OfficersBase
{
    public override Task<HoldCeremonyResponse> HoldCeremony(HoldCeremonyRequest request, ServerCallContext context) =>
        ceremony.HoldAsync(request, callers.Of(context), context.CancellationToken);

    public override Task<ListRolesResponse> ListRoles(ListRolesRequest request, ServerCallContext context)
    {
        callers.RequireRight(context, OfficerAction.ReadRoles);
        ListRolesResponse response = new() { WithoutDeputy = { book.WithoutDeputy.ToWire() } };
        response.Holdings.AddRange(book.All.Select(h => new V1.RoleHolding { Person = h.Person.Text, Roles = { h.Roles.ToWire() }, Deputy = h.Deputy, Since = h.Since.ToTimestamp() }));
        return Task.FromResult(response);
    }

    public override async Task<GrantRoleResponse> GrantRole(GrantRoleRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.GrantRole);
        return new GrantRoleResponse { RecoveryCode = await changes.GrantAsync(officer, request, context.CancellationToken) };
    }

    public override async Task<WithdrawRoleResponse> WithdrawRole(WithdrawRoleRequest request, ServerCallContext context)
    {
        await changes.WithdrawAsync(callers.RequireRight(context, OfficerAction.WithdrawRole), request, context.CancellationToken);
        return new WithdrawRoleResponse();
    }

    public override async Task<BeginRecoveryResponse> BeginRecovery(BeginRecoveryRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.RecoverOfficer);
        return await recovery.BeginAsync(officer, request, callers.Of(context), context.CancellationToken);
    }

    public override async Task<FinishRecoveryResponse> FinishRecovery(FinishRecoveryRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.RecoverOfficer);
        return new FinishRecoveryResponse { RecoveryCode = await recovery.FinishAsync(officer, request, callers.Of(context), context.CancellationToken) };
    }
}
