using Grpc.Core;

namespace Secure.Gateway.Grpc;

/// <summary>
/// A streaming call whose token is also cancelled when the gateway stops: a stream has no end of its own, and an open
/// one would hold up the shutdown until the host gives up waiting.
/// </summary>
internal sealed class StoppableContext : ServerCallContext, IDisposable
{
    /// <summary>Where <c>GetHttpContext</c> looks for contexts that are not the server's own.</summary>
    private const string HttpContextKey = "__HttpContext";

    private readonly ServerCallContext _call;
    private readonly CancellationTokenSource _cancellation;

    public StoppableContext(ServerCallContext call, CancellationToken stopping)
    {
        _call = call;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken, stopping);
        call.UserState[HttpContextKey] = call.GetHttpContext();
    }

    protected override string MethodCore => _call.Method;

    protected override string HostCore => _call.Host;

    protected override string PeerCore => _call.Peer;

    protected override DateTime DeadlineCore => _call.Deadline;

    protected override Metadata RequestHeadersCore => _call.RequestHeaders;

    protected override CancellationToken CancellationTokenCore => _cancellation.Token;

    protected override Metadata ResponseTrailersCore => _call.ResponseTrailers;

    protected override Status StatusCore { get => _call.Status; set => _call.Status = value; }

    protected override WriteOptions? WriteOptionsCore { get => _call.WriteOptions; set => _call.WriteOptions = value; }

    protected override AuthContext AuthContextCore => _call.AuthContext;

    protected override IDictionary<object, object> UserStateCore => _call.UserState;

    public void Dispose() => _cancellation.Dispose();

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => _call.WriteResponseHeadersAsync(responseHeaders);

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => _call.CreatePropagationToken(options);
}
