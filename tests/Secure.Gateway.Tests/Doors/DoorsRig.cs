using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Secure.Gateway.Access;
using Secure.Gateway.Alerts;
using Secure.Gateway.Audit;
using Secure.Gateway.Biometrics.Sensors;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Doors;
using Secure.Gateway.Doors.Proofs;
using Secure.Gateway.Identity;
using Secure.Gateway.Presence;
using Secure.Gateway.Spine;
using Secure.Gateway.StepUp;
using Secure.Gateway.Storage;
using Secure.Gateway.Storage.Sqlite;
using Secure.Gateway.Tests.Fleet;
using Secure.Gateway.Tests.Grpc;
using Secure.Gateway.Tests.Site;
using Secure.Gateway.Tests.StepUp;
using Secure.Grants;
using Secure.Messaging;
using Secure.Signatures;
using Secure.TestKit;
using Secure.Vocabulary;
using Record = Secure.Grants.Record;

namespace Secure.Gateway.Tests.Doors;

/// <summary>
/// The Doors and Presence slices as they are registered, on a real store and the real recorder, in simulated time. The broker is
/// in memory; agents and controllers are far ends with keys of their own. Of the demo's doors, without the laboratory's and the registry's: lobby and archive hang on door-01 behind agent-01, the
/// vault on door-02 behind agent-02.
/// </summary>
internal sealed class DoorsRig : IAsyncDisposable
{
    public static readonly BadgeNumber Zhang = BadgeNumber.H10301(1, 1001), Wang = BadgeNumber.H10301(1, 1002), Stranger = BadgeNumber.H10301(9, 9);
    public static readonly PersonId ZhangWei = PersonId.Parse("zhang-wei"), WangFang = PersonId.Parse("wang-fang");
    public static readonly RoomId Lobby = RoomId.Parse("lobby"), Archive = RoomId.Parse("archive"), Vault = RoomId.Parse("vault");

    private readonly TempStore _store;
    private ServiceProvider _services;

    private DoorsRig()
    {
        Clock = new ManualTime();
        _store = TempStore.Open(Clock, [.. DoorsRegistration.SealedTables, .. StepUpTables.Sealed, .. IdentityTables.Sealed, .. AlertsRegistration.SealedTables, SensorBook.Table]);
        (Agent1, Agent2) = (new AgentPeer(this, "agent-01"), new AgentPeer(this, "agent-02"));
        (House, Safe) = (new ControllerPeer(this, Agent1, "door-01"), new ControllerPeer(this, Agent2, "door-02"));
        Site.Replace(SiteOf(DemoSite.Snapshot()));
        _services = Build();
    }

    public ManualTime Clock { get; }

    public TestSite Site { get; } = new();

    public TestGatewayKeys Keys { get; } = new();

    public TestDeviceKeys Devices { get; } = new();

    public TestMqtt Broker { get; } = new();

    public LogLines Log { get; } = new();

    public AgentPeer Agent1 { get; }

    public AgentPeer Agent2 { get; }

    /// <summary>door-01: lobby and archive.</summary>
    public ControllerPeer House { get; }

    /// <summary>door-02: the vault.</summary>
    public ControllerPeer Safe { get; }

    public IServiceProvider Services => _services;

    public string StoreFolder => _store.Folder;

    public PresenceBook Presence => _services.GetRequiredService<PresenceBook>();

    public DoorBoard Board => _services.GetRequiredService<DoorBoard>();

    public EntryDesk Desk => _services.GetRequiredService<EntryDesk>();

    /// <summary>The desk with everything that rooms may ask for besides the badge.</summary>
    public EntryProofs Proofs => _services.GetRequiredService<EntryProofs>();

    public TestEngine Engine { get; } = new();

    public KeptFailures Failures { get; } = new();

    public CommandDesk Commands => _services.GetRequiredService<CommandDesk>();

    public BreakableAudit Audit => _services.GetRequiredService<BreakableAudit>();

    private DeviceInbox Inbox => _services.GetServices<IHostedService>().OfType<DeviceInbox>().Single();

    private SilenceWatch Silence => _services.GetServices<IHostedService>().OfType<SilenceWatch>().Single();

    /// <param name="alive">Both controllers have started and are heard.</param>
    public static async Task<DoorsRig> StartAsync(bool alive = true)
    {
        DoorsRig rig = new();
        await rig._services.LoadDoorsAsync(CancellationToken.None);
        if (alive) { await rig.BeginAsync(rig.House, rig.Safe); }
        return rig;
    }

    /// <summary>Each controller starts, and is heard.</summary>
    public async Task BeginAsync(params ControllerPeer[] controllers)
    {
        foreach (ControllerPeer controller in controllers)
        {
            await TakeAsync(controller.Tell(DoorEventKind.ControllerStarted));
            await TakeAsync(controller.Beat());
        }
    }

    /// <summary>A new process over the same store, before anything was heard.</summary>
    public async Task RestartAsync(Action<string>? whileDown = null)
    {
        await _services.DisposeAsync();
        await _store.Store.DisposeAsync();
        whileDown?.Invoke(_store.Folder);
        await _store.ReopenAsync();
        _services = Build();
        await _services.LoadDoorsAsync(CancellationToken.None);
    }

    /// <summary>Somebody writes the file past the store.</summary>
    public static void Alter(string folder, string sql)
    {
        using Connection writer = Connection.OpenWriter(Path.Combine(folder, "store.db"));
        writer.Execute(sql);
    }

    /// <summary>Messages arrive, as many as given in one go.</summary>
    public Task TakeAsync(params MqttMessage[] messages) => Inbox.HandleAsync(messages, CancellationToken.None);

    /// <summary>Time passes; both controllers are heard all along.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += Heartbeat.Period)
        {
            Clock.Advance(Heartbeat.Period);
            await TakeAsync(House.Beat(), Safe.Beat());
            await LookAsync();
        }
    }

    public Task LookAsync() => Silence.LookAsync(CancellationToken.None);

    /// <summary>Somebody presents a badge, gets a grant and goes through.</summary>
    public async Task EnterAsync(ControllerPeer controller, string door, string reader, BadgeNumber badge)
    {
        Grant grant = (await AskAsync(controller, door, reader, badge)).Grant ?? throw new InvalidOperationException("No grant.");
        await TakeAsync(controller.Tell(DoorEventKind.Unlocked, door, reader, grant.Subject, grant.DecisionId), controller.Tell(DoorEventKind.Opened, door, reader, grant.Subject, grant.DecisionId));
        await TakeAsync(controller.Tell(DoorEventKind.Closed, door), controller.Tell(DoorEventKind.Locked, door));
    }

    public async Task<(Grant? Grant, string? Refused)> AskAsync(ControllerPeer controller, string door, string reader, BadgeNumber badge)
    {
        EntryAnswer answer = await Desk.AnswerAsync(controller.Agent.Id, controller.Present(door, reader, badge), CancellationToken.None);
        if (answer.Grant is null) { return (null, answer.Refused?.Code); }
        Assert.True(Record.TryVerify(answer.Grant, [Keys.Grant.PublicKey], out Grant? grant));
        return (grant, null);
    }

    public (PresenceState State, string? Room, string Cause) Where(PersonId person)
    {
        PresenceFact fact = Presence.WhereIs(person);
        return (fact.State, fact.Room?.Text, fact.Cause);
    }

    /// <summary>The whole log, as it lies in the store.</summary>
    public async Task<List<JsonElement>> EntriesAsync()
    {
        List<JsonElement> all = [];
        while (all.Count < _store.Store.LogSize)
        {
            foreach (LogEntry entry in await _store.Store.ReadLogAsync(all.Count, 4096, CancellationToken.None)) { all.Add(JsonDocument.Parse(entry.Entry).RootElement.Clone()); }
        }
        return all;
    }

    public async Task<List<string>> AlarmsAsync() =>
        [.. (await EntriesAsync()).Where(e => e.GetProperty("kind").GetString() == "alarm").Select(e => e.GetProperty("reasons")[0].GetString()!)];

    public async Task<int> CountAsync(string kind) => (await EntriesAsync()).Count(e => e.GetProperty("kind").GetString() == kind);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _store.DisposeAsync();
        Keys.Dispose();
    }

    private static SiteSnapshot SiteOf(SiteSnapshot demo)
    {
        DeviceId agent2 = DeviceId.Parse("agent-02"), safe = DeviceId.Parse("door-02");
        return demo with
        {
            Agents = new Dictionary<DeviceId, Agent>(demo.Agents) { [agent2] = new Agent(agent2, false) },
            Controllers = new Dictionary<DeviceId, Decisions.Site.Controller>(demo.Controllers) { [safe] = new(safe, agent2) },
            Doors = demo.Doors.Where(d => d.Key.Text is not ("lab" or "registry")).ToDictionary(d => d.Key, d => d.Key.Text == "vault" ? d.Value with { Controller = safe } : d.Value),
        };
    }

    private ServiceProvider Build()
    {
        ServiceCollection services = new();
        services.AddLogging(l => l.AddProvider(Log));
        services.AddSingleton<TimeProvider>(Clock).AddSingleton(_store.Store).AddSingleton<ISite>(Site).AddSingleton<IGatewayKeys>(Keys).AddSingleton<IDeviceKeys>(Devices);
        services.AddSingleton<IMqttSession>(Broker).AddSingleton<IOpenGate, OpenedGate>();
        services.AddSingleton<Recorder>().AddSingleton<BreakableAudit>().AddSingleton<IAudit>(s => s.GetRequiredService<BreakableAudit>()).AddSingleton<IAlarms>(s => s.GetRequiredService<Recorder>());
        services.AddSingleton<IRefusalCounter, RefusalCounter>();
        services.AddAccess(new ConfigurationBuilder().Build());
        services.AddAlerts(new ConfigurationBuilder().Build()).AddSingleton(new DuressNotes(new Lazy<byte[]>(() => new byte[32]))).AddSingleton<IRoles, RigRoles>();
        services.AddSingleton(s => new PersonPins(_store.Store, s.GetRequiredService<IAlarms>(), new Lazy<byte[]>(() => new byte[32]))).AddSingleton<IPersonPins>(s => s.GetRequiredService<PersonPins>());
        services.AddSingleton<SensorBook>().AddSingleton<IBiometrics>(Engine).AddSingleton<ITemplates>(Engine).AddSingleton<IStepUpFailures>(Failures);
        services.AddStepUp(new ConfigurationBuilder().Build());
        services.AddDoors();
        return services.BuildServiceProvider();
    }

    private sealed class OpenedGate : IOpenGate
    {
        public bool IsOpen => true;

        public Task Opened => Task.CompletedTask;
    }
}
