using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Secure.Contracts;
using Secure.Gateway.Alerts;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions;
using Secure.Gateway.Doors;
using Secure.Gateway.Evidence;
using Secure.Gateway.Grpc;
using Secure.Gateway.Presence;
using Secure.Gateway.Reports;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Doors;
using Secure.Gateway.Tests.Fleet;
using Secure.Gateway.Tests.Grpc;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Alerts;

/// <summary>The Alerts slice as it is registered, on a real store and the real recorder, over gRPC, in simulated time. Who calls is believed.</summary>
internal sealed class AlertsRig : IAsyncDisposable
{
    internal const string Officer = "an-quan", Deputy = "an-fu", Auditor = "shen-ji", Administrator = "xi-tong", Guard = "zhi-ban", Head = "bu-zhang", Staff = "zhang-wei";

    /// <summary>Entries that one report may read here.</summary>
    internal const int ReportEntriesMax = 5_000;

    private readonly TempStore _store;
    private WebApplication _app = null!;

    private AlertsRig() => _store = TempStore.Open(Clock, [.. AlertsRegistration.SealedTables, .. EvidenceRegistration.SealedTables]);

    internal ManualTime Clock { get; } = new();

    internal LogLines Log { get; } = new();

    internal TestSite Site { get; } = new();

    internal RigPlaces Presence { get; } = new();

    internal RigEvidenceKeys Keys { get; } = new();

    internal RigDoors Doors { get; } = new();

    internal RigApprovals Approvals { get; } = new();

    internal string EvidenceFolder => Path.Combine(_store.Folder, "evidence");

    internal GrpcChannel Channel { get; private set; } = null!;

    internal V1.Alerts.AlertsClient Client => new(Channel);

    internal V1.Evidence.EvidenceClient Pictures => new(Channel);

    internal V1.Reports.ReportsClient Reports => new(Channel);

    internal IEvidence Evidence => Services.GetRequiredService<IEvidence>();

    internal IServiceProvider Services => _app.Services;

    internal IAlarms Alarms => Services.GetRequiredService<IAlarms>();

    internal IAudit Audit => Services.GetRequiredService<IAudit>();

    internal AlertBook Book => Services.GetRequiredService<AlertBook>();

    internal RigPeople People => Services.GetRequiredService<RigPeople>();

    internal IStore Store => _store.Store;

    internal string StoreFolder => _store.Folder;

    internal static async Task<AlertsRig> StartAsync()
    {
        AlertsRig rig = new();
        await rig.BeginAsync();
        return rig;
    }

    /// <summary>A new process over the same store.</summary>
    internal async Task RestartAsync(Action? whileDown = null)
    {
        Channel.Dispose();
        await _app.DisposeAsync();
        await _store.Store.DisposeAsync();
        whileDown?.Invoke();
        await _store.ReopenAsync();
        await BeginAsync();
    }

    /// <summary>The metadata by which somebody calls.</summary>
    internal static Metadata As(string person) => new() { { "rig-person", person } };

    internal async Task RaiseAsync(Alarm alarm) => Assert.IsType<CommitOutcome.Committed>(await Alarms.RaiseAsync(alarm, CancellationToken.None));

    /// <summary>The deadlines are looked at, as they are every second.</summary>
    internal Task LookAsync() => Services.GetServices<IHostedService>().OfType<AlertClock>().Single().LookAsync(CancellationToken.None);

    internal async Task<V1.Alert> OnlyAsync() => Assert.Single((await Client.ListAsync(new V1.ListAlertsRequest(), As(Officer))).Alerts);

    internal async Task<List<JsonElement>> EntriesAsync(string? kind = null)
    {
        List<JsonElement> all = [];
        while (all.Count < Store.LogSize)
        {
            foreach (LogEntry entry in await Store.ReadLogAsync(all.Count, 4096, CancellationToken.None)) { all.Add(JsonDocument.Parse(entry.Entry).RootElement.Clone()); }
        }
        return [.. all.Where(e => kind is null || e.GetProperty("kind").GetString() == kind)];
    }

    internal static async Task<string?> RefusedAsync<T>(AsyncUnaryCall<T> call) => (await Assert.ThrowsAsync<RpcException>(async () => await call)).ToRefusal()?.Code;

    internal static Alarm Forced(string door = "vault") => new("door.forced", "门被强行打开 · the door was forced open") { Door = door, Room = "vault", Device = "door-02" };

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _app.DisposeAsync();
        await _store.DisposeAsync();
    }

    private async Task BeginAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton<TimeProvider>(Clock).AddSingleton(_store.Store).AddSingleton<ISite>(Site).AddSingleton<IPresence>(Presence);
        builder.Services.AddSingleton<Recorder>().AddSingleton<BreakableAudit>().AddSingleton<IAudit>(s => s.GetRequiredService<BreakableAudit>()).AddSingleton<IAlarms>(s => s.GetRequiredService<Recorder>());
        builder.Services.AddSingleton<IRefusalCounter, CountedRefusals>();
        builder.Services.AddSingleton<RigPeople>().AddSingleton<ICallers>(s => s.GetRequiredService<RigPeople>()).AddSingleton<ISessions>(s => s.GetRequiredService<RigPeople>()).AddSingleton<IRoles>(s => s.GetRequiredService<RigPeople>());
        builder.Services.AddSingleton<IEvidenceKeys>(Keys).AddSingleton<IDoorSecuring>(Doors).AddSingleton<IApprovals>(Approvals);
        builder.Services.AddAlerts(builder.Configuration).AddSingleton(new DuressNotes(new Lazy<byte[]>(() => new byte[32])));
        builder.Configuration["Evidence:KeepFreeBytes"] = "0";
        builder.Services.AddSingleton<AgentAsks>();
        builder.Services.AddEvidence(builder.Configuration, _store.Folder);
        builder.Services.AddSingleton<AuditReads>().AddSingleton<IDeviceKeys, TestDeviceKeys>().AddSingleton<Controllers>().AddSingleton<DoorBoard>().AddSingleton<PresenceBook>();
        builder.Configuration["Reports:EntriesMax"] = $"{ReportEntriesMax}";
        builder.Services.AddReports(builder.Configuration);
        builder.Services.AddSecureGrpc();
        _app = builder.Build();
        _app.MapSecureGrpc();
        _app.MapAlerts();
        _app.MapEvidence();
        _app.MapReports();
        await _app.Services.LoadAlertsAsync(CancellationToken.None);
        await _app.StartAsync();
        Channel = GrpcChannel.ForAddress(_app.Urls.Single());
    }
}

/// <summary>Everybody of the rig, each with one role and one session. The table of rights is the real one.</summary>
internal sealed class RigPeople : ICallers, ISessions, IRoles, IDisposable
{
    private readonly Dictionary<string, (Roles Role, PlacedSession Session)> _people = new()
    {
        [AlertsRig.Officer] = (Roles.SecurityOfficer, new(AlertsRig.Officer)),
        [AlertsRig.Deputy] = (Roles.SecurityOfficer, new(AlertsRig.Deputy)),
        [AlertsRig.Auditor] = (Roles.SecurityAuditor, new(AlertsRig.Auditor)),
        [AlertsRig.Administrator] = (Roles.SystemAdministrator, new(AlertsRig.Administrator)),
        [AlertsRig.Guard] = (Roles.Guard, new(AlertsRig.Guard)),
        [AlertsRig.Head] = (Roles.DepartmentHead, new(AlertsRig.Head)),
        [AlertsRig.Staff] = (Roles.None, new(AlertsRig.Staff)),
    };

    internal List<(string Person, string Reason)> Ended { get; } = [];

    internal PlacedSession SessionOf(string person) => _people[person].Session;

    public event Action<PersonId>? Changed;

    public Roles WithoutDeputy => Roles.None;

    Roles IRoles.Of(PersonId person) => _people.TryGetValue(person.Text, out (Roles Role, PlacedSession) found) ? found.Role : Roles.None;

    public IReadOnlyList<PersonId> Holding(Roles any) => [.. _people.Where(p => (p.Value.Role & any) != Roles.None).Select(p => PersonId.Parse(p.Key))];

    public Task RefreshAsync(PersonId person, CancellationToken cancellation)
    {
        Changed?.Invoke(person);
        return Task.CompletedTask;
    }

    public Caller Of(ServerCallContext context) => new(
        context.RequestHeaders.GetValue("rig-agent") is { } agent ? new CallerCertificate(CertificateKind.Agent, agent, "", "", Expired: false) : null, FindById(context.RequestHeaders.GetValue("rig-person") ?? ""), IPAddress.Loopback);

    public ISession RequireSession(ServerCallContext context) => Of(context).Session ?? throw Refuse(StatusCode.Unauthenticated, "session_required");

    public ISession RequireRight(ServerCallContext context, OfficerAction action)
    {
        ISession session = RequireSession(context);
        return (_people[session.Id].Role & OfficerActions.Of(action).May) != Roles.None ? session : throw Refuse(StatusCode.PermissionDenied, "role_required");
    }

    public ISession? Find(string? token) => null;

    public ISession? FindByHandle(string? handle, ServiceId service, string certificateThumbprint) => null;

    public ISession? FindById(string sessionId) => _people.TryGetValue(sessionId, out (Roles, PlacedSession Session) found) && !found.Session.Ended.IsCancellationRequested ? found.Session : null;

    IReadOnlyList<ISession> ISessions.Of(PersonId person) => FindById(person.Text) is { } live ? [live] : [];

    public ValueTask EndAllAsync(PersonId person, string reason, CancellationToken cancellation)
    {
        Ended.Add((person.Text, reason));
        _people[person.Text].Session.End();
        return ValueTask.CompletedTask;
    }

    public void Dispose() { foreach ((Roles, PlacedSession Session) person in _people.Values) { person.Session.Dispose(); } }

    private static RefusedException Refuse(StatusCode status, string code) => new(new Refusal(status, code, new Vocabulary.Sentence(code, code)));
}

/// <summary>A session at a workstation, or at none.</summary>
internal sealed class PlacedSession(string person) : ISession, IDisposable
{
    private readonly CancellationTokenSource _ended = new();

    public string Id => person;

    public string Account => person;

    public PersonId Person { get; } = PersonId.Parse(person);

    public string Name => person;

    public DateTimeOffset ExpiresAt => DateTimeOffset.MaxValue;

    public CancellationToken Ended => _ended.Token;

    public IPAddress? Address { get; set; }

    public WorkstationId? Workstation { get; set; }

    public SessionFacts Facts => new(Id, Person, Workstation, Workstation is null ? WorkstationSource.None : WorkstationSource.Certificate, new Dictionary<Factor, DateTimeOffset>(), MustChangePassword: false);

    internal void End() => _ended.Cancel();

    public void Dispose() => _ended.Dispose();
}

internal sealed class RigPlaces : IPresence
{
    private readonly Dictionary<PersonId, PresenceFact> _facts = [];

    public event Action<PersonId>? Changed;

    public PresenceFact WhereIs(PersonId person) => _facts.GetValueOrDefault(person, PresenceFact.NeverSeen);

    internal void Put(string person, PresenceFact fact)
    {
        _facts[PersonId.Parse(person)] = fact;
        Changed?.Invoke(PersonId.Parse(person));
    }
}

/// <summary>Evidence keys as the gateway's folder holds them; a new one may come, and the old ones stay.</summary>
internal sealed class RigEvidenceKeys : IEvidenceKeys
{
    // Each takes a second to make: two for all tests.
    private static readonly Lazy<RSA> First = new(() => RSA.Create(3072)), Second = new(() => RSA.Create(3072));

    internal bool Renewed { get; set; }

    internal bool Gone { get; set; }

    public byte[] EvidencePublicKey => Gone ? throw new InvalidOperationException("The key list names no evidence key.") : (Renewed ? Second : First).Value.ExportSubjectPublicKeyInfo();

    public RSA? OpenEvidenceKey(string name)
    {
        foreach (Lazy<RSA> key in new[] { First, Second })
        {
            if (!Gone && key.IsValueCreated && IEvidenceKeys.NameOf(key.Value.ExportSubjectPublicKeyInfo()) == name) { return RSA.Create(key.Value.ExportParameters(includePrivateParameters: true)); }
        }
        return null;
    }
}

/// <summary>The second officer approves whatever is asked, or has not yet.</summary>
internal sealed class RigApprovals : IApprovals
{
    internal bool Given { get; set; } = true;

    internal List<Vocabulary.Sentence> Asked { get; } = [];

    /// <summary>The action and the request of the last one.</summary>
    internal (OfficerAction Action, IMessage Request)? Last { get; private set; }

    /// <summary>What somebody else does while the approval is looked for.</summary>
    internal Func<Task>? Meanwhile { get; set; }

    public async Task<Approved> RequireAsync(Spine.ISession requester, OfficerAction action, IMessage request, Vocabulary.Sentence what, string why, CancellationToken cancellation)
    {
        Asked.Add(what);
        Last = (action, request);
        if (Meanwhile is { } other) { Meanwhile = null; await other(); }
        return Given ? new Approved("a-1", PersonId.Parse("li-admin"), new RowWrite("rig.approvals", "a-1", new byte[1]))
            : throw new RefusedException(new Refusal(StatusCode.FailedPrecondition, "approval_required", new Vocabulary.Sentence("须另一人批准", "another officer must approve")));
    }
}

/// <summary>Remembers what was to be secured.</summary>
internal sealed class RigDoors : IDoorSecuring
{
    internal List<string> Secured { get; } = [];

    internal bool Offline { get; set; }

    public Task<IReadOnlyList<DoorSecured>> SecureAsync(IReadOnlyCollection<RoomId> rooms, string reason, CancellationToken cancellation)
    {
        Secured.AddRange(rooms.Select(r => r.Text));
        return Task.FromResult<IReadOnlyList<DoorSecured>>([.. rooms.Select(r => new DoorSecured(DoorId.Parse(r.Text), !Offline, Offline ? "offline" : ""))]);
    }
}
