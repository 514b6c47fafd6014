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
using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Decisions;
using Secure.Gateway.Grpc;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Access;
using Secure.Gateway.Tests.Alerts;
using Secure.TransparencyLog;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Audit;

/// <summary>The Audit slice on a real port, over a folder that outlives it.</summary>
internal sealed class AuditServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IStore _store;

    private AuditServer(WebApplication app, IStore store)
    {
        (_app, _store) = (app, store);
        Channel = GrpcChannel.ForAddress(app.Urls.Single());
        Client = new V1.Audit.AuditClient(Channel);
    }

    public GrpcChannel Channel { get; }

    public V1.Audit.AuditClient Client { get; }

    public IStore Store => _store;

    public IAudit Audit => _app.Services.GetRequiredService<IAudit>();

    public IOpenGate Gate => _app.Services.GetRequiredService<IOpenGate>();

    public Publisher Publisher => _app.Services.GetRequiredService<Publisher>();

    public LogKeys Keys => _app.Services.GetRequiredService<LogKeys>();

    public TestSession Officer => _app.Services.GetRequiredService<TestSession>();

    public static async Task<AuditServer> StartAsync(string folder, TestKeys keys)
    {
        IStore store = SqliteStore.Open(
            new StoreOptions { Folder = Path.Combine(folder, "store"), ReserveBytes = 0, RecoveryBytes = 0, SealedTables = AuditRegistration.SealedTables.ToHashSet(), SealKey = keys.RowIntegrityKey }, TimeProvider.System);
        RigSite site = new();
        site.Replace(site.Current with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai") });
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(store).AddSingleton<IGatewayKeys>(keys).AddSingleton<ISite>(site).AddSingleton<TestSession>().AddSingleton<ICallers, TestCallers>().AddSingleton<IApprovals, RigApprovals>().AddSingleton<IEvidenceHolds, NoHolds>();
        builder.Services.AddSecureGrpc();
        builder.Services.AddAudit(new AuditOptions { Folder = Path.Combine(folder, "log"), CheckpointEvery = TimeSpan.FromMilliseconds(200) });
        WebApplication app = builder.Build();
        app.MapSecureGrpc();
        app.MapAudit();
        await app.StartAsync();
        return new AuditServer(app, store);
    }

    public async Task RecordAsync(int count)
    {
        for (int i = 0; i < count; i++) { await Audit.RecordAsync(new AuditEvent(i % 2 == 0 ? "test.even" : "test.odd") { Person = "li", Details = [new("n", $"{i}")] }, CancellationToken.None); }
    }

    /// <summary>Waits until all that is committed is in a checkpoint with this many cosignatures.</summary>
    public async Task<PublishedLog> PublishedAsync(int cosigners)
    {
        for (int i = 0; i < 1_000; i++)
        {
            if (Publisher.Current is { } latest && latest.Size == _store.LogSize && latest.Cosigners.Count >= cosigners) { return latest; }
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
        throw new TimeoutException("No such checkpoint within 10 s.");
    }

    public static Metadata As(string who) => new() { { "test-caller", who } };

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _store.DisposeAsync();
    }
}

/// <summary>Believes the metadata: who calls is another slice's work.</summary>
internal sealed class TestCallers(TestSession officer) : ICallers
{
    public Caller Of(ServerCallContext context) => context.RequestHeaders.GetValue("test-caller") switch
    {
        null => new Caller(null, null, IPAddress.Loopback),
        "officer" => new Caller(null, officer, IPAddress.Loopback),
        string agent => new Caller(new CallerCertificate(CertificateKind.Agent, agent, "00", "00", Expired: false), null, IPAddress.Loopback),
    };

    public ISession RequireSession(ServerCallContext context) => Of(context).Session ?? throw new RefusedException(new Refusal(StatusCode.Unauthenticated, "no_session", new Sentence("未登录", "no session")));

    public ISession RequireRight(ServerCallContext context, OfficerAction action) => RequireSession(context);
}

/// <summary>No alert is open but the one that a test opens.</summary>
internal sealed class NoHolds : IEvidenceHolds
{
    internal DateTimeOffset? Oldest { get; set; }

    public IReadOnlySet<string> Held() => new HashSet<string>();

    public IReadOnlySet<string> Linked() => new HashSet<string>();

    public DateTimeOffset? OldestOpen() => Oldest;

    public IReadOnlyList<string> Naming(string evidence) => [];

    public Task LinkAsync(DoorId door, DateTimeOffset takenAt, string evidence, CancellationToken cancellation) => Task.CompletedTask;
}

internal sealed class TestSession : ISession, IDisposable
{
    private readonly CancellationTokenSource _ended = new();

    public string Id => "s1";

    public string Account => "wang";

    public PersonId Person { get; } = PersonId.Parse("wang");

    public string Name => "王";

    public DateTimeOffset ExpiresAt => DateTimeOffset.MaxValue;

    public CancellationToken Ended => _ended.Token;

    public SessionFacts Facts => throw new NotSupportedException();

    public void End() => _ended.Cancel();

    public void Dispose() => _ended.Dispose();
}
