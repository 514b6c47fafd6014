using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Doors;
using Secure.Gateway.Doors.Details;
using Secure.Gateway.Doors.SelfTests;
using Secure.Gateway.Grpc;
using Secure.Gateway.Presence;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Tests.Doors;

/// <summary>The doors' calls over gRPC, with officers and another officer's approval stood in for.</summary>
public abstract class DoorCallTests : IAsyncLifetime
{
    private WebApplication _app = null!;
    private GrpcChannel _channel = null!;

    private protected static Metadata AsOfficer { get; } = new() { { "test-caller", "officer" } };

    private protected OfficerSession Officer { get; } = new();

    private protected AskedApprovals Approvals { get; } = new();

    private protected DoorsRig Rig { get; private set; } = null!;

    private protected static CancellationToken Limit => TestContext.Current.CancellationToken;

    private protected V1.Doors.DoorsClient Doors => new(_channel);

    private protected V1.Presence.PresenceClient Presence => new(_channel);

    public async ValueTask InitializeAsync()
    {
        Rig = await DoorsRig.StartAsync();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton<TimeProvider>(Rig.Clock).AddSingleton<ISite>(Rig.Site).AddSingleton(Rig.Proofs).AddSingleton(Rig.Commands).AddSingleton<OfficerOrders>().AddSingleton(Rig.Services.GetRequiredService<BreakGlassBook>()).AddSingleton<BreakGlassMaker>().AddSingleton<IAudit>(Rig.Audit).AddSingleton<IApprovals>(Approvals).AddSingleton(new ReaderInstalls(Rig.Commands, Approvals, Rig.Audit)).AddSingleton(Rig.Board).AddSingleton(Rig.Presence);
        builder.Services.AddSingleton(Rig.Services.GetRequiredService<IStore>()).AddSingleton<AuditReads>().AddSingleton<DoorHistory>().AddSingleton<DoorList>().AddSingleton(ActivatorUtilities.CreateInstance<JournalGaps>(Rig.Services, Approvals)).AddSingleton(ActivatorUtilities.CreateInstance<ClockSettings>(Rig.Services, Approvals));
        builder.Services.AddSingleton(Rig.Services.GetRequiredService<SnapshotDesk>()).AddSingleton(Rig.Services.GetRequiredService<SelfTestDesk>());
        builder.Services.AddSingleton<TodayEntries>().AddSingleton(Officer).AddSingleton<ICallers, OfficerCallers>();
        builder.Services.AddSecureGrpc();
        _app = builder.Build();
        _app.MapSecureGrpc();
        _app.MapDoors();
        await _app.StartAsync();
        _channel = GrpcChannel.ForAddress(_app.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _channel.Dispose();
        await _app.DisposeAsync();
        await Rig.DisposeAsync();
        Officer.Dispose();
    }

    private protected static async Task<string?> CodeAsync<T>(AsyncUnaryCall<T> call) => (await Assert.ThrowsAsync<RpcException>(async () => await call)).ToRefusal()?.Code;

    private protected static async Task<T> NextAsync<T>(AsyncServerStreamingCall<T> call) => await call.ResponseStream.MoveNext(Limit) ? call.ResponseStream.Current : throw new EndOfStreamException();

    /// <summary>Believes the metadata, as long as the session lives: who calls is another slice's work.</summary>
    private sealed class OfficerCallers(OfficerSession officer) : ICallers
    {
        public Caller Of(ServerCallContext context) => context.RequestHeaders.GetValue("test-caller") switch
        {
            null => new Caller(null, null, IPAddress.Loopback),
            "officer" => new Caller(null, officer.Ended.IsCancellationRequested ? null : officer, IPAddress.Loopback),
            string agent => new Caller(new CallerCertificate(CertificateKind.Agent, agent, "00", "00", Expired: false), null, IPAddress.Loopback),
        };

        public Spine.ISession RequireSession(ServerCallContext context) =>
            Of(context).Session ?? throw new RefusedException(new Refusal(StatusCode.Unauthenticated, "no_session", new Vocabulary.Sentence("未登录", "no session")));

        public Spine.ISession RequireRight(ServerCallContext context, OfficerAction action) => RequireSession(context);
    }
}
