using Grpc.Core;
using Secure.Contracts;
using Secure.Interop.Health.V1;
using ServingStatus = Secure.Interop.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Secure.Gateway.Tests.Grpc;

public class HealthTests
{
    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_service_has_its_own_health()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        Health.HealthClient health = new(server.Channel);
        server.Health.Set("", true);
        server.Health.Set("secure.v1.Audit", false);

        Assert.Equal(ServingStatus.Serving, (await health.CheckAsync(new(), cancellationToken: Limit)).Status);
        Assert.Equal(ServingStatus.NotServing, (await health.CheckAsync(new() { Service = "secure.v1.Audit" }, cancellationToken: Limit)).Status);
    }

    [Fact]
    public async Task The_process_is_not_healthy_before_somebody_says_so()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();

        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await new Health.HealthClient(server.Channel).CheckAsync(new(), cancellationToken: Limit));

        Assert.Equal((StatusCode.NotFound, "unknown_service"), (refused.StatusCode, refused.ToRefusal()?.Code));
    }

    [Fact]
    public async Task A_watcher_sees_an_unknown_service_appear_and_each_change_after_that()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        using var call = new Health.HealthClient(server.Channel).Watch(new() { Service = "secure.v1.Doors" }, cancellationToken: Limit);
        async Task<ServingStatus> Next() => await call.ResponseStream.MoveNext(Limit) ? call.ResponseStream.Current.Status : throw new EndOfStreamException();

        Assert.Equal(ServingStatus.ServiceUnknown, await Next());
        server.Health.Set("secure.v1.Doors", true);
        Assert.Equal(ServingStatus.Serving, await Next());
        server.Health.Set("secure.v1.Doors", true);
        server.Health.Set("secure.v1.Audit", true);
        server.Health.Set("secure.v1.Doors", false);
        Assert.Equal(ServingStatus.NotServing, await Next());
    }

    [Fact]
    public async Task A_stopping_gateway_ends_its_watchers_instead_of_waiting_for_them()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        using var call = new Health.HealthClient(server.Channel).Watch(new(), cancellationToken: Limit);
        Assert.True(await call.ResponseStream.MoveNext(Limit));

        await server.StopAsync().WaitAsync(TimeSpan.FromSeconds(60), Limit);

        RpcException ended = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Limit));
        Assert.Equal((StatusCode.Unavailable, "gateway_stopping"), (ended.StatusCode, ended.ToRefusal()?.Code));
        Assert.Empty(server.Log.Errors);
    }
}
