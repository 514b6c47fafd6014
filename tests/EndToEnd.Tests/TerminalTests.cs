using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>What a person sees who runs the script in a terminal, and what is left when he ends it there.</summary>
public sealed partial class TerminalTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_demo_tells_what_happens_in_a_line_each_and_ends_whole_by_Ctrl_C_and_a_changed_one_with_its_terminal()
    {
        using TempFolder folder = new();
        await using (OnTerminal terminal = OnTerminal.Start(folder["demo"], DemoSite.FreePorts(), "demo"))
        {
            await terminal.UntilShownAsync("the demo is ready", Cancelled);
            await terminal.UntilShownAsync("action=watch", Cancelled);
            await UseAsync(terminal, folder["demo"]);
            await terminal.PressCtrlCAsync();
            Assert.Equal(130, await terminal.EndedAsync(Cancelled));
            await terminal.LeftNobodyAsync(Cancelled);
            // The script ends one after the other: nobody went by himself and was started once more.
            Assert.DoesNotContain(terminal.Shown, l => l.Contains("restarting in", StringComparison.Ordinal));
        }
        await ChangeSiteAsync(folder["demo"]);
        await using (OnTerminal terminal = OnTerminal.Start(folder["demo"], DemoSite.FreePorts(), "demo"))
        {
            await terminal.UntilShownAsync("the demo is ready", Cancelled);
            await AssertWaitsAsync(folder["demo"]);
            Assert.NotEmpty(RunningProcess.Naming(folder["demo"]));
            terminal.Close();
            await terminal.LeftNobodyAsync(Cancelled);
        }
    }

    [Fact]
    public async Task A_sites_one_time_token_is_shown_once_on_the_terminal_and_is_in_no_file_and_down_ends_the_site()
    {
        using TempFolder folder = new();
        string site = folder["site.yaml"], data = folder["site"], example = Path.Combine(Checkout.Root, "firmware-config", "doors", "demo-site.yaml.in");
        string year = TimeProvider.System.GetUtcNow().AddDays(400).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(site, (await File.ReadAllTextAsync(example, Cancelled)).Replace("@TODAY+400@", year, StringComparison.Ordinal), Cancelled);
        await using OnTerminal terminal = OnTerminal.Start(data, DemoSite.FreePorts(), "up", $"--site '{site}'");
        await terminal.UntilShownAsync("./secure ctl --data", Cancelled);
        string token = Token().Match(Assert.Single(terminal.Shown, l => l.Contains("one-time token", StringComparison.Ordinal))).Value;
        Assert.NotEqual("", token);
        await HoldCeremonyAsync(data, token, folder["people"]);
        Assert.Equal(0, (await SecureAsync("down", "--data", data)).ExitCode);
        Assert.Equal(143, await terminal.EndedAsync(Cancelled));
        await terminal.LeftNobodyAsync(Cancelled);
        Assert.Single(terminal.Shown, l => l.Contains(token, StringComparison.Ordinal));
        string[] files = Directory.GetFiles(data, "*", SearchOption.AllDirectories);
        Assert.Contains(Path.Combine(data, "log", "gateway.log"), files);
        Assert.DoesNotContain(files, f => File.ReadAllBytes(f).AsSpan().IndexOf(Encoding.ASCII.GetBytes(token)) >= 0);
    }

    /// <summary>With the token the three officers come to be, and the first of them signs in.</summary>
    private static async Task HoldCeremonyAsync(string data, string token, string people)
    {
        Directory.CreateDirectory(people);
        foreach (string account in new[] { "admin", "officer", "auditor" }) { await File.WriteAllTextAsync(Path.Combine(people, account + ".password"), "Aa7-" + RandomNumberGenerator.GetHexString(20, lowercase: true), Cancelled); }
        string tokenFile = Path.Combine(people, "token");
        await File.WriteAllTextAsync(tokenFile, token, Cancelled);
        string[] command = ["ctl", "--data", data, "ceremony", "--token-file", tokenFile, "--passwords", people, "--codes", Path.Combine(people, "codes"),
            "--administrator", "zhou-qiang:周强:admin", "--security-officer", "li-officer:李敏:officer", "--auditor", "sun-jing:孙静:auditor"];
        CommandResult held = await SecureAsync(command);
        Assert.True(held.ExitCode == 0, held.All);
        CommandResult again = await SecureAsync(command);
        Assert.True(again.ExitCode != 0, again.All);
    }

    private static async Task UseAsync(OnTerminal terminal, string data)
    {
        Assert.Equal(0, (await SecureAsync("badge", "lobby", "1003", "--data", data)).ExitCode);
        CommandResult signedIn = await SecureAsync("ctl", "--data", data, "sign-in", "chen", "--password-file", Path.Combine(data, "secrets", "chen.password"));
        Assert.True(signedIn.ExitCode == 0, signedIn.All);
        Assert.Equal(1, (await SecureAsync("ctl", "--data", data, "--as", "chen", "check", "read", "material", "test-report")).ExitCode);
        Assert.Equal(0, (await SecureAsync("twin", "force", "archive", "--data", data)).ExitCode);
        await terminal.UntilShownAsync("door.forced", Cancelled);
        await terminal.UntilShownAsync("\"event\":\"Closed\"", Cancelled);
        // Number, what kind, when, then who, where and what came of it: one line for each, and no other.
        AssertOne(terminal, @"^ *\d+  v=1  kind=door\.event  time=\S+  person=chen-lei  device=door-01  door=lobby .*""event"":""Opened""");
        AssertOne(terminal, @"^ *\d+  v=1  kind=decision  time=\S+  subject=chen-lei .*resource=material/test-report  action=read  decision=deny  reasons=\[""clearance_too_low""\]");
        AssertOne(terminal, @"^ *\d+  v=1  kind=alarm  time=\S+  device=door-01  door=archive .*the door was forced open");
        Assert.Equal(0, (await SecureAsync("twin", "close", "archive", "--data", data)).ExitCode);
    }

    private static async Task ChangeSiteAsync(string data)
    {
        string file = Path.Combine(data, "site.yaml"), text = await File.ReadAllTextAsync(file, Cancelled);
        Assert.Contains("en: Registry}", text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text.Replace("en: Registry}", "en: Records}", StringComparison.Ordinal), Cancelled);
    }

    /// <summary>What the site file says differently at the next start waits for two officers.</summary>
    private static async Task AssertWaitsAsync(string data)
    {
        CommandResult waits = await SecureAsync("ctl", "--data", data, "--as", "officer", "site", "pending");
        Assert.True(waits.ExitCode == 0, waits.All);
        Assert.Matches(@"- .*registry.*Registry", waits.Output);
        Assert.Matches(@"\+ .*registry.*Records", waits.Output);
    }

    private static void AssertOne(OnTerminal terminal, string pattern) => Assert.True(terminal.Shown.Count(l => Regex.IsMatch(l, pattern)) == 1, $"{pattern}\n{string.Join('\n', terminal.Shown)}");

    private static Task<CommandResult> SecureAsync(params string[] arguments) => Command.RunAsync(["bash", Path.Combine(Checkout.Root, "secure"), .. arguments]);

    [GeneratedRegex("[0-9A-F]{4}(-[0-9A-F]{4}){7}")]
    private static partial Regex Token();
}
