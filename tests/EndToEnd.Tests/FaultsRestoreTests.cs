using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>The gateway's disk is lost, and what there is are its keys, the site root's folder and yesterday's backup.</summary>
[Trait("part", "faults")]
public sealed class FaultsRestoreTests
{
    [Fact]
    public async Task After_a_restore_and_a_new_origin_doors_open_and_what_doors_did_since_the_backup_is_in_the_log()
    {
        using TempFolder parent = new();
        string folder = parent["demo"];
        string answers = await BackUpAndLoseAsync(folder);

        await DoAsync(BetweenAsync(folder, null, "restore", "--from", Path.Combine(folder, "backup")));
        string told = await DoAsync(BetweenAsync(folder, answers, "new-origin", "--reason", "disk lost"));

        await using DemoSite site = await DemoSite.StartAsync(folder);
        Assert.Equal(0, (await site.RunAsync("badge", "lobby", "1003")).ExitCode);
        await DoAsync(site.SignInAsync("officer"));
        Assert.Contains("store.restored", await DoAsync(site.CtlAsync("--as", "officer", "alerts")), StringComparison.Ordinal);
        await DoAsync(site.CtlAsync("--as", "officer", "unlock", "lobby", "--reason", "restored"));
        await DoAsync(site.SignInAsync("auditor"));
        string key = (await DoAsync(site.CtlAsync("--as", "auditor", "audit", "key"))).Trim();
        Assert.Contains(key, told, StringComparison.Ordinal);
        // The decision is lost with the disk; that the door opened is in its controller's journal.
        await OpenedAsync(site);
        await DoAsync(site.CtlAsync("--as", "auditor", "audit", "export", parent["log"]));
        await DoAsync(site.RunAsync("verify", parent["log"], "--key", key));
    }

    /// <returns>What the three officers type.</returns>
    private static async Task<string> BackUpAndLoseAsync(string folder)
    {
        await using DemoSite site = await DemoSite.StartAsync(folder);
        await DoAsync(site.SignInAsync("admin"));
        await DoAsync(site.CtlAsync("--as", "admin", "backup"));
        Assert.Equal(0, (await site.RunAsync("badge", "archive", "1002")).ExitCode);
        await site.StopAsync();
        foreach (string part in new[] { "store", "log" }) { Directory.Delete(Path.Combine(folder, "gateway", part), recursive: true); }
        string evidence = Path.Combine(folder, "gateway", "evidence");
        if (Directory.Exists(evidence)) { Directory.Delete(evidence, recursive: true); }
        return string.Concat(new[] { "admin", "officer", "auditor" }.Select(a => $"{a}\n{File.ReadAllText(Path.Combine(folder, "secrets", a + ".password")).Trim()}\n"));
    }

    private static async Task OpenedAsync(DemoSite site)
    {
        CommandResult found = await site.CtlAsync("--as", "auditor", "audit", "query", "--door", "archive", "--kind", "door.event", "--limit", "200");
        for (int i = 0; i < 60 && !found.Output.Contains("\"event\":\"Unlocked\"", StringComparison.Ordinal); i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            found = await site.CtlAsync("--as", "auditor", "audit", "query", "--door", "archive", "--kind", "door.event", "--limit", "200");
        }
        Assert.Contains("\"event\":\"Unlocked\"", found.Output, StringComparison.Ordinal);
    }

    private static Task<CommandResult> BetweenAsync(string folder, string? input, params string[] command) =>
        Command.RunAsync([Path.Combine(Checkout.Root, "secure"), .. command], new Dictionary<string, string> { ["SECURE_DATA"] = folder }, input: input);

    private static async Task<string> DoAsync(Task<CommandResult> running)
    {
        CommandResult done = await running;
        Assert.True(done.ExitCode == 0, done.All);
        return done.Output;
    }
}
