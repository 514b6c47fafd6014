using Grpc.Core;
using Grpc.Core.Interceptors;
using Secure.Contracts;

namespace Secure.Gateway.Audit;

/// <summary>While the gate is shut, lets through only what an agent needs to become a witness, and health. Anything not listed is refused.</summary>
internal sealed class OpenGateInterceptor(IOpenGate gate) : Interceptor
{
    private const string Fleet = "/secure.v1.Fleet/";
    private const string Health = "/grpc.health.v1.Health/";
    private const string Witness = "/secure.v1.Audit/Witness";

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(request, context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(requestStream, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(request, responseStream, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(requestStream, responseStream, context);
    }

    private void Check(ServerCallContext context)
    {
        if (gate.IsOpen) { return; }
        string method = context.Method;
        if (method == Witness || method.StartsWith(Fleet, StringComparison.Ordinal) || method.StartsWith(Health, StringComparison.Ordinal)) { return; }
        throw new RefusedException(AuditRefusals.GateShut);
    }
}
