using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Access;
using Secure.Gateway.Alerts;
using Secure.Gateway.Audit;
using Secure.Gateway.Biometrics.Sensors;
using Secure.Gateway.Doors;
using Secure.Gateway.Evidence;
using Secure.Gateway.Spine;
using Secure.Gateway.StepUp;
using Secure.Gateway.Tests.Doors;
using Secure.Gateway.Tests.Fleet;
using Secure.Gateway.Tests.StepUp;
using Secure.Messaging;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Alerts;

/// <summary>A failed step-up against the real sessions, watches and TLS.</summary>
public sealed class CutOffTests
{
    [Fact]
    public async Task After_a_failed_step_up_the_very_next_call_is_refused_and_every_open_stream_of_the_person_ends()
    {
        CancellationToken limit = TestContext.Current.CancellationToken;
        await using TestGateway gateway = await TestGateway.StartAsync(null, null, Add, Map);
        Metadata session = await gateway.OfficerAsync(Roles.SecurityOfficer), second = await gateway.SignInAsync("li-min", TestGateway.OfficerPassword);
        Authorization.AuthorizationClient asks = new(gateway.Anonymous);
        CheckItem item = new() { Action = "read", Resource = new ResourceRef { Kind = "material", Id = "staff-notice" } };
        using AsyncServerStreamingCall<WatchResponse> decisions = asks.Watch(new WatchRequest { Item = item }, session, cancellationToken: limit);
        using AsyncServerStreamingCall<WatchDoorsResponse> doors = new V1.Doors.DoorsClient(gateway.Anonymous).Watch(new WatchDoorsRequest(), session, cancellationToken: limit);
        using AsyncServerStreamingCall<WatchAlertsResponse> alerts = new V1.Alerts.AlertsClient(gateway.Anonymous).Watch(new WatchAlertsRequest(), second, cancellationToken: limit);
        Assert.True(await decisions.ResponseStream.MoveNext(limit) && await doors.ResponseStream.MoveNext(limit) && await alerts.ResponseStream.MoveNext(limit));
        PersonId person = PersonId.Parse("li-officer");
        Spine.ISession live = gateway.Services.GetRequiredService<ISessions>().Of(person)[^1];

        await gateway.Services.GetRequiredService<IStepUpFailures>().FailAsync(new FailedStepUp(person, "wrong_person") { Session = live }, CancellationToken.None);
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await asks.CheckAsync(new CheckRequest { Item = item }, session, cancellationToken: limit));
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(async () => await asks.CheckAsync(new CheckRequest { Item = item }, second, cancellationToken: limit))).StatusCode);
        await EndsAsync(decisions.ResponseStream, limit);
        await EndsAsync(doors.ResponseStream, limit);
        await EndsAsync(alerts.ResponseStream, limit);
        string alarm = Assert.Single(await gateway.EntriesAsync(), e => e.Contains("\"stepup.failed\"", StringComparison.Ordinal));
        Assert.Contains("\"place.address\":\"127.0.0.1\"", alarm, StringComparison.Ordinal);
        Assert.Contains("\"place.workstation\":\"未知 · unknown\"", alarm, StringComparison.Ordinal);
        Assert.DoesNotContain(gateway.Services.GetRequiredService<ISessions>().Of(person), _ => true);
    }

    private static async Task EndsAsync<T>(IAsyncStreamReader<T> stream, CancellationToken limit)
    {
        try { while (await stream.MoveNext(limit)) { } }
        catch (RpcException ended) when (ended.StatusCode == StatusCode.Unauthenticated) { }
    }

    private static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IMqttSession>(new TestMqtt()).AddSingleton<IOpenGate, OpenGate>().AddSingleton<AuditReads>();
        builder.Services.AddAlerts(builder.Configuration).AddEvidence(builder.Configuration, builder.Configuration["Fleet:Folder"]!);
        TestEngine engine = new();
        builder.Services.AddSingleton<SensorBook>().AddSingleton<IBiometrics>(engine).AddSingleton<ITemplates>(engine);
        builder.Services.AddStepUp(builder.Configuration).AddAccess(builder.Configuration).AddDoors();
    }

    private static void Map(WebApplication app)
    {
        app.MapAccess();
        app.MapDoors();
        app.MapAlerts();
    }

    private sealed class OpenGate : IOpenGate
    {
        public bool IsOpen => true;

        public Task Opened => Task.CompletedTask;
    }
}
