using System.Text.RegularExpressions;

namespace Secure.EndToEnd.Tests;

/// <summary>What the README invites a newcomer to try, step by step, on the real processes.</summary>
[Collection(nameof(RunningDemo))]
public sealed partial class TryThisTests(RunningDemo demo)
{
    private DemoSite Site => demo.Site;

    [Fact]
    public async Task A_badge_opens_the_right_door_and_no_other()
    {
        Assert.Equal(0, (await Site.RunAsync("badge", "lobby", "1003")).ExitCode);
        Assert.Equal(0, (await Site.RunAsync("badge", "archive", "1002")).ExitCode);
        Assert.Equal(0, (await Site.RunAsync("badge", "vault", "1001")).ExitCode);
        Assert.Equal(1, (await Site.RunAsync("badge", "vault", "1003")).ExitCode);
        Assert.Equal(1, (await Site.RunAsync("badge", "lobby", "4711")).ExitCode);
    }

    /// <summary>Only a permit has exit code 0.</summary>
    [Theory]
    [InlineData("chen", "staff-notice", 0, "允许 · permit")]
    [InlineData("zhang", "staff-notice", 0, "允许 · permit")]
    [InlineData("chen", "test-report", 1, "clearance_too_low")]
    [InlineData("wang", "design-review", 1, "step-up")]
    public async Task Each_tier_answers_each_of_three_people_with_its_reason(string account, string material, int exit, string answer)
    {
        await SignInAllAsync();
        CommandResult asked = await Site.CtlAsync("--as", account, "check", "read", "material", material);
        Assert.True(asked.ExitCode == exit, asked.All);
        Assert.Contains(answer, asked.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_officer_sees_who_is_where_how_the_doors_stand_and_that_no_site_file_waits()
    {
        await SignInAllAsync();
        await Site.RunAsync("badge", "vault", "1001");
        await Patience.UntilAsync(async () => (await OfficerAsync("presence")).Contains("zhang-wei: 在 · in vault", StringComparison.Ordinal), TimeSpan.FromSeconds(30), "he is shown in the vault", Site.Logs, TestContext.Current.CancellationToken);
        await Site.RunAsync("badge", "vault", "1001", "--reader", "out");
        await Patience.UntilAsync(async () => !(await OfficerAsync("presence")).Contains("zhang-wei: 在 · in vault", StringComparison.Ordinal), TimeSpan.FromSeconds(30), "he is shown there no longer", Site.Logs, TestContext.Current.CancellationToken);
        string doors = await OfficerAsync("doors");
        Assert.All(["lobby", "archive", "vault", "lab", "registry"], d => Assert.Single(doors.Split('\n'), l => l.StartsWith(d, StringComparison.Ordinal)));
        Assert.Contains("没有待批的变更 · nothing waits", await OfficerAsync("site", "pending"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tier_three_asks_for_more_inside_the_vault_and_denies_outside()
    {
        await SignInAllAsync();
        await Site.RunAsync("badge", "vault", "1001");
        await EventuallyAsync("zhang", "core-design", "step-up");
        await Site.RunAsync("badge", "vault", "1001", "--reader", "out");
        await EventuallyAsync("zhang", "core-design", "not_present");
    }

    [Fact]
    public async Task A_forged_grant_moves_no_strike_and_is_in_the_log()
    {
        await SignInAllAsync();
        async Task<int> RefusedAsync() => (await Site.CtlAsync("--as", "auditor", "audit", "query", "--kind", "door.event", "--limit", "500", "--json")).Output.Split("GrantRefused").Length;
        int before = await RefusedAsync();
        CommandResult forged = await Site.RunAsync("twin", "forge", "vault");
        Assert.True(forged.ExitCode == 0, forged.All);
        Assert.Contains("the strike did not move", forged.Output, StringComparison.Ordinal);
        await Patience.UntilAsync(async () => await RefusedAsync() > before, TimeSpan.FromSeconds(30), "the refused grant is in the log", Site.Logs, TestContext.Current.CancellationToken);
        Assert.Equal(2, (await Site.RunAsync("twin", "forge", "attic")).ExitCode);
    }

    [Fact]
    public async Task An_officer_unlocks_a_door_and_sees_what_it_did()
    {
        await SignInAllAsync();
        CommandResult done = await Site.CtlAsync("--as", "officer", "unlock", "archive", "--reason", "visitor");
        Assert.True(done.ExitCode == 0, done.All);
        Assert.Contains("已执行 · done", done.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--door")]
    [InlineData("--room")]
    public async Task Lockdown_keeps_a_permitted_badge_out_until_release(string what)
    {
        await SignInAllAsync();
        CommandResult locked = await Site.CtlAsync("--as", "officer", "lockdown", what, "archive", "--reason", "drill");
        Assert.True(locked.ExitCode == 0, locked.All);
        Assert.Equal(1, (await Site.RunAsync("badge", "archive", "1002")).ExitCode);
        CommandResult released = await Site.CtlAsync("--as", "officer", "lockdown", what, "archive", "--release", "--reason", "drill over");
        Assert.True(released.ExitCode == 0, released.All);
        Assert.Equal(0, (await Site.RunAsync("badge", "archive", "1002")).ExitCode);
    }

    [Fact]
    public async Task One_changed_byte_in_a_copy_of_the_log_is_found()
    {
        await SignInAllAsync();
        string copy = Path.Combine(Directory.CreateTempSubdirectory("copy-").FullName, "log");
        CommandResult exported = await Site.CtlAsync("--as", "auditor", "audit", "export", copy);
        Assert.True(exported.ExitCode == 0, exported.All);
        string key = (await Site.CtlAsync("--as", "auditor", "audit", "key")).Output.Trim();
        CommandResult good = await Site.RunAsync("verify", copy, "--key", key);
        Assert.True(good.ExitCode == 0, good.All);
        ExportedLog.ChangeOneByte(copy);
        CommandResult bad = await Site.RunAsync("verify", copy, "--key", key);
        Assert.Equal(1, bad.ExitCode);
        Assert.Matches(FirstEntry(), bad.All);
    }

    [Fact]
    public async Task A_forced_door_raises_an_alarm()
    {
        await SignInAllAsync();
        await Site.RunAsync("twin", "force", "lobby");
        for (int i = 0; i < 50; i++)
        {
            if ((await Site.CtlAsync("--as", "auditor", "audit", "query", "--kind", "alarm", "--door", "lobby")).Output.Contains("door.forced", StringComparison.Ordinal)) { break; }
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }
        CommandResult alarms = await Site.CtlAsync("--as", "auditor", "audit", "query", "--kind", "alarm", "--door", "lobby");
        await Site.RunAsync("twin", "close", "lobby");
        Assert.Contains("door.forced", alarms.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_is_given_and_taken_by_two_officers_and_not_by_one()
    {
        await SignInAllAsync();
        await Site.ByTwoAsync("grant-role", "chen-lei", "Guard", "--reason", "night shift");
        Assert.Contains("chen-lei", (await Site.CtlAsync("--as", "auditor", "roles")).Output, StringComparison.Ordinal);
        await Site.ByTwoAsync("withdraw-role", "chen-lei", "Guard", "--reason", "morning");
        Assert.DoesNotContain("chen-lei", (await Site.CtlAsync("--as", "auditor", "roles")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_that_the_demo_drew_lies_in_the_repository()
    {
        string[] drawn = [.. Directory.GetFiles(Path.Combine(Site.Folder, "secrets"), "*.password").Select(f => File.ReadAllText(f).Trim())];
        Assert.Equal(9, drawn.Length);
        CommandResult found = await Command.RunAsync(["git", "grep", "--untracked", "-l", "-F", .. drawn.SelectMany(d => new[] { "-e", d })], folder: Secure.TestKit.Checkout.Root);
        Assert.True(found.ExitCode == 1, found.All);
    }

    [Fact]
    public void What_ends_in_the_demo_ends_in_a_year_at_the_earliest()
    {
        DateOnly[] dates = [.. Dates().Matches(File.ReadAllText(Path.Combine(Site.Folder, "site.yaml"))).Select(d => DateOnly.ParseExact(d.Value, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))];
        Assert.NotEmpty(dates);
        DateOnly year = DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime).AddDays(365);
        Assert.All(dates, d => Assert.True(d >= year, $"{d:O}"));
    }

    private Task SignInAllAsync() => demo.SignInAllAsync();

    private async Task<string> OfficerAsync(params string[] command)
    {
        CommandResult shown = await Site.CtlAsync(["--as", "officer", .. command]);
        Assert.True(shown.ExitCode == 0, shown.All);
        return shown.Output;
    }

    private async Task<string> CheckAsync(string account, string action, string material) =>
        (await Site.CtlAsync("--as", account, "check", action, "material", material)).All;

    private async Task EventuallyAsync(string account, string material, string expected)
    {
        string answer = "";
        for (int i = 0; i < 30 && !answer.Contains(expected, StringComparison.Ordinal); i++)
        {
            answer = await CheckAsync(account, "read", material);
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
        }
        Assert.Contains(expected, answer, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\b20[0-9]{2}-[0-9]{2}-[0-9]{2}\b")]
    private static partial Regex Dates();

    [GeneratedRegex("first bad entry: 0(?![0-9])")]
    private static partial Regex FirstEntry();
}
