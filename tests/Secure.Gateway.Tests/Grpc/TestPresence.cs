using Grpc.Core;
using Secure.V1;

namespace Secure.Gateway.Tests.Grpc;

/// <summary>A service whose handlers do what the test sets.</summary>
internal sealed class TestPresence : V1.Presence.PresenceBase
{
    public Func<ListPresenceRequest, ServerCallContext, Task<ListPresenceResponse>> OnList { get; set; } = (_, _) => Task.FromResult(new ListPresenceResponse());

    public Func<IServerStreamWriter<WatchPresenceResponse>, ServerCallContext, Task> OnWatch { get; set; } = (_, _) => Task.CompletedTask;

    public override Task<ListPresenceResponse> List(ListPresenceRequest request, ServerCallContext context) => OnList(request, context);

    public override Task Watch(WatchPresenceRequest request, IServerStreamWriter<WatchPresenceResponse> responseStream, ServerCallContext context) => OnWatch(responseStream, context);
}
