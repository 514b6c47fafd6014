using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;
using Secure.Contracts;
using Secure.V1;

namespace Secure.Gateway.Tests.Grpc;

public class RefusalTests
{
    private static readonly Refusal Locked = new(StatusCode.ResourceExhausted, "sign_in_delayed", new Vocabulary.Sentence("请稍后再试", "try again later")) { RetryDelay = TimeSpan.FromSeconds(30) };

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refusal_arrives_as_its_status_with_details_that_a_program_can_read()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        server.Service.OnList = (_, _) => throw new RefusedException(Locked);
        server.Service.OnWatch = (_, _) => throw new RefusedException(Locked);
        V1.Presence.PresenceClient client = new(server.Channel);

        RpcException unary = await Assert.ThrowsAsync<RpcException>(async () => await client.ListAsync(new(), cancellationToken: Limit));
        RpcException stream = await Assert.ThrowsAsync<RpcException>(async () => await client.Watch(new(), cancellationToken: Limit).ResponseStream.MoveNext(Limit));

        foreach (RpcException refused in new[] { unary, stream })
        {
            Assert.Equal((StatusCode.ResourceExhausted, "try again later"), (refused.StatusCode, refused.Status.Detail));
            Assert.Equal(Locked with { Fields = [] }, refused.ToRefusal()! with { Fields = Locked.Fields });
        }
        Assert.Empty(server.Log.Errors);
    }

    [Fact]
    public async Task A_refusal_by_another_interceptor_arrives_the_same_way_however_early_that_one_was_added()
    {
        await using GrpcServer server = await GrpcServer.StartAsync(services => services.AddGrpc(o => o.Interceptors.Add<ShutGate>()));

        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await new V1.Presence.PresenceClient(server.Channel).ListAsync(new(), cancellationToken: Limit));

        Assert.Equal("sign_in_delayed", refused.ToRefusal()?.Code);
    }

    [Fact]
    public async Task An_unexpected_exception_tells_the_caller_a_number_and_the_log_everything()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        server.Service.OnList = (_, _) => throw new InvalidDataException("row 7 of table persons is broken");

        RpcException failed = await Assert.ThrowsAsync<RpcException>(async () => await new V1.Presence.PresenceClient(server.Channel).ListAsync(new(), cancellationToken: Limit));

        Refusal told = failed.ToRefusal()!;
        Assert.Equal((StatusCode.Internal, "internal"), (failed.StatusCode, told.Code));
        Assert.DoesNotContain("persons", failed.ToString(), StringComparison.Ordinal);
        (_, string text, Exception? cause) = Assert.Single(server.Log.Errors);
        Assert.Contains(told.RequestId!, text, StringComparison.Ordinal);
        Assert.Contains("row 7", cause!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_leaves_cancels_its_call_and_is_no_error()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        TaskCompletionSource entered = new(), left = new();
        server.Service.OnWatch = async (_, context) =>
        {
            using var registration = context.CancellationToken.Register(left.SetResult);
            entered.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
        };
        using CancellationTokenSource caller = new();
        using var call = new V1.Presence.PresenceClient(server.Channel).Watch(new(), cancellationToken: caller.Token);
        Task<bool> next = call.ResponseStream.MoveNext(Limit);
        await entered.Task.WaitAsync(Limit);

        await caller.CancelAsync();

        await left.Task.WaitAsync(TimeSpan.FromSeconds(60), Limit);
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => next)).StatusCode);
        await server.StopAsync();
        Assert.Empty(server.Log.Errors);
    }

    [Fact]
    public async Task A_deadline_ends_the_call_on_both_sides()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        TaskCompletionSource? ended = null;
        server.Service.OnList = async (_, context) =>
        {
            TaskCompletionSource ends = ended = new();
            using CancellationTokenRegistration registration = context.CancellationToken.Register(ends.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
            return new ListPresenceResponse();
        };

        // On a busy machine a short deadline passes before the call has begun at the server: then a longer one is tried.
        for (int ms = 200; ended is null && ms < 60_000; ms *= 3)
        {
            DateTime soon = TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(ms);
            RpcException late = await Assert.ThrowsAsync<RpcException>(async () => await new V1.Presence.PresenceClient(server.Channel).ListAsync(new(), deadline: soon, cancellationToken: Limit));
            Assert.Equal(StatusCode.DeadlineExceeded, late.StatusCode);
        }
        Assert.NotNull(ended);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(60), Limit);
    }

    [Fact]
    public async Task A_method_that_is_not_there_is_unimplemented()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();

        RpcException absent = await Assert.ThrowsAsync<RpcException>(async () => await new V1.Identity.IdentityClient(server.Channel).WhoAmIAsync(new(), cancellationToken: Limit));

        Assert.Equal(StatusCode.Unimplemented, absent.StatusCode);
    }

    private sealed class ShutGate : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            throw new RefusedException(Locked);
    }
}
