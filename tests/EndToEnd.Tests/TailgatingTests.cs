using System.Globalization;
using Secure.TestKit;
using Secure.TestKit.Pictures;
using Installed = Secure.TestKit.Pictures.Biometrics;

namespace Secure.EndToEnd.Tests;

/// <summary>Who passes a door is counted on its clip, on the real processes: camera, sealed clip, face engine, record.</summary>
public sealed class TailgatingTests : IAsyncLifetime
{
    /// <summary>A clip ends some seconds after the door's last event, is sealed, sent, opened and looked at.</summary>
    private static readonly TimeSpan CountedMax = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan OnlineMax = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan EachPicture = TimeSpan.FromMilliseconds(200);

    private DemoSite? _site;

    private DemoSite Site => _site!;

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (!Installed.Installed || Portrait.Whole is null) { return; }
        string folder = Directory.CreateTempSubdirectory("demo-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "site.yaml"), SiteText(), Limit);
        _site = await DemoSite.StartAsync(folder);
    }

    public async ValueTask DisposeAsync()
    {
        if (_site is not null) { await _site.DisposeAsync(); }
    }

    [Fact]
    public async Task One_face_behind_one_badge_is_counted_and_two_faces_behind_one_badge_alert_with_the_clip()
    {
        Assert.SkipUnless(Installed.Installed, Installed.Absent);
        Assert.SkipWhen(Portrait.Whole is null, Portrait.Absent);
        await KeepClipsAsync();
        foreach (string account in new[] { "officer", "auditor" }) { Assert.Equal(0, (await Site.SignInAsync(account)).ExitCode); }

        using (Filmed(Portrait.Whole))
        {
            await PassAsync();
            await UntilAsync("passage.counted", "--as", "auditor", "audit", "query", "--kind", "passage.counted");
        }
        Assert.DoesNotContain("door.tailgating", await DoAsync("--as", "officer", "alerts", "--json"), StringComparison.Ordinal);

        using (Filmed(Portrait.Whole.Beside(Portrait.Whole.Mirrored())))
        {
            await PassAsync();
            string alert = await UntilAsync("\"door.tailgating\"", "--as", "officer", "alerts", "--json");
            Assert.Contains("wang-fang", alert, StringComparison.Ordinal);
        }
    }

    private async Task PassAsync() => Assert.True(await new TwinControl(Site).BadgeAsync("archive", "1002", Limit, " wait=3000"), Site.Logs());

    private async Task<string> UntilAsync(string wanted, params string[] arguments)
    {
        string said = "";
        await Patience.UntilAsync(async () => (said = await DoAsync(arguments)).Contains(wanted, StringComparison.Ordinal), CountedMax, wanted, Site.Logs, Limit);
        return said;
    }

    private async Task<string> DoAsync(params string[] arguments)
    {
        CommandResult done = await Site.CtlAsync(arguments);
        Assert.True(done.ExitCode == 0, done.All);
        return done.Output;
    }

    /// <summary>What the door's camera sees until it is disposed of.</summary>
    private Timer Filmed(TestPicture picture)
    {
        byte[] jpeg = picture.Jpeg();
        string folder = Path.Combine(Site.Folder, "cameras", "archive");
        return new Timer(_ =>
        {
            string name = Path.Combine(folder, TimeProvider.System.GetUtcNow().Ticks.ToString("D20", CultureInfo.InvariantCulture));
            File.WriteAllBytes(name + ".new", jpeg);
            File.Move(name + ".new", name + ".jpg");
        }, null, TimeSpan.Zero, EachPicture);
    }

    /// <summary>The demo's agent, told to keep clips of the archive's camera and begun again by the script.</summary>
    private async Task KeepClipsAsync()
    {
        const string Camera = "cameras/archive\"";
        string file = Path.Combine(Site.Folder, "agent.json"), text = await File.ReadAllTextAsync(file, Limit);
        Assert.Contains(Camera, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text.Replace(Camera, Camera + ", \"clips\": {\"beforeS\": 2, \"afterS\": 3}", StringComparison.Ordinal), Limit);
        int before = Connections();
        await new SiteProcesses(Site).KillAsync("agent", Limit);
        await Patience.UntilAsync(() => Task.FromResult(Connections() > before), OnlineMax, "the agent is back", Site.Logs, Limit);
    }

    private int Connections()
    {
        using FileStream log = new(Path.Combine(Site.Folder, "log", "agent.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(log);
        return reader.ReadToEnd().Split("MQTT agent-01: connected").Length;
    }

    /// <summary>The demo's site, with the passages into the archive counted.</summary>
    private static string SiteText()
    {
        string text = File.ReadAllText(Path.Combine(Checkout.Root, "firmware-config", "doors", "demo-site.yaml.in"))
            .Replace("@TODAY+400@", TimeProvider.System.GetUtcNow().AddDays(400).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.Ordinal);
        int room = text.IndexOf("\n  archive:\n", StringComparison.Ordinal), entry = text.IndexOf("entry: [badge]", room, StringComparison.Ordinal);
        return text[..entry] + "count_people: true\n    " + text[entry..];
    }
}
