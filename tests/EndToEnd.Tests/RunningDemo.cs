// Each demo is eight processes with deadlines of their own: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: Secure.EndToEnd.Tests.AtRest]

namespace Secure.EndToEnd.Tests;

/// <summary>One demo for every class of tests that leaves it as it was, started once.</summary>
[CollectionDefinition(nameof(RunningDemo))]
public sealed class RunningDemo : IAsyncLifetime, ICollectionFixture<RunningDemo>
{
    /// <summary>The demo's accounts; who works at a workstation signs in from its address.</summary>
    private static readonly (string Account, string? From)[] Accounts = [("admin", null), ("officer", null), ("auditor", null), ("zhang", "127.0.0.4"), ("wang", "127.0.0.3"), ("chen", null)];

    private static readonly TimeSpan RestMax = TimeSpan.FromSeconds(60), Quiet = TimeSpan.FromMilliseconds(300);
    private DemoSite? _site;
    private Officer? _officer;

    public DemoSite Site => _site!;

    public async ValueTask InitializeAsync() => _site = await DemoSite.StartAsync();

    public async Task SignInAllAsync()
    {
        foreach ((string account, string? from) in Accounts)
        {
            CommandResult signedIn = await Site.SignInAsync(account, from);
            Assert.True(signedIn.ExitCode == 0, signedIn.All);
        }
    }

    /// <summary>Enrols the service docflow, once. Returns the folder of its key and certificate.</summary>
    public async Task<string> EnrolServiceAsync()
    {
        string credential = Path.Combine(Site.Folder, "docflow"), code = Site.Secret("docflow.code");
        if (File.Exists(Path.Combine(credential, "certificate.pem"))) { return credential; }
        await SignInAllAsync();
        CommandResult made = await Site.CtlAsync("--as", "admin", "code", "docflow", "service");
        Assert.True(made.ExitCode == 0, made.All);
        await File.WriteAllTextAsync(code, made.Output);
        CommandResult enrolled = await Site.CtlAsync("enroll", "docflow", "service", "--code-file", code, "--out", credential);
        Assert.True(enrolled.ExitCode == 0, enrolled.All);
        return credential;
    }

    /// <summary>Closes what stands open and waits until every door is locked, shut and so known to the gateway.</summary>
    /// <exception cref="Xunit.Sdk.FailException">A door did not come to rest within a minute; the message says how each stands.</exception>
    public async Task RestAsync(CancellationToken cancellation)
    {
        TwinControl twin = new(Site);
        _officer ??= new Officer(Site);
        long began = TimeProvider.System.GetTimestamp();
        for (int quiet = 0; quiet < 2; quiet = await IsAtRestAsync(twin, cancellation) ? quiet + 1 : 0)
        {
            if (TimeProvider.System.GetElapsedTime(began) > RestMax)
            {
                Assert.Fail($"The doors did not come to rest: {await twin.AskAsync("status", cancellation)}\n{string.Join('\n', await _officer.DoorsAsync(cancellation))}\n{Site.Logs()}");
            }
            if (quiet == 1) { await Task.Delay(Quiet, TimeProvider.System, cancellation); }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _officer?.Dispose();
        if (_site is not null) { await _site.DisposeAsync(); }
    }

    private async Task<bool> IsAtRestAsync(TwinControl twin, CancellationToken cancellation)
    {
        IReadOnlyList<string> open = await twin.OpenAsync(cancellation);
        foreach (string door in open) { await twin.AskAsync("close " + door, cancellation); }
        if (open.Count == 0 && (await twin.LocksAsync(cancellation)).Locks.All(l => !l.Active) && await _officer!.AreDoorsOnlineAsync(cancellation)
            && (await _officer.DoorsAsync(cancellation)).All(d => d is { Lock: V1.LockState.Locked, Leaf: V1.LeafState.Closed })) { return true; }
        await Task.Delay(Quiet, TimeProvider.System, cancellation);
        return false;
    }
}
