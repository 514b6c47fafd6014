using System.Globalization;
using System.Text.RegularExpressions;

namespace Secure.EndToEnd.Tests;

/// <summary>What somebody may no longer do leaves the list of a controller that can be reached at once: a PIN, a post, a badge, a person. Then the gateway is away, and none of it opens.</summary>
[Trait("part", "faults")]
public sealed partial class FaultsTakenBackTests : IAsyncLifetime
{
    private const string Zhang = "1001", Wang = "1002", Chen = "1003";

    /// <summary>2 s are asked for; the machine of a test is busier than a site's. What it took is in the diagnostic messages.</summary>
    private static readonly TimeSpan ReachMax = TimeSpan.FromSeconds(60);

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
        await File.WriteAllTextAsync(Path.Combine(folder, "site.yaml"), OfflineSiteText.Offline(OfflineSiteText.Offline(OfflineSiteText.Demo(), "archive"), "registry"), Limit);
        _site = await DemoSite.StartAsync(folder);
        _officer = new Officer(_site);
    }

    public async ValueTask DisposeAsync()
    {
        _officer?.Dispose();
        if (_site is not null) { await _site.DisposeAsync(); }
    }

    [Fact]
    public async Task A_pin_a_badge_a_person_and_a_post_that_are_taken_back_leave_the_controllers_list_and_open_nothing_without_the_gateway()
    {
        await Officer.SignInAsync(Limit);
        foreach (string account in (string[])["officer", "admin"]) { Assert.Equal(0, (await Site.SignInAsync(account)).ExitCode); }
        await UntilAsync(() => Officer.AreDoorsOnlineAsync(Limit), "every door online");
        await UntilAsync(async () => (await Officer.LogAsync(Limit, "door.event")).Any(e => e.Detail("event") == "LeaseChanged" && e.Text("reasons").Contains("number_", StringComparison.Ordinal)), "the controller has a lease");

        await TakeBackAsync("identity.pin_removed", "pin", "remove", "wang-fang", "--reason", "drill");
        await TakeBackAsync("revoked.badge_suspended", "badge-card", "suspend", await BadgeOfAsync("chen-lei"), "--reason", "drill");
        Assert.False(await Twin.BadgeAsync("lobby", Chen, Limit, " nowalk wait=2000"), "A suspended badge opened with the gateway there.");
        await TakeBackAsync("revoked.person_suspended", "person", "suspend", "chen-lei", "--reason", "drill");
        await TakeBackAsync("people.entrusted", "person", "entrust", "zhang-wei", "--no-posts");

        int before = (await Officer.LogAsync(Limit, "door.event")).Count;
        int gateway = await Processes.FindAsync("gateway", Limit);
        await SiteProcesses.SignalAsync(Processes.Supervisor("gateway")!.Value, "STOP");
        await SiteProcesses.SignalAsync(gateway, "KILL");
        await UntilAsync(() => Twin.BadgeAsync("archive", Wang, Limit, " wait=2000"), "the archive opens by the lease for who still may");
        await AreLockedAsync();
        Assert.False(await Twin.BadgeAsync("archive", Zhang, Limit, " nowalk wait=2000"), "Who has lost the post came in.");
        Assert.True(await Twin.BadgeAsync("lobby", Zhang, Limit, " wait=5000"), Site.Logs());
        await AreLockedAsync();
        Assert.False(await Twin.BadgeAsync("lobby", Chen, Limit, " nowalk wait=2000"), "A suspended badge opened without the gateway.");
        string pin = (await File.ReadAllTextAsync(Site.Secret("wang.pin"), Limit)).Trim();
        Assert.NotEqual(0, (await Site.RunAsync(pin + "\n", ["badge", "registry", Wang, "--pin", "--wait", "2000"])).ExitCode);

        await SiteProcesses.SignalAsync(Processes.Supervisor("gateway")!.Value, "CONT");
        await UntilAsync(() => Officer.TrySignInAsync(Limit), "the gateway serves");
        await UntilAsync(async () => AreAllTold([.. (await Officer.LogAsync(Limit, "door.event")).Skip(before)]), "who was refused is told");
    }

    /// <summary>Runs the command, by two where it takes two, and waits for the lease that came of it.</summary>
    private async Task TakeBackAsync(string kind, params string[] command)
    {
        ulong before = (await Officer.LogAsync(Limit)).Max(e => e.Index);
        CommandResult done = await Site.CtlAsync(["--as", "officer", .. command]);
        if (done.ExitCode != 0) { done = await Site.TriedByTwoAsync(command); }
        Assert.True(done.ExitCode == 0, done.All);
        TimeSpan? took = null;
        await UntilAsync(async () => (took = Took([.. (await Officer.LogAsync(Limit)).Where(e => e.Index > before)], kind)) is not null, $"a lease that knows of {kind}");
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"{kind}: in the controller's list after {took!.Value.TotalMilliseconds:0} ms"));
        Assert.True(took < ReachMax, $"{kind} reached the controller after {took}.");
    }

    /// <summary>From the entry of the change to the controller's own word that it goes by the first lease that was made after it; null while there is none.</summary>
    private static TimeSpan? Took(IReadOnlyList<Entry> log, string kind)
    {
        if (log.FirstOrDefault(e => e.Kind == kind) is not { } changed || log.FirstOrDefault(e => e.Kind == "door.lease" && e.Index > changed.Index) is not { } made) { return null; }
        string number = "number_" + made.Detail("lease");
        return log.FirstOrDefault(e => e.Detail("event") == "LeaseChanged" && e.Text("reasons").Contains(number, StringComparison.Ordinal)) is { } installed ? At(installed, "event_time") - At(changed, "time") : null;
    }

    private static DateTimeOffset At(Entry entry, string field) => DateTimeOffset.Parse(entry.Text(field), CultureInfo.InvariantCulture);

    private static bool AreAllTold(IReadOnlyList<Entry> told) => ((string[])["archive", "lobby", "registry"]).All(
        door => told.Any(e => e.Detail("event") == "EntryUnanswered" && e.Text("door") == door && e.Text("reasons").Contains("lease_not_named", StringComparison.Ordinal)));

    private async Task<string> BadgeOfAsync(string person)
    {
        CommandResult listed = await Site.CtlAsync("--as", "officer", "badge-card", "list");
        return Badge().Match(listed.Output.Split('\n').First(l => l.Contains(person, StringComparison.Ordinal))).Value;
    }

    private Task AreLockedAsync() => UntilAsync(async () => (await Twin.LocksAsync(Limit)).Locks.All(l => !l.Active), "every lock inactive");

    private Task UntilAsync(Func<Task<bool>> happened, string what) => Patience.UntilAsync(happened, TimeSpan.FromSeconds(120), what, Site.Logs, Limit);

    [GeneratedRegex("b-[0-9a-f]+")]
    private static partial Regex Badge();
}
