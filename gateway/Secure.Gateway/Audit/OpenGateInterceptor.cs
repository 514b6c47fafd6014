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
        return UntilShutAsync(continuation(request, responseStream, context), context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return UntilShutAsync(continuation(requestStream, responseStream, context), context);
    }

    private void Check(ServerCallContext context)
    {
        if (!gate.IsOpen && !IsExempt(context)) { throw new RefusedException(AuditRefusals.GateShut); }
    }

    private static bool IsExempt(ServerCallContext context) =>
        context.Method == Witness || context.Method.StartsWith(Fleet, StringComparison.Ordinal) || context.Method.StartsWith(Health, StringComparison.Ordinal);

    /// <summary>A stream that was opened before ends with the gate: it would go on telling what may no longer be believed.</summary>
    private async Task UntilShutAsync(Task call, ServerCallContext context)
    {
        if (IsExempt(context)) { await call; return; }
        TaskCompletionSource shut = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration condemned = gate.Condemned.Register(shut.SetResult);
        if (await Task.WhenAny(call, shut.Task) == call) { await call; return; }
        // It ends at its next word, which nobody takes any more.
        _ = call.ContinueWith(c => c.Exception, TaskScheduler.Default);
        throw new RefusedException(AuditRefusals.GateShut);
    }
}
