using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Secure.Gateway.Approvals;
using Secure.Gateway.Audit;
using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Fleet;
using Secure.Gateway.Fleet.Keys;
using Secure.Gateway.Grpc;
using Secure.Gateway.Identity;
using Secure.Gateway.Officers;
using Secure.Gateway.Spine;
using Secure.Gateway.StepUp;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Grpc;
using Secure.Gateway.Tests.Site;
using Secure.Signatures;
using Secure.TestKit;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Fleet;

/// <summary>Identity and Fleet over real TLS on a loopback port, with the real store and log, the demo's site and a manual clock.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    internal const string OfficerPassword = "correct-horse-7";

    // Two RSA keys take a while to make: one site serves all tests, each with a copy of its own.
    private static readonly Lazy<string> Template = new(MakeTemplate);

    private readonly WebApplication _app;
    private readonly SqliteStore _store;
    private readonly StringWriter _terminal;
    private readonly List<IDisposable> _clients = [];
    private readonly Dictionary<Roles, Metadata> _officers = [];

    private TestGateway(WebApplication app, SqliteStore store, string folder, ManualTime clock, LogLines log, StringWriter terminal)
    {
        (_app, _store, Folder, Clock, Log, _terminal) = (app, store, folder, clock, log, terminal);
        Port = new Uri(app.Urls.Single()).Port;
        Anonymous = Connect();
    }

    internal string Folder { get; }

    internal ManualTime Clock { get; }

    internal LogLines Log { get; }

    internal int Port { get; }

    internal GrpcChannel Anonymous { get; }

    internal IServiceProvider Services => _app.Services;

    internal IStore Store => _store;

    internal TestSite Site => (TestSite)_app.Services.GetRequiredService<ISite>();

    internal GatewayKeys Keys => _app.Services.GetRequiredService<GatewayKeys>();

    internal KeyListUpkeep KeyListUpkeep => _app.Services.GetRequiredService<KeyListUpkeep>();

    internal BreakableAudit Audit => _app.Services.GetRequiredService<BreakableAudit>();

    internal string Terminal => _terminal.ToString();

    internal static Task<TestGateway> StartAsync(ManualTime? clock = null, string? folder = null, params (string Key, string Value)[] settings) =>
        StartAsync(clock, folder, _ => { }, _ => { }, settings);

    /// <summary>The same with more slices.</summary>
    internal static async Task<TestGateway> StartAsync(ManualTime? clock, string? folder, Action<WebApplicationBuilder> add, Action<WebApplication> map, params (string Key, string Value)[] settings)
    {
        clock ??= new ManualTime();
        folder ??= CopyTemplate();
        LogLines log = new();
        StringWriter terminal = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(
        [
            new("Fleet:Folder", Path.Combine(folder, "data")), new("Fleet:RootFolder", Path.Combine(folder, "root")), new("Fleet:BrokerFolder", Path.Combine(folder, "data", "broker")),
        ]);
        builder.Configuration.AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value)));
        builder.Logging.ClearProviders().AddProvider(log);
        GatewayKeys keys = builder.Services.AddFleet(builder.Configuration);
        SqliteStore store = OpenStore(folder, keys.RowIntegrityKey, clock);
        builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton<IStore>(store).AddSingleton<ISite>(new TestSite());
        builder.Services.AddSingleton<Recorder>().AddSingleton<BreakableAudit>().AddSingleton<IAudit>(s => s.GetRequiredService<BreakableAudit>()).AddSingleton<IAlarms>(s => s.GetRequiredService<Recorder>());
        builder.Services.AddSingleton(new AuditOptions { Folder = Path.Combine(folder, "log") }).AddSingleton<LogKeys>().AddSingleton<Publisher>().AddSingleton<ILogHandover, LogHandover>().AddSingleton<IProcessEnd, ProcessEnd>();
        builder.Services.AddSingleton<IRefusalCounter, RefusalCounter>();
        builder.Services.AddIdentity(builder.Configuration);
        // What a hash costs has tests of its own; here everybody's many sign-ins would be most of the time.
        builder.Services.AddSingleton(_ => new PasswordHasher(new Argon2.Cost(1024, 1, 1)));
        builder.Services.AddOfficers(builder.Configuration);
        builder.Services.AddApprovals(builder.Configuration);
        builder.Services.AddSingleton(new Terminal(terminal));
        add(builder);
        builder.Services.TryAddSingleton<IStepUpCalls, NoStepUps>();
        builder.Services.AddSecureGrpc();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.UseFleetTls()));
        WebApplication app = builder.Build();
        app.UseFleet();
        app.MapSecureGrpc();
        app.MapFleet();
        app.MapIdentity();
        app.MapOfficers();
        app.MapApprovals();
        map(app);
        try { await app.StartAsync(); }
        catch { await app.DisposeAsync(); await store.DisposeAsync(); throw; }
        return new TestGateway(app, store, folder, clock, log, terminal);
    }

    internal static SqliteStore OpenStore(string folder, byte[] sealKey, TimeProvider clock) => SqliteStore.Open(
        new StoreOptions { Folder = Path.Combine(folder, "store"), SealedTables = new HashSet<string>([.. FleetTables.Sealed, .. AuditRegistration.SealedTables, .. IdentityTables.Sealed, .. OfficerTables.Sealed, .. ApprovalsRegistration.SealedTables, .. StepUpTables.Sealed]), SealKey = sealKey, ReserveBytes = 0, RecoveryBytes = 0 }, clock);

    /// <summary>A copy of a fresh site: its data folder and its root's.</summary>
    internal static string CopyTemplate()
    {
        string folder = Directory.CreateTempSubdirectory("gateway-test-").FullName;
        foreach (string file in Directory.GetFiles(Template.Value, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(folder, Path.GetRelativePath(Template.Value, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        return folder;
    }

    /// <summary>A connection of its own; with this certificate, and from this address, where given.</summary>
    internal GrpcChannel Connect(X509Certificate2? certificate = null, string from = "127.0.0.1")
    {
        SocketsHttpHandler handler = new()
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, presented, _, _) => IsGateway(presented),
                LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!,
            },
            ConnectCallback = async (_, cancellation) => await ConnectFromAsync(from, cancellation),
        };
        GrpcChannel channel = GrpcChannel.ForAddress($"https://127.0.0.1:{Port}", new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
        _clients.Add(channel);
        return channel;
    }

    /// <summary>The metadata of a session of an officer with this role, made on the first call.</summary>
    internal async Task<Metadata> OfficerAsync(Roles role = Roles.SystemAdministrator)
    {
        if (_officers.TryGetValue(role, out Metadata? known)) { return known; }
        if (Services.GetRequiredService<Origin>().AwaitsOfficers) { await HoldCeremonyAsync(); }
        return _officers[role] = await SignInAsync(AccountOf(role), OfficerPassword);
    }

    /// <summary>The account that the ceremony of these tests makes for a separated role.</summary>
    internal static string AccountOf(Roles role) => role switch { Roles.SystemAdministrator => "zhou", Roles.SecurityOfficer => "li-min", _ => "sun" };

    /// <summary>The three, without deputies.</summary>
    internal async Task<HoldCeremonyResponse> HoldCeremonyAsync() => await new V1.Officers.OfficersClient(Anonymous).HoldCeremonyAsync(Ceremony());

    internal HoldCeremonyRequest Ceremony() => new()
    {
        Token = Token,
        SystemAdministrator = new NewOfficer { Person = "zhou-admin", Name = "周强", Account = "zhou", Password = OfficerPassword },
        SecurityOfficer = new NewOfficer { Person = "li-officer", Name = "李敏", Account = "li-min", Password = OfficerPassword },
        SecurityAuditor = new NewOfficer { Person = "sun-audit", Name = "孙静", Account = "sun", Password = OfficerPassword },
    };

    /// <summary>The one-time token as the terminal shows it.</summary>
    internal string Token => Terminal.Split('\n').Single(l => l.Contains("one-time token of", StringComparison.Ordinal)).Split(' ')[^1].Trim();

    internal async Task<Metadata> SignInAsync(string account, string password, GrpcChannel? channel = null)
    {
        SignInResponse response = await new V1.Identity.IdentityClient(channel ?? Anonymous).SignInAsync(new SignInRequest { Account = account, Password = password });
        return Bearer(response.SessionToken);
    }

    /// <summary>Calls, has the administrator or the security officer approve what it then asks for, and calls again.</summary>
    internal async Task ApprovedAsync(Func<Task> call, Roles by, Action? beforeSecond = null)
    {
        Secure.Contracts.Refusal refusal = await Refused.AsAsync("approval_required", call);
        await new V1.Approvals.ApprovalsClient(Anonymous).ApproveAsync(new ApproveRequest { Id = refusal.RequestId }, await OfficerAsync(by));
        beforeSecond?.Invoke();
        await call();
    }

    internal static Metadata Bearer(string token) => new() { { "authorization", "Bearer " + token } };

    /// <summary>Every entry of the log as text, oldest first.</summary>
    internal async Task<string[]> EntriesAsync() =>
        [.. (await _store.ReadLogAsync(0, 4096, CancellationToken.None)).Select(e => System.Text.Encoding.UTF8.GetString(e.Entry))];

    /// <summary>Ends this gateway but keeps its folder, for a second start.</summary>
    internal async Task StopAsync()
    {
        foreach (IDisposable client in _clients) { client.Dispose(); }
        _clients.Clear();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _store.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private bool IsGateway(X509Certificate? presented)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Keys.Authority.Root);
        chain.ChainPolicy.ExtraStore.Add(Keys.Authority.Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = Clock.GetUtcNow().UtcDateTime;
        return presented is X509Certificate2 certificate && chain.Build(certificate) && certificate.MatchesHostname("127.0.0.1");
    }

    private async Task<Stream> ConnectFromAsync(string from, CancellationToken cancellation)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, Port, cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>A site made at this clock's time.</summary>
    internal static string MakeSite(TimeProvider clock)
    {
        string folder = Directory.CreateTempSubdirectory("gateway-site-").FullName;
        string[] arguments = ["--data", Path.Combine(folder, "data"), "--root-folder", Path.Combine(folder, "root"), "--site", "demo"];
        int code = SiteInit.Run(arguments, clock, TextWriter.Null, TextWriter.Null);
        return code == 0 ? folder : throw new InvalidOperationException("init failed");
    }

    private static string MakeTemplate()
    {
        string folder = MakeSite(new ManualTime());
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    }
}

/// <summary>The real log until the test breaks it, as a full disk does.</summary>
internal sealed class BreakableAudit(Recorder inner) : IAudit
{
    internal bool Broken { get; set; }

    /// <summary>Nothing about this door can be recorded.</summary>
    internal string? BrokenFor { get; set; }

    /// <summary>Only what may use the reserve still has room.</summary>
    internal bool Full { get; set; }

    public ValueTask<CommitOutcome> RecordAsync(AuditEvent happened, CancellationToken cancellation, params RowWrite[] rows) =>
        Broken || (BrokenFor is { } door && happened.Door == door) || (Full && !AuditKinds.MayUseReserve(happened.Kind))
            ? ValueTask.FromResult<CommitOutcome>(new CommitOutcome.Unavailable(UnavailableCause.Full)) : inner.RecordAsync(happened, cancellation, rows);

    public ValueTask<CommitOutcome> RecordAsync(IReadOnlyList<AuditEvent> happened, CancellationToken cancellation, params RowWrite[] rows) =>
        Broken || (Full && !happened.All(e => AuditKinds.MayUseReserve(e.Kind)))
            ? ValueTask.FromResult<CommitOutcome>(new CommitOutcome.Unavailable(UnavailableCause.Full)) : inner.RecordAsync(happened, cancellation, rows);
}

/// <summary>A site that the test replaces.</summary>
internal sealed class TestSite : ISite
{
    public SiteSnapshot Current { get; private set; } = WithOfficers(DemoSite.Snapshot());

    public event Action<SiteSnapshot>? Replaced;

    internal void Replace(SiteSnapshot site)
    {
        Current = WithOfficers(site);
        Replaced?.Invoke(Current);
    }

    // The slice of people puts the ceremony's officers on record; here it is not always wired in.
    private static SiteSnapshot WithOfficers(SiteSnapshot site)
    {
        Dictionary<PersonId, Person> persons = new(site.Persons);
        foreach (string id in (string[])["zhou-admin", "li-officer", "sun-audit", "wu-jun", "zheng-jie"])
        {
            PersonId officer = PersonId.Parse(id);
            persons.TryAdd(officer, new Person(officer, officer.Text, null, [], Vocabulary.Classification.Public, Active: true, null));
        }
        return site with { Persons = persons };
    }
}

/// <summary>For tests of other slices.</summary>
internal sealed class NoStepUps : IStepUpCalls
{
    public Task StepUpAsync(StepUpRequest request, IServerStreamWriter<StepUpResponse> stream, ServerCallContext context) => throw new NotSupportedException();

    public SendFrameResponse SendFrame(SendFrameRequest request, ServerCallContext context) => throw new NotSupportedException();

    public SendFingerprintResponse SendFingerprint(SendFingerprintRequest request, ServerCallContext context) => throw new NotSupportedException();

    public Task<ListFactorLimitsResponse> ListFactorLimitsAsync(ListFactorLimitsRequest request, ServerCallContext context) => throw new NotSupportedException();

    public Task<EnableFactorResponse> EnableFactorAsync(EnableFactorRequest request, ServerCallContext context) => throw new NotSupportedException();
}
