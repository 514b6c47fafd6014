using System.Globalization;
using Secure.EdgeAgent.Devices.Tests.Fingerprints;
using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>A door of tier 1 whose own sensor compares the finger, on the real processes: gateway, agent with its driver, controller; the sensor is a twin on a pseudo-terminal.</summary>
public sealed class SensorDoorTests : IAsyncLifetime
{
    private const string WangsBadge = "1002";

    private readonly SensorTwin _sensor = new();
    private DemoSite? _site;

    private DemoSite Site => _site!;

    private TwinControl Twin => new(Site);

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        string folder = Directory.CreateTempSubdirectory("demo-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "site.yaml"), SiteText(), Limit);
        _site = await DemoSite.StartAsync(folder);
        File.CreateSymbolicLink(Path.Combine(folder, "run", "archive-finger"), _sensor.Path);
    }

    public async ValueTask DisposeAsync()
    {
        if (_site is not null) { await _site.DisposeAsync(); }
        _sensor.Dispose();
    }

    [Fact]
    public async Task A_finger_enrolled_in_the_doors_sensor_opens_it_another_does_not_and_what_is_deleted_while_the_sensor_is_away_is_erased_when_it_is_back()
    {
        _sensor.Finger = () => 7;
        await DoAsync("--as", "officer", "consent", "wang-fang", "fingerprint");
        // The agent asks anew every 30 s about a sensor that was not used before.
        string enrolled = "";
        await UntilAsync(async () =>
        {
            CommandResult done = await Site.CtlAsync("--as", "officer", "enrol-at-door", "wang-fang", "archive");
            Assert.True(done.ExitCode == 0 || done.All.Contains("sensor_gone", StringComparison.Ordinal), done.All);
            return (enrolled = done.ExitCode == 0 ? done.Output : "").Length > 0;
        }, "the finger is enrolled");
        Assert.Contains("archive:0", enrolled, StringComparison.Ordinal);
        Assert.Equal([new KeyValuePair<int, int>(0, 7)], _sensor.Library);

        Assert.True(await BadgeAsync(30), Site.Logs());
        _sensor.Finger = () => 8;
        Assert.False(await BadgeAsync(4), Site.Logs());

        // Somebody puts a finger of his own into the sensor.
        _sensor.Put(5, 8);
        await UntilAsync(async () => (await DoAsync("--as", "officer", "alerts")).Contains("sensor.library_differs", StringComparison.Ordinal), "the foreign finger is told");
        _sensor.Finger = () => 7;
        Assert.False(await BadgeAsync(4), Site.Logs());
        _sensor.Library.Remove(5);

        _sensor.Silent = true;
        Assert.Contains("wang-fang", await DoAsync("--as", "officer", "person", "show", "wang-fang"), StringComparison.Ordinal);
        await DoAsync("--as", "officer", "delete-template", "wang-fang", "archive:0");
        await UntilAsync(async () => (await DoAsync("--as", "officer", "alerts")).Contains("sensor.not_erased", StringComparison.Ordinal), "the sensor out of reach is told");
        Assert.NotEmpty(_sensor.Library);
        _sensor.Silent = false;
        await UntilAsync(() => Task.FromResult(_sensor.Library.Count == 0), "the slot is erased");
        Assert.False(await BadgeAsync(3), Site.Logs());
    }

    /// <summary>True where the door's strike became active.</summary>
    private async Task<bool> BadgeAsync(int seconds)
    {
        await Task.Delay(TimeSpan.FromSeconds(2.5), TimeProvider.System, Limit);
        return (await Twin.AskAsync(string.Create(CultureInfo.InvariantCulture, $"badge archive {WangsBadge} wait={seconds}000"), Limit)).GetProperty("outcome").GetString() != "none";
    }

    private async Task<string> DoAsync(params string[] arguments)
    {
        CommandResult done = await Site.CtlAsync(arguments);
        Assert.True(done.ExitCode == 0, done.All);
        return done.Output;
    }

    private static Task UntilAsync(Func<Task<bool>> happened, string what) => Patience.UntilAsync(happened, TimeSpan.FromSeconds(90), what, () => "", Limit);

    /// <summary>The demo's site, with the archive a room of tier 1 whose sensor compares by itself.</summary>
    internal static string SiteText()
    {
        string text = File.ReadAllText(Path.Combine(Checkout.Root, "firmware-config", "doors", "demo-site.yaml.in"))
            .Replace("@TODAY+400@", TimeProvider.System.GetUtcNow().AddDays(400).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.Ordinal);
        int room = text.IndexOf("\n  archive:\n", StringComparison.Ordinal), vault = text.IndexOf("\n  vault:\n", StringComparison.Ordinal);
        string archive = text[room..vault].Replace("tier: 2", "tier: 1", StringComparison.Ordinal).Replace("entry: [badge]", "entry: [badge, fingerprint]\n    match_on_sensor: true", StringComparison.Ordinal);
        return text[..room] + archive + text[vault..];
    }
}
