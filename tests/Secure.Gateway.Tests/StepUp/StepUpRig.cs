using System.Net;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Secure.Contracts;
using Secure.Gateway.Access;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Identity;
using Secure.Gateway.Spine;
using Secure.Gateway.StepUp;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Access;
using Secure.Gateway.Tests.Doors;
using Secure.Gateway.Tests.Fleet;
using Secure.TestKit;
using Secure.V1;
using Secure.Vocabulary;
using Factor = Secure.V1.Factor;

namespace Secure.Gateway.Tests.StepUp;

/// <summary>Check and step-up over real TLS with a real session, store and log; only the engines and what follows a failure stand in.</summary>
internal sealed class StepUpRig : IAsyncDisposable
{
    private static readonly (string, string)[] Usual = [("Identity:Demo", "true"), ("Identity:SessionIdleMax", "08:00:00"), ("StepUp:LooksPerSecond", "30")];

    private readonly Dictionary<string, Metadata> _sessions = [];
    private int _pictures = 100_000;

    private StepUpRig(TestGateway gateway, TestEngine engine, TestFailures failures) => (Gateway, Engine, Failures) = (gateway, engine, failures);

    public TestGateway Gateway { get; private set; }

    public TestEngine Engine { get; }

    public TestFailures Failures { get; private set; }

    public ManualTime Clock => Gateway.Clock;

    /// <summary>The clock is moved by <see cref="RunClockAsync"/> and not by those who sit before a camera.</summary>
    public bool ClockRuns { get; private set; }

    public static async Task<StepUpRig> StartAsync(params (string, string)[] settings)
    {
        TestEngine engine = new();
        TestGateway gateway = await GatewayAsync(null, null, builder => Add(builder, engine), settings);
        return new StepUpRig(gateway, engine, gateway.Services.GetRequiredService<TestFailures>());
    }

    /// <summary>The same with engines of the caller's.</summary>
    public static async Task<StepUpRig> StartAsync(Action<WebApplicationBuilder> engines, params (string, string)[] settings)
    {
        TestGateway gateway = await GatewayAsync(null, null, engines, settings);
        return new StepUpRig(gateway, new TestEngine(), gateway.Services.GetRequiredService<TestFailures>());
    }

    /// <summary>Ends the gateway and starts it again on the same folder; everybody has to sign in anew.</summary>
    public async Task RestartAsync(Func<TestGateway, Task>? between = null)
    {
        await Gateway.StopAsync();
        if (between is not null) { await between(Gateway); }
        _sessions.Clear();
        Gateway = await GatewayAsync(Gateway.Clock, Gateway.Folder, builder => Add(builder, Engine));
        Failures = Gateway.Services.GetRequiredService<TestFailures>();
    }

    /// <summary>The person's session at the workstation in the vault, as a sign-in leaves it; made on the first call.</summary>
    public async Task<Metadata> SessionAsync(string person = "zhang-wei")
    {
        if (_sessions.TryGetValue(person, out Metadata? open)) { return open; }
        (string token, TokenHash hash) = TokenHash.NewToken();
        SignInPlace place = new(WorkstationId.Parse("vault-ws"), Decisions.WorkstationSource.Address, IPAddress.Parse("127.0.0.4"));
        DateTimeOffset now = Clock.GetUtcNow();
        LiveSession session = new(
            $"s-{person}-{Guid.NewGuid():n}", hash, new Account(person, person, "", now.ToUnixTimeMilliseconds(), false), PersonId.Parse(person), person, place, false, now, now.AddHours(12), Clock.GetTimestamp());
        await Gateway.Services.GetRequiredService<Sessions>().AddAsync(session, CancellationToken.None);
        return _sessions[person] = TestGateway.Bearer(token);
    }

    public V1.Identity.IdentityClient Identity() => new(Place);

    /// <summary>A connection from the workstation's address.</summary>
    public GrpcChannel Place => Gateway.Connect(from: "127.0.0.4");

    public async Task<Secure.V1.Decision> CheckAsync(string id = "design-review", string action = "read", string person = "zhang-wei")
    {
        CheckItem item = new() { Action = action, Resource = new ResourceRef { Kind = "material", Id = id }, SupportedObligations = { Secure.V1.Obligation.Watermark } };
        return (await new V1.Authorization.AuthorizationClient(Gateway.Connect(from: "127.0.0.4")).CheckAsync(new CheckRequest { Item = item }, await SessionAsync(person))).Decision;
    }

    public async Task<Sitting> BeginAsync(ByteString? nonce = null, string person = "zhang-wei", params Factor[] factors)
    {
        Metadata session = await SessionAsync(person);
        nonce ??= (await CheckAsync(person: person)).StepUp.Nonce;
        StepUpRequest request = new() { Nonce = nonce, Factors = { factors.Length > 0 ? factors : [Factor.Face] } };
        return new Sitting(this, session, new V1.Identity.IdentityClient(Gateway.Connect(from: "127.0.0.4")).StepUp(request, session));
    }

    /// <summary>Of which the gateway knows none: it remembers what it was shown.</summary>
    public int NextPicture() => Interlocked.Increment(ref _pictures);

    /// <summary>The next call opens a new session.</summary>
    public void Forget() => _sessions.Clear();

    public void Change(Func<SiteSnapshot, SiteSnapshot> change) => Gateway.Site.Replace(change(Gateway.Site.Current));

    /// <summary>Lets the clock run, so many times as fast as the real one, until the work is done.</summary>
    public async Task<T> RunClockAsync<T>(Task<T> work, int speed = 10)
    {
        ClockRuns = true;
        while (!work.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(5) * speed);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
        return await work;
    }

    public async ValueTask DisposeAsync() => await Gateway.DisposeAsync();

    private static void Add(WebApplicationBuilder builder, TestEngine engine) => builder.Services.AddSingleton<IBiometrics>(engine).AddSingleton<ITemplates>(engine);

    private static Task<TestGateway> GatewayAsync(ManualTime? clock, string? folder, Action<WebApplicationBuilder> engines, params (string, string)[] settings) => TestGateway.StartAsync(
        clock, folder,
        builder =>
        {
            builder.Services.AddSingleton<IPresence, RigPresence>().AddSingleton<IDuress, Unforced>();
            engines(builder);
            builder.Services.AddSingleton<TestFailures>().AddSingleton<IStepUpFailures>(s => s.GetRequiredService<TestFailures>());
            builder.Services.AddAccess(builder.Configuration);
            builder.Services.AddStepUp(builder.Configuration);
        },
        app => app.MapAccess(),
        [.. Usual.ExceptBy(settings.Select(s => s.Item1), u => u.Item1), .. settings]);
}

/// <summary>Ends the sessions as the real one does, and keeps what it was told.</summary>
internal sealed class TestFailures(ISessions sessions) : IStepUpFailures
{
    public List<FailedStepUp> All { get; } = [];

    public RowWrite Keep(FailedStepUp failed) => new(KeptFailures.Table, failed.Attempt!, Encoding.UTF8.GetBytes(failed.Cause));

    public async ValueTask FailAsync(FailedStepUp failed, CancellationToken cancellation)
    {
        All.Add(failed);
        await sessions.EndAllAsync(failed.Person, "stepup_failed", CancellationToken.None);
    }
}

/// <summary>Somebody in front of the camera of one step-up.</summary>
internal sealed class Sitting(StepUpRig rig, Metadata session, AsyncServerStreamingCall<StepUpResponse> call)
{
    private readonly List<StepUpResponse> _told = [];
    private readonly V1.Identity.IdentityClient _client = new(rig.Gateway.Connect(from: "127.0.0.4"));
    private Task? _reading;
    private int _sent;

    public IReadOnlyList<StepUpResponse> Told { get { lock (_told) { return [.. _told]; } } }

    public StepUpResponse? Last => Told is [.., { } last] ? last : null;

    public string ChallengeId => Told[0].ChallengeId;

    /// <summary>The number of the last frame.</summary>
    public ulong Sent => (ulong)_sent;

    public Task Reading => _reading ??= ReadAsync();

    public bool Over => Reading.IsCompleted;

    /// <summary>Waits for the first instruction; fails with the refusal where it is not begun.</summary>
    public async Task<Sitting> BeganAsync()
    {
        while (Told.Count == 0 && !Over) { await PassAsync(); }
        if (Over) { await Reading; }
        return this;
    }

    /// <summary>Shows the camera what is asked until it is over; gives the outcome.</summary>
    public async Task<StepUpOutcome> ShowAsync(Func<StepUpAct, byte[]> picture, int framesMax = 200)
    {
        await BeganAsync();
        for (int i = 0; i < framesMax && !Over; i++)
        {
            int looks = rig.Engine.Looks;
            if (!await SendAsync(picture(Last!.Act))) { break; }
            for (int wait = 0; wait < 20 && !Over && rig.Engine.Looks == looks; wait++) { await PassAsync(); }
            await PassAsync();
        }
        for (int i = 0; i < 400 && !Over; i++) { await PassAsync(); }
        return Last!.Outcome;
    }

    /// <summary>False once the step-up is over.</summary>
    /// <param name="sequence">Null: the next.</param>
    public async Task<bool> SendAsync(byte[] image, ulong? sequence = null)
    {
        try
        {
            await _client.SendFrameAsync(new SendFrameRequest { ChallengeId = ChallengeId, Sequence = sequence ?? (ulong)++_sent, Image = ByteString.CopyFrom(image) }, session);
            return true;
        }
        catch (RpcException e) when (e.ToRefusal() is { Code: "challenge_unknown" or "session_required" }) { return false; }
    }

    /// <summary>Sends a frame, lets 200 ms pass on the gateway's clock and waits, in real time alone, until the frame was looked at; for a moment where nobody looks.</summary>
    /// <returns>False once the step-up is over.</returns>
    public async Task<bool> SendLookedAsync(byte[] image, ulong? sequence = null)
    {
        int looks = rig.Engine.Looks;
        if (!await SendAsync(image, sequence)) { return false; }
        await PassAsync();
        for (int wait = 0; wait < 300 && !Over && rig.Engine.Looks == looks; wait++) { await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System); }
        return true;
    }

    /// <summary>Looks straight until the first act is done.</summary>
    public async Task<Sitting> LookStraightAsync(string who)
    {
        await BeganAsync();
        while (Last!.Step == 0 && await SendLookedAsync(Of(who, StepUpAct.FaceCentre))) { await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System); }
        Assert.False(Over);
        return this;
    }

    public async Task FingerAsync(string owner) =>
        await _client.SendFingerprintAsync(new SendFingerprintRequest { ChallengeId = ChallengeId, Image = ByteString.CopyFromUtf8($"{owner} {++_sent}") }, session);

    /// <summary>As a person does it, in the time of a clock that runs: a frame every third of a second.</summary>
    public async Task<StepUpOutcome> ActAsync(Func<StepUpAct, byte[]> picture, int framesMax = 60)
    {
        await BeganAsync();
        for (int i = 0; i < framesMax && !Over && await SendAsync(picture(Last!.Act)); i++) { await Task.Delay(TimeSpan.FromMilliseconds(330), TimeProvider.System); }
        for (int i = 0; i < 3000 && !Over; i++) { await PassAsync(); }
        return Last!.Outcome;
    }

    /// <summary>Waits until it is over.</summary>
    public async Task EndAsync()
    {
        for (int i = 0; i < 3000 && !Over; i++) { await PassAsync(); }
        Assert.True(Over);
    }

    public void Leave() => call.Dispose();

    /// <summary>A new picture of the person doing what is asked.</summary>
    public byte[] Of(string who, StepUpAct act, double live = 0.9) => TestEngine.Picture(who, act switch { StepUpAct.FaceLeft => 30, StepUpAct.FaceRight => -30, _ => 1 }, live, rig.NextPicture());

    /// <summary>Lets 200 ms pass on the gateway's clock, and a moment in reality.</summary>
    public async Task PassAsync()
    {
        _ = Reading;
        if (!rig.ClockRuns) { rig.Clock.Advance(TimeSpan.FromMilliseconds(200)); }
        await Task.Delay(TimeSpan.FromMilliseconds(3), TimeProvider.System);
    }

    private async Task ReadAsync()
    {
        await foreach (StepUpResponse told in call.ResponseStream.ReadAllAsync(CancellationToken.None)) { lock (_told) { _told.Add(told); } }
    }
}
