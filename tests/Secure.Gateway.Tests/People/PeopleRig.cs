using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Secure.Contracts;
using Secure.Gateway.Approvals;
using Secure.Gateway.Audit;
using Secure.Gateway.Biometrics.Enrolments;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Fleet.Keys;
using Secure.Gateway.Grpc;
using Secure.Gateway.Identity;
using Secure.Gateway.Officers;
using Secure.Gateway.People;
using Secure.Gateway.Site;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Gateway.Storage.Sqlite;
using Secure.Gateway.Tests.Access;
using Secure.Gateway.Tests.Biometrics;
using Secure.Gateway.Tests.Fleet;
using Secure.Gateway.Tests.Grpc;
using Secure.Gateway.Tests.Site;
using Secure.TestKit;
using Secure.V1;
using Secure.Vocabulary;
using Client = Secure.V1.People.PeopleClient;
using Reader = Secure.Gateway.Decisions.Site.Reader;

namespace Secure.Gateway.Tests.People;

/// <summary>
/// People, Site and Identity's sessions over one real store, as the gateway runs them; which officer calls is what the
/// test says, held against the real table of rights.
/// </summary>
internal sealed class PeopleRig : IAsyncDisposable
{
    internal const string Administrator = "wang-sysadmin";
    internal const string Security = "li-officer";
    internal const string Auditor = "zhao-auditor";
    internal const string Password = "windy-plum-42";

    private readonly WebApplication _app;
    private readonly SqliteStore _store;

    private PeopleRig(WebApplication app, SqliteStore store, string folder, ManualTime clock, LogLines log)
    {
        (_app, _store, Folder, Clock, Log) = (app, store, folder, clock, log);
        Channel = GrpcChannel.ForAddress(app.Urls.Single());
        Client = new Client(Channel);
    }

    internal string Folder { get; }

    internal ManualTime Clock { get; }

    internal LogLines Log { get; }

    internal GrpcChannel Channel { get; }

    internal Client Client { get; }

    internal IServiceProvider Services => _app.Services;

    internal IStore Store => _store;

    internal SiteSnapshot Site => _app.Services.GetRequiredService<ISite>().Current;

    internal RigAudit Audit => _app.Services.GetRequiredService<RigAudit>();

    internal RigEnding Ending => _app.Services.GetRequiredService<RigEnding>();

    /// <summary>The ceremony's one-time token as the terminal shows it.</summary>
    internal string CeremonyToken => _app.Services.GetRequiredService<StringWriter>().ToString().Split('\n').Single(l => l.Contains("one-time token", StringComparison.Ordinal)).Split(' ')[^1].Trim();

    /// <param name="site">The site file's text; null: as it lies there, the demo's at the first start.</param>
    internal static async Task<PeopleRig> StartAsync(ManualTime? clock = null, string? folder = null, string? site = null)
    {
        clock ??= new ManualTime();
        folder ??= TestGateway.CopyTemplate();
        string file = Path.Combine(folder, "site.yaml");
        if (site is not null || !File.Exists(file)) { await File.WriteAllTextAsync(file, site ?? DemoSite.Text); }
        LogLines log = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection([new("Site:File", file), new("Identity:Demo", "true")]);
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        GatewayKeys keys = GatewayKeys.Load(Path.Combine(folder, "data", "keys"));
        SqliteStore store = SqliteStore.Open(StoreOf(folder, keys), clock);
        IServiceCollection services = builder.Services;
        services.AddSingleton<TimeProvider>(clock).AddSingleton<IStore>(store).AddSingleton(keys).AddSingleton<IGatewayKeys>(keys).AddSingleton<IRefusalCounter, RefusalCounter>();
        services.AddSingleton<Recorder>().AddSingleton<RigAudit>().AddSingleton<IAudit>(s => s.GetRequiredService<RigAudit>()).AddSingleton<IAlarms>(s => s.GetRequiredService<Recorder>());
        services.AddSite(builder.Configuration).AddIdentity(builder.Configuration).AddOfficers(builder.Configuration).AddApprovals(builder.Configuration).AddPeople(builder.Configuration).AddEnrolment(builder.Configuration).AddSecureGrpc();
        services.AddSingleton<TestEngines>().AddSingleton<IBiometrics>(s => s.GetRequiredService<TestEngines>());
        services.AddSingleton<Alerts.RigApprovals>().AddSingleton<IApprovals>(s => s.GetRequiredService<Alerts.RigApprovals>());
        StringWriter terminal = new();
        services.AddSingleton(terminal).AddSingleton(new Terminal(terminal)).AddSingleton<ICallers, RightsCallers>();
        services.AddSingleton<IStepUpCalls, NoStepUps>();
        services.AddSingleton<RigEnding>().AddSingleton<IPersonEnding>(s => s.GetRequiredService<RigEnding>());
        WebApplication app = builder.Build();
        app.MapSecureGrpc();
        app.MapIdentity();
        app.MapPeople();
        app.MapEnrolment();
        app.MapOfficers();
        await app.Services.LoadSiteAsync(CancellationToken.None);
        await app.Services.LoadPeopleAsync(CancellationToken.None);
        await app.StartAsync();
        return new PeopleRig(app, store, folder, clock, log);
    }

    /// <summary>The same folder in a new process, after what is done to its database meanwhile.</summary>
    internal async Task<PeopleRig> RestartAsync(string? sql = null, string? site = null)
    {
        await StopAsync();
        if (sql is not null)
        {
            using Connection database = Connection.OpenWriter(Path.Combine(Folder, "store", "store.db"));
            database.Execute(sql);
        }
        return await StartAsync(Clock, Folder, site);
    }

    internal static Metadata As(string officer) => new() { { "rig-officer", officer } };

    internal async Task<PersonRecord> GetAsync(string person, string officer = Security) => (await Client.GetAsync(new GetPersonRequest { Person = person }, As(officer))).Person;

    /// <summary>Sun Li, with whatever makes the record complete.</summary>
    internal async Task<PersonRecord> JoinCompleteAsync(string id = "sun-li", string document = "11010519491231002X")
    {
        PersonRecord joined = (await Client.JoinAsync(new JoinRequest { Person = id, Name = "孙丽", StaffNumber = "S-" + id, Department = "research", DocumentNumber = document }, As(Administrator))).Person;
        EntrustRequest trust = new() { Person = id, ExpectedVersion = joined.Version, Posts = new PostList { Posts = { "archivist" } }, Level = V1.SecrecyLevel.Important, Clearance = V1.Classification.Secret, TrainingUntil = "2030-12-31", PledgeUntil = "2030-12-31" };
        await Client.EntrustAsync(trust, As(Security));
        return (await Client.ConfirmDocumentAsync(new ConfirmDocumentRequest { Person = id, DocumentNumber = document }, As(Security))).Person;
    }

    internal static CardNumber Card(uint number, uint facility = 1) => new() { H10301 = new H10301Number { Facility = facility, Number = number } };

    internal async Task<BadgeCard> IssueAsync(string person, uint number) => (await Client.IssueBadgeAsync(new IssueBadgeRequest { Person = person, Number = Card(number) }, As(Security))).Badge;

    /// <summary>What the door of the room says to this card now: permit, step_up or the reason of the denial.</summary>
    internal string Enter(string room, uint number)
    {
        EntryVerdict verdict = EntryRules.Decide(Site, new EntryQuestion(DoorId.Parse(room), ReaderId.Parse(room + "-in"), BadgeNumber.H10301(1, (ushort)number), FactorSet.None, Clock.GetUtcNow()));
        return Tell(verdict.Decision);
    }

    /// <summary>What reading this material comes to, a face just proved, in the vault at its workstation.</summary>
    internal string Read(string person, string material)
    {
        DateTimeOffset now = Clock.GetUtcNow();
        Dictionary<Vocabulary.Factor, DateTimeOffset> proofs = new() { [Vocabulary.Factor.Password] = now, [Vocabulary.Factor.Face] = now };
        SessionFacts facts = new("s", PersonId.Parse(person), WorkstationId.Parse("vault-ws"), Decisions.WorkstationSource.Certificate, proofs, false);
        PresenceFact inside = new(Decisions.PresenceState.Present, RoomId.Parse("vault"), now, "test");
        return Tell(SessionRules.Decide(Site, new SessionQuestion("material", material, "read", ObligationSet.All, facts, inside, now)).Decision);
    }

    /// <summary>Gives the person an account and signs in: the token.</summary>
    internal async Task<Metadata> SignInAsync(string person, string account)
    {
        string hash = await Services.GetRequiredService<PasswordHasher>().HashAsync(Password, CancellationToken.None);
        RowWrite row = Accounts.Write(new Account(account, person, hash, Clock.GetUtcNow().ToUnixTimeMilliseconds(), MustChange: false), 0);
        await Audit.RecordAsync(new AuditEvent("test.account"), CancellationToken.None, row);
        return TestGateway.Bearer((await TrySignInAsync(account)).SessionToken);
    }

    internal async Task<SignInResponse> TrySignInAsync(string account) =>
        await new V1.Identity.IdentityClient(Channel).SignInAsync(new SignInRequest { Account = account, Password = Password });

    internal async Task WhoAmIAsync(Metadata session) => await new V1.Identity.IdentityClient(Channel).WhoAmIAsync(new WhoAmIRequest(), session);

    internal async Task<string[]> EntriesAsync(string kind)
    {
        LogPage page = await _store.SearchLogAsync(new LogQuery { Keys = new SearchKeys(Kind: kind), NewestFirst = false, Limit = 1000 }, CancellationToken.None);
        return [.. page.Entries.Select(e => Encoding.UTF8.GetString(e.Entry))];
    }

    /// <summary>Every byte that the store keeps, the write-ahead log included.</summary>
    internal async Task<byte[]> BytesAsync()
    {
        using MemoryStream all = new();
        foreach (string file in Directory.GetFiles(Path.Combine(Folder, "store"), "store.db*"))
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            await stream.CopyToAsync(all);
        }
        return all.ToArray();
    }

    internal async Task StopAsync()
    {
        Channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _store.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static string Tell(Vocabulary.Decision decision) => decision.Match(_ => "permit", _ => "step_up", deny => deny.Reason.Code);

    private static StoreOptions StoreOf(string folder, GatewayKeys keys) => new()
    {
        Folder = Path.Combine(folder, "store"),
        SealedTables = new HashSet<string>([.. SiteRegistration.SealedTables, .. IdentityTables.Sealed, .. OfficerTables.Sealed, .. PeopleTables.Sealed, .. EnrolmentTables.Sealed, RigEnding.Table]),
        SealKey = keys.RowIntegrityKey,
        ReserveBytes = 0,
        RecoveryBytes = 0,
    };
}

/// <summary>Believes the name in the metadata; what that officer may do is the real table's to say.</summary>
internal sealed class RightsCallers(TimeProvider clock) : ICallers
{
    private static readonly Dictionary<string, Roles> Held = new()
    {
        [PeopleRig.Administrator] = Roles.SystemAdministrator,
        [PeopleRig.Security] = Roles.SecurityOfficer,
        [PeopleRig.Auditor] = Roles.SecurityAuditor,
    };

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, RigSession> _sessions = new();

    internal RigSession SessionOf(string officer) => _sessions.GetOrAdd(officer, name => new RigSession(PersonId.Parse(name), null, officer: true, clock.GetUtcNow()));

    public Caller Of(ServerCallContext context) => new(null, context.RequestHeaders.GetValue("rig-officer") is null ? null : RequireSession(context), System.Net.IPAddress.Loopback);

    public ISession RequireSession(ServerCallContext context) => context.RequestHeaders.GetValue("rig-officer") is { } name
        ? SessionOf(name)
        : throw Refuse(StatusCode.Unauthenticated, "session_required");

    public ISession RequireRight(ServerCallContext context, OfficerAction action) =>
        RequireSession(context) is { } officer && (OfficerActions.Of(action).May & Held[officer.Person.Text]) != Roles.None ? officer : throw Refuse(StatusCode.PermissionDenied, "role_required");

    private static RefusedException Refuse(StatusCode status, string code) => new(new Refusal(status, code, new Vocabulary.Sentence(code, code)));
}

/// <summary>Another slice that keeps something of a person: one row each, under the person's id.</summary>
internal sealed class RigEnding(IStore store) : IPersonEnding
{
    internal const string Table = "test.keepsakes";

    /// <summary>Runs between the reading of the rows and the commit.</summary>
    internal Func<Task>? Meanwhile { get; set; }

    internal Refusal? Refuses { get; set; }

    internal List<string> Told { get; } = [];

    public async ValueTask<PersonEnd> PrepareAsync(PersonId person, CancellationToken cancellation)
    {
        if (Refuses is { } refusal) { throw new RefusedException(refusal); }
        RowRead read = await store.ReadRowAsync(Table, person.Text, cancellation);
        if (Meanwhile is { } act) { await act(); }
        return read is RowRead.Found found
            ? new PersonEnd([new RowWrite(Table, person.Text, null, found.Row.Version)], ["keepsake"]) { Held = ["carrier c-7"] }
            : PersonEnd.Nothing;
    }

    public ValueTask EndedAsync(PersonId person, CancellationToken cancellation)
    {
        Told.Add(person.Text);
        return ValueTask.CompletedTask;
    }
}
