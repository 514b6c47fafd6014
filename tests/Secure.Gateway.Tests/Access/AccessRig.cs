using System.Text;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Secure.Contracts;
using Secure.Gateway.Access;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Grpc;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Site;
using Secure.TestKit;
using Secure.V1;
using Secure.Vocabulary;
using Factor = Secure.Vocabulary.Factor;
using PresenceState = Secure.Gateway.Decisions.PresenceState;
using WorkstationSource = Secure.Gateway.Decisions.WorkstationSource;

namespace Secure.Gateway.Tests.Access;

/// <summary>The Access slice on a real port with the demo's site and a real store; who calls is what the test says.</summary>
internal sealed class AccessRig : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TempStore _store;

    private AccessRig(WebApplication app, TempStore store, ManualTime clock)
    {
        (_app, _store, Clock) = (app, store, clock);
        Channel = GrpcChannel.ForAddress(app.Urls.Single());
        Client = new Authorization.AuthorizationClient(Channel);
        Zhang = AddSession("zhang-wei", "vault-ws");
        Chen = AddSession("chen-lei", "lobby-ws");
        Officer = AddSession("li-officer", "lobby-ws", officer: true);
    }

    public GrpcChannel Channel { get; }

    public Authorization.AuthorizationClient Client { get; }

    public ManualTime Clock { get; }

    public RigSession Zhang { get; }

    public RigSession Chen { get; }

    public RigSession Officer { get; }

    public RigSite Site => _app.Services.GetRequiredService<RigSite>();

    public RigPresence Presence => _app.Services.GetRequiredService<RigPresence>();

    public RigAudit Audit => _app.Services.GetRequiredService<RigAudit>();

    public DecisionWatches Watches => _app.Services.GetRequiredService<DecisionWatches>();

    public IEntryDecider Entries => _app.Services.GetRequiredService<IEntryDecider>();

    private RigSessions Sessions => _app.Services.GetRequiredService<RigSessions>();

    public static async Task<AccessRig> StartAsync()
    {
        ManualTime clock = new();
        TempStore store = TempStore.Open(clock);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        IServiceCollection services = builder.Services;
        services.AddSingleton<TimeProvider>(clock).AddSingleton(store.Store);
        services.AddSingleton<RigSite>().AddSingleton<ISite>(s => s.GetRequiredService<RigSite>());
        services.AddSingleton<RigPresence>().AddSingleton<IPresence>(s => s.GetRequiredService<RigPresence>());
        services.AddSingleton<RigSessions>().AddSingleton<ISessions>(s => s.GetRequiredService<RigSessions>()).AddSingleton<ICallers, RigCallers>();
        services.AddSingleton(s => new RigAudit(new Recorder(store.Store, clock))).AddSingleton<IAudit>(s => s.GetRequiredService<RigAudit>());
        services.AddSecureGrpc();
        services.AddSingleton<Unforced>().AddSingleton<IDuress>(s => s.GetRequiredService<Unforced>());
        services.AddAccess(new ConfigurationBuilder().Build());
        WebApplication app = builder.Build();
        app.MapSecureGrpc();
        app.MapAccess();
        await app.StartAsync();
        return new AccessRig(app, store, clock);
    }

    /// <summary>Asks with the person's own token.</summary>
    public async Task<Secure.V1.Decision> CheckAsync(RigSession session, string id, string action = "read", params Secure.V1.Obligation[] supported) =>
        (await Client.CheckAsync(new CheckRequest { Item = Item(id, action, supported) }, As(session))).Decision;

    public static CheckItem Item(string id, string action = "read", params Secure.V1.Obligation[] supported) =>
        new() { Action = action, Resource = new ResourceRef { Kind = "material", Id = id }, SupportedObligations = { supported } };

    public static Metadata As(RigSession session) => new() { { "rig-session", session.Id } };

    public static Metadata AsService(string service) => new() { { "rig-service", service } };

    /// <summary>The handle by which docflow may ask about the session.</summary>
    public static string HandleOf(RigSession session) => "docflow:" + session.Id;

    public RigSession AddSession(string person, string? workstation, bool officer = false)
    {
        RigSession session = new(PersonId.Parse(person), workstation is null ? null : WorkstationId.Parse(workstation), officer, Clock.GetUtcNow());
        Sessions.All[session.Id] = session;
        return session;
    }

    /// <summary>The entry in the log, as it reads.</summary>
    public async Task<JsonElement> EntryAsync(ulong index)
    {
        Storage.LogEntry entry = (await _store.Store.ReadLogAsync((long)index, 1, CancellationToken.None)).Single();
        return JsonDocument.Parse(Encoding.UTF8.GetString(entry.Entry)).RootElement;
    }

    public long LogSize => _store.Store.LogSize;

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _store.DisposeAsync();
    }
}

internal sealed class RigSite : ISite
{
    public SiteSnapshot Current { get; private set; } = DemoSite.Snapshot();

    public event Action<SiteSnapshot>? Replaced;

    public void Replace(SiteSnapshot site)
    {
        Current = site;
        Replaced?.Invoke(site);
    }
}

internal sealed class RigPresence : IPresence
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<PersonId, PresenceFact> _facts = new();

    public event Action<PersonId>? Changed;

    public PresenceFact WhereIs(PersonId person) => _facts.GetValueOrDefault(person, PresenceFact.NeverSeen);

    public void Move(RigSession session, PresenceState state, string? room)
    {
        _facts[session.Person] = new PresenceFact(state, room is null ? null : RoomId.Parse(room), null, "test");
        Changed?.Invoke(session.Person);
    }
}

/// <summary>The real recorder, which a test can make fail as a full disk does.</summary>
internal sealed class RigAudit(Recorder recorder) : IAudit
{
    public bool Broken { get; set; }

    public ValueTask<CommitOutcome> RecordAsync(AuditEvent happened, CancellationToken cancellation, params RowWrite[] rows) =>
        Broken ? new(new CommitOutcome.Unavailable(UnavailableCause.Full)) : recorder.RecordAsync(happened, cancellation, rows);

    public ValueTask<CommitOutcome> RecordAsync(IReadOnlyList<AuditEvent> happened, CancellationToken cancellation, params RowWrite[] rows) =>
        Broken ? new(new CommitOutcome.Unavailable(UnavailableCause.Full)) : recorder.RecordAsync(happened, cancellation, rows);
}

internal sealed class RigSession(PersonId person, WorkstationId? workstation, bool officer, DateTimeOffset now) : ISession, IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private volatile SessionFacts _facts = new(
        "session-" + person.Text, person, workstation, workstation is null ? WorkstationSource.None : WorkstationSource.Address,
        new Dictionary<Factor, DateTimeOffset> { [Factor.Password] = now }, MustChangePassword: false);

    public string Id => _facts.SessionId;

    public string Account => person.Text;

    public PersonId Person => person;

    public string Name => person.Text;

    public bool IsOfficer => officer;

    public DateTimeOffset ExpiresAt => DateTimeOffset.MaxValue;

    public CancellationToken Ended => _ended.Token;

    public SessionFacts Facts => _facts;

    public void Prove(Factor factor, DateTimeOffset at) =>
        _facts = _facts with { FactorTimes = new Dictionary<Factor, DateTimeOffset>(_facts.FactorTimes) { [factor] = at } };

    public void MustChangePassword() => _facts = _facts with { MustChangePassword = true };

    public void End() => _ended.Cancel();

    public void Dispose() => _ended.Dispose();
}

/// <summary>Handles are "service:session" here; the real ones are Identity's.</summary>
internal sealed class RigSessions : ISessions
{
    public System.Collections.Concurrent.ConcurrentDictionary<string, RigSession> All { get; } = new();

    public ISession? Find(string? token) => FindById(token ?? "");

    public ISession? FindByHandle(string? handle, ServiceId service, string certificateThumbprint) =>
        handle?.Split(':') is [var owner, var session] && owner == service.Text ? FindById(session) : null;

    public ISession? FindById(string sessionId) => All.GetValueOrDefault(sessionId) is { Ended.IsCancellationRequested: false } live ? live : null;

    public ValueTask EndAllAsync(PersonId person, string reason, CancellationToken cancellation) => ValueTask.CompletedTask;
}

internal sealed class RigCallers(RigSessions sessions) : ICallers
{
    public Caller Of(ServerCallContext context)
    {
        string? service = context.RequestHeaders.GetValue("rig-service");
        CallerCertificate? certificate = service is null ? null : new CallerCertificate(CertificateKind.Service, service, "00", "00", Expired: false);
        return new Caller(certificate, sessions.FindById(context.RequestHeaders.GetValue("rig-session") ?? ""), System.Net.IPAddress.Loopback);
    }

    public ISession RequireSession(ServerCallContext context) => Of(context).Session ?? throw Refuse(StatusCode.Unauthenticated, "session_required");

    public ISession RequireRight(ServerCallContext context, OfficerAction action) => RequireSession(context) is RigSession { IsOfficer: true } officer ? officer : throw Refuse(StatusCode.PermissionDenied, "officer_required");

    private static RefusedException Refuse(StatusCode status, string code) => new(new Refusal(status, code, new Vocabulary.Sentence(code, code)));
}
