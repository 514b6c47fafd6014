namespace Secure.EndToEnd.Tests;

/// <summary>One running demo for every test of faults that leaves it working.</summary>
public sealed class FaultySite : IAsyncLifetime
{
    private DemoSite? _site;
    private Officer? _officer;

    public DemoSite Site => _site!;

    public Officer Officer => _officer!;

    public TwinControl Twin => new(Site);

    public SiteProcesses Processes => new(Site);

    public async ValueTask InitializeAsync()
    {
        _site = await DemoSite.StartAsync();
        _officer = new Officer(_site);
        await _officer.SignInAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _officer?.Dispose();
        return _site is null ? ValueTask.CompletedTask : _site.DisposeAsync();
    }

    public Task UntilAsync(Func<Task<bool>> happened, string what, int seconds = 120) =>
        Patience.UntilAsync(happened, TimeSpan.FromSeconds(seconds), what, Site.Logs, TestContext.Current.CancellationToken);

    /// <summary>Kills a process and keeps it from coming back until told.</summary>
    public async Task HoldDownAsync(string name, CancellationToken cancellation)
    {
        int id = await Processes.FindAsync(name, cancellation);
        await SiteProcesses.SignalAsync(Supervisor(name), "STOP");
        await SiteProcesses.SignalAsync(id, "KILL");
    }

    public Task LetComeBackAsync(string name) => SiteProcesses.SignalAsync(Supervisor(name), "CONT");

    /// <summary>The guard is what the demo starts as its door.</summary>
    private int Supervisor(string name) => Processes.Supervisor(name == "guard" ? "door" : name)!.Value;

    /// <summary>Every door is online and the lobby opens for a badge.</summary>
    public async Task AssertWorksAsync(CancellationToken cancellation)
    {
        await UntilAsync(() => Officer.AreDoorsOnlineAsync(cancellation), "every door online");
        await UntilAsync(() => Twin.BadgeAsync("lobby", "1003", cancellation, " wait=2000"), "the lobby opens");
    }
}

[CollectionDefinition("faulty site")]
public sealed class FaultySiteCollection : ICollectionFixture<FaultySite>;
