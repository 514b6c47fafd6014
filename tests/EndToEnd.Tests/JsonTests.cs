using System.Text.Json;

namespace Secure.EndToEnd.Tests;

/// <summary>What a program reads: with --json every line of the standard output is one JSON value.</summary>
[Collection(nameof(RunningDemo))]
public sealed class JsonTests(RunningDemo demo)
{
    private DemoSite Site => demo.Site;

    [Fact]
    public async Task Every_line_of_a_demo_is_JSON_and_a_badge_a_decision_and_an_alarm_are_among_them()
    {
        await demo.SignInAllAsync();
        await Patience.UntilAsync(() => Task.FromResult(Site.Printed.Any(l => l.Contains("\"action\":\"watch\"", StringComparison.Ordinal))), TimeSpan.FromSeconds(60), "the demo shows the log", () => string.Join('\n', Site.Printed), TestContext.Current.CancellationToken);
        int before = Site.Printed.Count;
        Assert.Equal(0, (await Site.RunAsync("badge", "lobby", "1003")).ExitCode);
        await Site.CtlAsync("--as", "chen", "check", "read", "material", "test-report");
        Assert.Equal(0, (await Site.RunAsync("twin", "force", "archive")).ExitCode);
        Assert.Equal(0, (await Site.RunAsync("twin", "close", "archive")).ExitCode);
        await Patience.UntilAsync(
            () => Task.FromResult(new[] { "\"event\":\"Opened\"", "\"kind\":\"decision\"", "\"door.forced\"" }.All(w => Site.Printed.Skip(before).Any(l => l.Contains(w, StringComparison.Ordinal)))),
            TimeSpan.FromSeconds(60), "badge, decision and alarm are printed", () => string.Join('\n', Site.Printed), TestContext.Current.CancellationToken);
        AssertJson("demo", [.. Site.Printed]);
    }

    [Fact]
    public async Task Every_line_of_the_commands_that_show_something_is_JSON()
    {
        await demo.SignInAllAsync();
        await Site.RunAsync("badge", "lobby", "1003");
        string[] officer = ["doors", "presence", "alerts --all", "roles", "approvals", "devices", "site pending", "people list", "person show wang-fang", "badge-card list", "templates wang-fang", "evidence retention", "report handover", "report entries", "report alerts", "report unused", "report drills", "whoami", "health"];
        foreach (string command in officer) { await AssertJsonAsync("officer", command); }
        foreach (string command in new[] { "audit query --limit 5", "audit key", "report review", "roles" }) { await AssertJsonAsync("auditor", command); }
        foreach (string command in new[] { "backup --status", "selftest door-01", "site pending" }) { await AssertJsonAsync("admin", command); }
        foreach (string command in new[] { "check read material staff-notice", "check read material test-report", "whoami" }) { await AssertJsonAsync("chen", command); }
        AssertJson("timeline", Lines((await Site.RunAsync("timeline", "--json", "--door", "lobby", "--limit", "20")).Output));
    }

    private async Task AssertJsonAsync(string account, string command)
    {
        CommandResult shown = await Site.CtlAsync(["--as", account, .. command.Split(' '), "--json"]);
        AssertJson($"{command} ({shown.Errors})", Lines(shown.Output));
    }

    private static void AssertJson(string what, string[] lines)
    {
        Assert.True(lines.Length > 0, what + " printed nothing.");
        foreach (string line in lines)
        {
            try { using JsonDocument read = JsonDocument.Parse(line); }
            catch (JsonException wrong) { Assert.Fail($"{what}: {wrong.Message}: {line}"); }
        }
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
