using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Secure.Contracts;
using Secure.Vocabulary;

namespace Secure.Gateway.Grpc;

/// <summary>
/// Stands around every handler. A refusal becomes its status; anything unexpected becomes INTERNAL with an id under
/// which the log holds the cause, because an exception's text is not for strangers.
/// </summary>
internal sealed class RefusalInterceptor(ILogger<RefusalInterceptor> log, IHostApplicationLifetime host, IMeterFactory meters) : Interceptor
{
    public const string MeterName = "Secure.Gateway.Grpc";

    private readonly Counter<long> _failures = meters.Create(MeterName).CreateCounter<long>("secure.grpc.failures", description: "Calls that ended in an unexpected exception.");

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(context, () => continuation(request, context));

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using StoppableContext stoppable = new(context, host.ApplicationStopping);
        return await GuardAsync(context, () => continuation(new CheckedReader<TRequest>(requestStream), stoppable));
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using StoppableContext stoppable = new(context, host.ApplicationStopping);
        await GuardAsync(context, () => Nothing(continuation(request, responseStream, stoppable)));
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using StoppableContext stoppable = new(context, host.ApplicationStopping);
        await GuardAsync(context, () => Nothing(continuation(new CheckedReader<TRequest>(requestStream), responseStream, stoppable)));
    }

    private static async Task<bool> Nothing(Task task)
    {
        await task;
        return true;
    }

    private async Task<T> GuardAsync<T>(ServerCallContext context, Func<Task<T>> handle)
    {
        MalformedRequests.MarkHandled(context);
        try { return await handle(); }
        catch (RefusedException e)
        {
            log.CallRefused(context.Method, e.Refusal.Code);
            throw e.Refusal.ToRpcException();
        }
        catch (RpcException) { throw; }
        catch (Exception e) when (context.CancellationToken.IsCancellationRequested)
        {
            log.CallAbandoned(e, context.Method); // nobody hears the status; what broke, broke because the caller left
            throw new RpcException(new Status(StatusCode.Cancelled, "The call was cancelled."));
        }
        catch (OperationCanceledException) when (host.ApplicationStopping.IsCancellationRequested) { throw Stopping.ToRpcException(); }
        catch (Exception e) { throw Unexpected(context, e).ToRpcException(); }
    }

    private static Refusal Stopping => new(StatusCode.Unavailable, "gateway_stopping", new Sentence("网关正在停止", "the gateway is stopping"));

    private Refusal Unexpected(ServerCallContext context, Exception cause)
    {
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        log.CallFailed(cause, context.Method, id);
        _failures.Add(1, new KeyValuePair<string, object?>("method", context.Method));
        return new Refusal(StatusCode.Internal, "internal", new Sentence($"内部错误，编号 {id}", $"internal error, number {id}")) { RequestId = id };
    }
}
