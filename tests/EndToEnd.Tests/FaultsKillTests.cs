using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Grpc.Core;
using Secure.V1;

namespace Secure.EndToEnd.Tests;

/// <summary>
/// kill -9 of every process of the product at random moments under load. 20 times each, or SECURE_KILLS times; `./secure test soak`: 1,000.
/// </summary>
[Trait("part", "faults")]
public sealed class FaultsKillTests(RunningDemo demo) : IClassFixture<RunningDemo>
{
    private static readonly TimeSpan RecoveryMax = TimeSpan.FromSeconds(120);

    /// <summary>The guard promises 500 ms; the machine of a test is busier than a door's box.</summary>
    private static readonly TimeSpan LineMax = TimeSpan.FromSeconds(2);

    /// <summary>The demo's doors unlock for 5 s; a controller that a busy machine keeps waiting locks a little later.</summary>
    private static readonly TimeSpan UnlockMax = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<ulong, string> _answered = new();
    private int _opened;

    private static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("SECURE_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out int kills) ? kills : 20;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private DemoSite Site => demo.Site;

    [Fact]
    public async Task Killing_any_process_at_any_moment_loses_nothing_and_leaves_no_lock_open()
    {
        using Officer officer = new(Site);
        TwinControl twin = new(Site);
        SiteProcesses processes = new(Site);
        await officer.SignInAsync(Cancelled);
        for (int round = 0; round < Rounds; round++)
        {
            long began = TimeProvider.System.GetTimestamp();
            using CancellationTokenSource loaded = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
            Task load = Task.WhenAll([.. TwinControl.Doors.Select(d => BadgeAsync(twin, d, loaded.Token)), CheckAsync(officer, loaded.Token)]);
            await KillAllAsync(processes, twin);
            await loaded.CancelAsync();
            await load;
            await Patience.UntilAsync(() => officer.AreDoorsOnlineAsync(Cancelled), RecoveryMax, $"doors online after round {round}", Site.Logs, Cancelled);
            await Patience.UntilAsync(() => twin.BadgeAsync("lobby", "1003", Cancelled, " wait=1000"), RecoveryMax, $"the lobby opens after round {round}", Site.Logs, Cancelled);
            await Patience.UntilAsync(async () => (await twin.LocksAsync(Cancelled)).Locks.All(l => !l.Active), UnlockMax, $"every lock line inactive after round {round}", Site.Logs, Cancelled);
            TestContext.Current.SendDiagnosticMessage($"round {round}: {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s");
        }
        await AssertNothingLostAsync(officer);
    }

    /// <summary>Each once, in a random order, at random moments; the controller before the guard, whose death ends it anyway.</summary>
    private static async Task KillAllAsync(SiteProcesses processes, TwinControl twin)
    {
        string[] order = ["gateway", "broker", "agent", "controller", "guard"];
        RandomNumberGenerator.Shuffle<string>(order);
        int controller = Array.IndexOf(order, "controller"), guard = Array.IndexOf(order, "guard");
        if (guard < controller) { (order[guard], order[controller]) = ("controller", "guard"); }
        foreach (string name in order)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(50, 900)), TimeProvider.System, Cancelled);
            (long killedNs, _) = await twin.LocksAsync(Cancelled);
            await processes.KillAsync(name, Cancelled);
            if (name is "controller" or "guard") { await AssertLinesInactiveAsync(twin, killedNs, name); }
        }
    }

    private static async Task AssertLinesInactiveAsync(TwinControl twin, long killedNs, string name)
    {
        (long nowNs, IReadOnlyList<LockLine> locks) = await twin.LocksAsync(Cancelled);
        while (locks.Any(l => l.Active && l.SinceNs <= killedNs))
        {
            Assert.True(nowNs - killedNs < LineMax.TotalNanoseconds, $"A lock line was left active by the dead {name}: {string.Join(", ", locks)}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancelled);
            (nowNs, locks) = await twin.LocksAsync(Cancelled);
        }
    }

    private async Task BadgeAsync(TwinControl twin, string door, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                foreach (string card in (string[])["1001", "4711"])
                {
                    if ((await twin.AskAsync($"badge {door} {card} wait=700", cancellation)).GetProperty("outcome").GetString() == "strike") { Interlocked.Increment(ref _opened); }
                }
            }
        }
        catch (OperationCanceledException) { }
    }

    private async Task CheckAsync(Officer officer, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                Decision decision = await officer.CheckAsync(cancellation);
                Assert.True(_answered.TryAdd(decision.LogIndex, decision.DecisionId), $"Index {decision.LogIndex} was handed out twice.");
            }
            catch (RpcException) when (cancellation.IsCancellationRequested) { return; }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unauthenticated) { await officer.TrySignInAsync(cancellation); }
            catch (RpcException) { }
            catch (OperationCanceledException) { return; }
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task AssertNothingLostAsync(Officer officer)
    {
        // What the doors still hold comes after the link's return.
        await Patience.UntilAsync(async () => Decided(await officer.LogAsync(Cancelled)) >= _opened, RecoveryMax, "each opening has its decision in the log", Site.Logs, Cancelled);
        IReadOnlyList<Entry> log = await LogProof.AssertSoundAsync(Site, officer, Cancelled);
        Dictionary<ulong, Entry> byIndex = log.ToDictionary(e => e.Index);
        Assert.All(_answered, a => Assert.Equal(a.Value, byIndex[a.Key].Detail("decision_id")));
        Assert.True(_answered.Count >= Rounds, $"Only {_answered.Count} answers: there was no load.");
        Assert.True(_opened >= Rounds / 2, $"Only {_opened} openings: there was no load.");
    }

    /// <summary>Without the gateway the controller lets in whom its lease names, and says so afterwards.</summary>
    private static int Decided(IEnumerable<Entry> log) => log.Count(e => e.Kind == "entry.granted" || e.Detail("event") == "EntryOffline");
}
