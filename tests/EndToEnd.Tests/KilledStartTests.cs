using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>A first start that the power cuts short, again and again, each time a stage later, in the same folder.</summary>
public sealed class KilledStartTests
{
    private static readonly (string Account, string? From)[] Accounts = [("admin", null), ("officer", null), ("auditor", null), ("zhang", "127.0.0.4"), ("wang", "127.0.0.3"), ("chen", null)];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wherever_a_first_start_was_killed_the_next_goes_on_and_in_the_end_every_account_signs_in_and_a_badge_opens_a_door()
    {
        using TempFolder parent = new();
        string folder = parent["demo"];
        await KillWhenThereAsync(folder, "gateway/store/store.db");
        await KillWhenThereAsync(folder, "secrets/recovery-codes");
        await KillWhenThereAsync(folder, "agent-enrolled");
        await KillWhenThereAsync(folder, "run/door-01.sock");
        await using DemoSite site = await DemoSite.StartAsync(folder);
        Assert.Equal(0, (await site.RunAsync("badge", "lobby", "1003")).ExitCode);
        foreach ((string account, string? from) in Accounts)
        {
            CommandResult signedIn = await site.SignInAsync(account, from);
            Assert.True(signedIn.ExitCode == 0, signedIn.All);
        }
        Assert.Equal(0, (await site.RunAsync(await File.ReadAllTextAsync(site.Secret("wang.pin"), Cancelled), ["badge", "registry", "1002", "--pin"])).ExitCode);
    }

    private static Task KillWhenThereAsync(string folder, string name) => DemoSite.KillWhenAsync(folder, name, () => Path.Exists(Path.Combine(folder, name)), Cancelled);
}
