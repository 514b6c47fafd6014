using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>The gateway is away, and the controller counts by itself who is in a room that takes one person only, and compares PINs.</summary>
[Trait("part", "faults")]
public sealed class FaultsFullRoomTests : IAsyncLifetime
{
    private const string Zhang = "1001", Wang = "1002";

    /// <summary>A controller asks anew, once the gateway knows of its start, half a minute after it first asked.</summary>
    private static readonly TimeSpan KnownMin = TimeSpan.FromSeconds(35), KnownMax = TimeSpan.FromSeconds(75);

    private DemoSite? _site;
    private Officer? _officer;

    private DemoSite Site => _site!;

    private Officer Officer => _officer!;

    private SiteProcesses Processes => new(Site);

    private TwinControl Twin => new(Site);

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        string folder = Directory.CreateTempSubdirectory("demo-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "site.yaml"), SiteText(), Limit);
        _site = await DemoSite.StartAsync(folder);
        _officer = new Officer(_site);
    }

    public async ValueTask DisposeAsync()
    {
        _officer?.Dispose();
        if (_site is not null) { await _site.DisposeAsync(); }
    }

    [Fact]
    public async Task Without_the_gateway_a_room_for_one_takes_one_a_pin_opens_and_a_wrong_one_does_not_and_all_of_it_is_told_afterwards()
    {
        await Officer.SignInAsync(Limit);
        await UntilAsync(() => Officer.AreDoorsOnlineAsync(Limit), "every door online");
        long began = TimeProvider.System.GetTimestamp();
        await UntilAsync(async () => TimeProvider.System.GetElapsedTime(began) is var waited && (waited > KnownMax || (waited > KnownMin && await LeasesAsync() >= 2)), "a lease that knows of the controller's start");
        int gateway = await Processes.FindAsync("gateway", Limit);
        await SiteProcesses.SignalAsync(Processes.Supervisor("gateway")!.Value, "STOP");
        await SiteProcesses.SignalAsync(gateway, "KILL");
        await UntilAsync(() => Twin.BadgeAsync("lobby", "1003", Limit, " wait=2000"), "the lobby opens by the lease");

        await UntilAsync(() => Twin.BadgeAsync("archive", Zhang, Limit, " wait=3000"), "the archive takes one");
        await UntilAsync(async () => (await Twin.LocksAsync(Limit)).Locks.All(l => !l.Active), "every lock inactive");
        Assert.False(await Twin.BadgeAsync("archive", Wang, Limit, " nowalk wait=2000"), "A full room took one more.");

        string pin = await PinAsync("wang.pin"), duress = await PinAsync("wang.duress-pin");
        Assert.False(await OpensAsync(Changed(pin)), "A wrong PIN opened the registry.");
        Assert.True(await OpensAsync(pin), Site.Logs());
        Assert.True(await OpensAsync(duress), Site.Logs());

        await SiteProcesses.SignalAsync(Processes.Supervisor("gateway")!.Value, "CONT");
        await UntilAsync(() => Officer.TrySignInAsync(Limit), "the gateway serves");
        await UntilAsync(async () => IsAllTold(await Officer.LogAsync(Limit, "door.event")), "who passed and who was refused is told");
        Assert.Equal(0, (await Site.SignInAsync("officer")).ExitCode);
        await UntilAsync(async () => (await Site.CtlAsync("--as", "officer", "alerts")).Output.Contains("entry.duress", StringComparison.Ordinal), "the silent alert");
        Assert.All([pin, duress], p => Assert.DoesNotContain(p, Site.Logs(), StringComparison.Ordinal));
    }

    /// <summary>Whether the registry's strike moves for Wang's badge and these digits at its keypad.</summary>
    private async Task<bool> OpensAsync(string pin)
    {
        int code = (await Site.RunAsync(pin + "\n", ["badge", "registry", Wang, "--pin", "--wait", "5000"])).ExitCode;
        await UntilAsync(async () => (await Twin.LocksAsync(Limit)).Locks.All(l => !l.Active), "every lock inactive");
        return code == 0;
    }

    private async Task<string> PinAsync(string name) => (await File.ReadAllTextAsync(Site.Secret(name), Limit)).Trim();

    /// <summary>Another PIN: its first digit one more.</summary>
    private static string Changed(string pin) => (char)('0' + (pin[0] - '0' + 1) % 10) + pin[1..];

    private static bool IsAllTold(IReadOnlyList<Entry> told) =>
        told.Any(e => e.Detail("event") == "Opened" && e.Text("door") == "archive" && e.Text("person") == "zhang-wei" && e.Detail("offline") == "true")
        && told.Count(e => e.Detail("event") == "EntryOffline" && e.Text("door") == "registry" && e.Text("person") == "wang-fang") == 2
        && told.Any(e => e.Text("door") == "registry" && e.Text("person") == "wang-fang" && e.Text("reasons").Contains("lease_pin_wrong", StringComparison.Ordinal))
        && told.Any(e => e.Detail("event") == "EntryUnanswered" && e.Text("door") == "archive" && e.Text("person") == "wang-fang" && e.Text("reasons").Contains("occupancy_full", StringComparison.Ordinal));

    private async Task<int> LeasesAsync() =>
        (await Officer.LogAsync(Limit, "door.event")).Count(e => e.Detail("event") == "LeaseChanged" && e.Text("reasons").Contains("number_", StringComparison.Ordinal));

    private Task UntilAsync(Func<Task<bool>> happened, string what) => Patience.UntilAsync(happened, TimeSpan.FromSeconds(120), what, Site.Logs, Limit);

    /// <summary>The demo's site, where the archive takes one person and the registry asks for a PIN, with or without the gateway.</summary>
    private static string SiteText() => OfflineSiteText.Offline(OfflineSiteText.Offline(OfflineSiteText.Limited(OfflineSiteText.Demo(), "archive", 1), "archive"), "registry");
}
