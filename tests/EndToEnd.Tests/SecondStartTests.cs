using System.Diagnostics;
using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>
/// One folder, started twice and ended in two ways: as ever, then without a network (its name has a space and signs of
/// three bytes); and one started again when every certificate of its devices has long expired.
/// </summary>
public sealed class SecondStartTests
{
    [Fact]
    public async Task A_later_start_without_a_network_goes_on_with_what_is_there_and_every_end_leaves_no_process()
    {
        if (!await DemoSurroundings.CanBeWithoutNetworkAsync()) { Assert.Skip("本机不允许自建网络 · this machine allows no network of one's own"); }
        using TempFolder parent = new();
        string folder = parent["演示 二"];
        Facts first = await RunAsync(folder, DemoSurroundings.Usual, site => site.StopAsync("INT"));
        Facts second = await RunAsync(folder, DemoSurroundings.WithoutNetwork, KillAsync);
        AssertGoesOn(first, second);
    }

    [Fact]
    public async Task A_start_90_days_later_renews_what_has_expired_and_goes_on_with_what_is_there()
    {
        using TempFolder parent = new();
        Facts first = await RunAsync(parent["demo"], DemoSurroundings.Usual, TakeDownAsync);
        Facts later = await RunAsync(parent["demo"], DemoSurroundings.At("+90d"), site => site.StopAsync());
        AssertGoesOn(first, later);
    }

    private sealed record Facts(string Root, string LogKey, long LogSize, byte[] FirstEntries);

    private static void AssertGoesOn(Facts before, Facts after)
    {
        Assert.Equal(before.Root, after.Root);
        Assert.Equal(before.LogKey, after.LogKey);
        Assert.True(after.LogSize > before.LogSize, $"{after.LogSize} entries after {before.LogSize}");
        Assert.True(after.FirstEntries.AsSpan().StartsWith(before.FirstEntries), "The log does not begin as it did.");
    }

    private static async Task<Facts> RunAsync(string folder, DemoSurroundings surroundings, Func<DemoSite, Task> end)
    {
        Facts facts;
        await using (DemoSite site = await DemoSite.StartAsync(folder, surroundings))
        {
            try { facts = await UseAsync(site); }
            catch (Exception) { TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', site.Output) + "\n" + site.Logs()); throw; }
            await end(site);
            await Eventually.True(() => site.Processes().Count == 0, seconds: 15, string.Join('\n', site.Processes()));
        }
        return facts;
    }

    private static async Task<Facts> UseAsync(DemoSite site)
    {
        Assert.Equal(0, (await site.RunAsync("badge", "lobby", "1003")).ExitCode);
        await DoAsync(site.SignInAsync("chen"));
        await DoAsync(site.SignInAsync("auditor"));
        Assert.Contains("允许 · permit", await DoAsync(site.CtlAsync("--as", "chen", "check", "read", "material", "staff-notice")), StringComparison.Ordinal);
        using TempFolder work = new();
        await DoAsync(site.CtlAsync("--as", "auditor", "audit", "export", work["log"]));
        string key = (await DoAsync(site.CtlAsync("--as", "auditor", "audit", "key"))).Trim();
        await DoAsync(site.RunAsync("verify", work["log"], "--key", key));
        return new Facts(await File.ReadAllTextAsync(site.Root), key, ExportedLog.Size(work["log"]), ExportedLog.FirstEntries(work["log"]));
    }

    private static async Task<string> DoAsync(Task<CommandResult> running)
    {
        CommandResult done = await running;
        Assert.True(done.ExitCode == 0, done.All);
        return done.Output;
    }

    private static async Task TakeDownAsync(DemoSite site)
    {
        await DoAsync(site.RunAsync("down"));
        Assert.DoesNotContain(site.Processes(), p => p.Id == site.ScriptId);
        CommandResult again = await site.RunAsync("down");
        Assert.True(again.ExitCode == 1, again.All);
        Assert.Contains("nothing runs", again.Errors, StringComparison.Ordinal);
    }

    private static Task KillAsync(DemoSite site)
    {
        using Process script = Process.GetProcessById(site.ScriptId);
        script.Kill();
        return Task.CompletedTask;
    }
}
