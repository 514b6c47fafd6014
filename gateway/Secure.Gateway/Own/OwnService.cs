using Grpc.Core;
using Secure.Gateway.Spine;
using Secure.V1;

namespace Secure.Gateway.Own;

/// <summary>The contract's Own service.</summary>
internal sealed class OwnService(ICallers callers, OwnReads reads) : V1.Own.OwnBase
{
    public override Task<ListOwnResponse> List(ListOwnRequest request, ServerCallContext context) => reads.ListAsync(callers.RequireSession(context), request, context.CancellationToken);
}
