using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Gateway.Spine;
using Secure.V1;

namespace Secure.Gateway.Officers;

/// <summary>The contract's Officers service.</summary>
internal sealed class OfficersService(ICallers callers, Ceremony ceremony, RoleBook book) : V1.Officers.OfficersBase
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
}
