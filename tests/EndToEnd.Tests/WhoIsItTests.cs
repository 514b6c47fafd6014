using System.Globalization;
using System.Text.RegularExpressions;
using Secure.TestKit;
using Secure.TestKit.Pictures;
using Installed = Secure.TestKit.Pictures.Biometrics;

namespace Secure.EndToEnd.Tests;

/// <summary>Who is it, from the three officers to the alert and to leaving, in one run of the real processes with both factors.</summary>
public sealed partial class WhoIsItTests : IAsyncLifetime
{
    private const string Vault = "127.0.0.4";
    private const int Own = 1;

    /// <summary>Long enough for a few commands on a busy machine.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan AgeSeenMax = TimeSpan.FromMinutes(3);
    private static readonly string[] Read = ["--as", "zhang", "check", "read", "material", "design-review"], Print = ["--as", "zhang", "check", "print", "material", "test-report"];

    private readonly TempFolder _work = new();
    private DemoSite? _site;
    private int _touch = 5;

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
        _work.Dispose();
    }

    [Fact]
    public async Task Both_factors_permit_for_their_age_or_once_another_face_ends_it_with_an_alert_and_leaving_ends_all()
    {
        Assert.SkipUnless(Installed.Installed, Installed.Absent);
        Assert.SkipWhen(Portrait.Whole is null, Portrait.Absent);
        string? others = Checkout.SharedData("face_lfw");
        Assert.SkipWhen(others is null, FilmedFolder.NoOtherFace);
        await ThreeOfficersAsync();
        await EnrolAsync(Portrait.Whole);
        await SignInAsync("zhang", Vault);
        await PermittedForItsAgeAsync(Portrait.Whole);
        await PermittedOnceAsync();
        await AnotherFaceAsync(others);
        await LeaveAsync();
    }

    private async Task ThreeOfficersAsync()
    {
        foreach (string account in (string[])["admin", "officer", "auditor"]) { await SignInAsync(account); }
        string roles = await DoAsync("--as", "auditor", "roles");
        Assert.All((string[])["系统管理员", "安全保密管理员", "安全审计员"], role => Assert.Contains(role, roles, StringComparison.Ordinal));
    }

    private async Task EnrolAsync(TestPicture face)
    {
        FilmedFolder.Film(_work["enrol"], face, 12);
        Directory.CreateDirectory(_work["touches"]);
        for (int touch = 1; touch <= _touch; touch++) { await File.WriteAllBytesAsync(Path.Combine(_work["touches"], $"{touch}.pgm"), TestFinger.Pgm(Own, touch), Limit); }
        await EnrolAsync("face", _work["enrol"]);
        await EnrolAsync("fingerprint", _work["touches"]);
        string templates = await DoAsync("--as", "officer", "templates", "zhang-wei");
        Assert.All((string[])["人脸", "指纹"], factor => Assert.Contains(factor, templates, StringComparison.Ordinal));
    }

    private async Task EnrolAsync(string factor, string images)
    {
        await DoAsync("--as", "officer", "consent", "zhang-wei", factor);
        await DoAsync("--as", "officer", "enrol", "zhang-wei", factor, "--images", images);
    }

    private async Task PermittedForItsAgeAsync(TestPicture face)
    {
        await AskedAsync(Read);
        FilmedFolder.Of(_work["own"], face, TurnedHead.Turned(face, 38), TurnedHead.Turned(face, -38));
        long began = TimeProvider.System.GetTimestamp();
        await PermittedAsync([.. Read, "--frames", _work["own"], "--finger", Touch(), "--finger", Touch()]);
        await PermittedAsync(Read);
        CommandResult then;
        while ((then = await Site.CtlAsync(Read)).ExitCode == 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < AgeSeenMax, "still permitted: " + then.All);
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Limit);
        }
        Assert.True(TimeProvider.System.GetElapsedTime(began) >= Age, then.All);
        Assert.Contains("step-up", then.Output, StringComparison.Ordinal);
        string passed = await DoAsync("--as", "auditor", "audit", "query", "--kind", "stepup.passed", "--json");
        Assert.Contains("zhang-wei", passed, StringComparison.Ordinal);
    }

    private async Task PermittedOnceAsync()
    {
        await AskedAsync(Print);
        await PermittedAsync([.. Print, "--finger", Touch(), "--finger", Touch()]);
        // That finger is as fresh as it gets, and serves what is not marked; what is marked asks again.
        await PermittedAsync(Read);
        await AskedAsync(Print);
    }

    private async Task AnotherFaceAsync(string faces)
    {
        await SignInAsync("zhang", Vault);
        FilmedFolder.OfAnother(_work["other"], faces);
        CommandResult failed = await Site.CtlAsync([.. Read, "--frames", _work["other"]]);
        Assert.Equal(1, failed.ExitCode);
        Assert.DoesNotContain("允许 · permit", failed.All, StringComparison.Ordinal);
        CommandResult dead = await Site.CtlAsync(Read);
        Assert.True(dead.ExitCode != 0 && dead.All.Contains("session_required", StringComparison.Ordinal), dead.All);
        string alerts = await DoAsync("--as", "officer", "alerts", "--json");
        Assert.All((string[])["stepup.failed", "zhang-wei", "\"vault-ws\"", "\"vault\"", Vault], word => Assert.Contains(word, alerts, StringComparison.Ordinal));
    }

    private async Task LeaveAsync()
    {
        await SignInAsync("zhang", Vault);
        string left = await DoAsync("--as", "admin", "person", "leave", "zhang-wei", "--reason", "离职");
        Assert.Matches("ended: account zhang\n(.*\n)*.*ended: template face\n(.*\n)*.*ended: template fingerprint\n(.*\n)*.*still held: badge b-", left);
        CommandResult dead = await Site.CtlAsync(Read);
        Assert.True(dead.ExitCode != 0 && dead.All.Contains("session_required", StringComparison.Ordinal), dead.All);
        Assert.Contains("sign_in_failed", (await Site.SignInAsync("zhang", Vault)).All, StringComparison.Ordinal);
        Assert.DoesNotContain("t-", await DoAsync("--as", "officer", "templates", "zhang-wei"), StringComparison.Ordinal);
        Assert.False(await new TwinControl(Site).BadgeAsync("lobby", "1001", Limit, " wait=3000"), Site.Logs());
    }

    private async Task AskedAsync(string[] ask)
    {
        CommandResult asked = await Site.CtlAsync(ask);
        Assert.True(asked.ExitCode == 1 && asked.Output.Contains("step-up", StringComparison.Ordinal), asked.All);
    }

    private async Task PermittedAsync(string[] ask) => Assert.Contains("允许 · permit", await DoAsync(ask), StringComparison.Ordinal);

    private async Task SignInAsync(string account, string? from = null)
    {
        CommandResult done = await Site.SignInAsync(account, from);
        Assert.True(done.ExitCode == 0, done.All);
    }

    private async Task<string> DoAsync(params string[] arguments)
    {
        CommandResult done = await Site.CtlAsync(arguments);
        Assert.True(done.ExitCode == 0, done.All);
        return done.Output;
    }

    /// <summary>Another touch of the enrolled finger.</summary>
    private string Touch()
    {
        string file = _work[$"touch-{++_touch}.pgm"];
        File.WriteAllBytes(file, TestFinger.Pgm(Own, _touch));
        return file;
    }

    /// <summary>The demo's site with a short age, and with printing proved anew each time.</summary>
    private static string SiteText()
    {
        string age = string.Create(CultureInfo.InvariantCulture, $"{Age.TotalSeconds:0}s");
        string text = File.ReadAllText(Path.Combine(Checkout.Root, "firmware-config", "doors", "demo-site.yaml.in"))
            .Replace("@TODAY+400@", TimeProvider.System.GetUtcNow().AddDays(400).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.Ordinal);
        text = Tier().Replace(text, $"$0\n  tier_two_max_age: {age}\n  tier_three_max_age: {age}", 1);
        return text.Replace("    obligations: [watermark]\n", "    obligations: [watermark]\n    each_time: true\n", StringComparison.Ordinal);
    }

    [GeneratedRegex("^  address_tier_max: 3$", RegexOptions.Multiline)]
    private static partial Regex Tier();
}
