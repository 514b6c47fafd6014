using System.Text.Json;

namespace Secure.EndToEnd.Tests;

/// <summary>The gateway, the broker or the agent hangs at one step of an entry after the other and then goes on, or the door's camera is gone and comes back: what the door does, and what is recorded of it.</summary>
[Trait("part", "faults")]
[Collection("faulty site")]
public sealed class FaultsStepsTests(FaultySite faulty)
{
    private const string Wang = "1002";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <param name="opens">Whether a badge opens that is presented while it hangs: without the broker the way to the gateway is whole, and no picture is asked for here.</param>
    [Theory]
    [InlineData("gateway", false)]
    [InlineData("agent", false)]
    [InlineData("broker", true)]
    [InlineData("camera", true)]
    public async Task What_hangs_at_any_step_of_an_entry_opens_no_door_later_and_loses_no_word_of_it(string name, bool opens)
    {
        await faulty.AssertWorksAsync(Cancelled);
        await AskedAsync(name, opens);
        await UnlockedAsync(name);
        await OpenAsync(name);
        await faulty.AssertWorksAsync(Cancelled);
        await LogProof.AssertSoundAsync(faulty.Site, faulty.Officer, Cancelled);
    }

    /// <summary>It hangs before the badge is presented, and goes on when whoever presented it may be gone.</summary>
    private async Task AskedAsync(string name, bool opens)
    {
        int told = (await ToldAsync()).Count, strikes = await StrikesAsync(), tries = opens ? 5 : 1;
        bool opened = false;
        // A controller that is not acknowledged for long goes by its lease, which lets nobody into the archive: then once more.
        do
        {
            await OnlineAtRestAsync();
            await WhileItHangsAsync(name, async () => opened = await StrikesForAsync(Wang, 5000));
        }
        while (!opened && --tries > 0);
        Assert.True(opened == opens, $"The archive {(opens ? "did not open" : "opened")} while the {name} hung.\n{faulty.Site.Logs()}");
        await UntilToldAsync(told, opens ? "NotOpened" : "EntryUnanswered");
        await OnlineAtRestAsync();
        Assert.Equal(strikes + (opens ? 1 : 0), await StrikesAsync());
    }

    /// <summary>It hangs while the lock is driven, and nobody goes in.</summary>
    private async Task UnlockedAsync(string name)
    {
        int told = (await ToldAsync()).Count;
        await faulty.UntilAsync(() => StrikesForAsync(Wang, 10000), "the archive unlocks");
        int strikes = await StrikesAsync();
        await WhileItHangsAsync(name, AtRestAsync);
        await UntilToldAsync(told, "NotOpened");
        await OnlineAtRestAsync();
        Assert.Equal(strikes, await StrikesAsync());
        Assert.DoesNotContain(await SinceAsync(told), e => e.Detail("event") == "Opened");
    }

    /// <summary>It hangs while somebody stands in the open door.</summary>
    private async Task OpenAsync(string name)
    {
        int told = (await ToldAsync()).Count;
        await faulty.UntilAsync(IsOpenedAsync, "somebody opens the archive");
        int strikes = await StrikesAsync();
        await WhileItHangsAsync(name, async () =>
        {
            await AtRestAsync();
            await faulty.Twin.AskAsync("close archive", Cancelled);
        });
        await UntilToldAsync(told, "Closed");
        await OnlineAtRestAsync();
        Assert.Equal(strikes, await StrikesAsync());
        IReadOnlyList<Entry> passed = [.. (await SinceAsync(told)).SkipWhile(e => e.Detail("event") != "Opened")];
        Assert.Equal("wang-fang", passed[0].Text("person"));
        Assert.Contains(passed, e => e.Detail("event") == "Closed");
        Assert.DoesNotContain(passed, e => e.Detail("event") is "ForcedOpen" or "GrantRefused");
    }

    private async Task WhileItHangsAsync(string name, Func<Task> act)
    {
        if (name == "camera") { await WhileItIsGoneAsync(act); return; }
        int id = await faulty.Processes.FindAsync(name, Cancelled);
        await SiteProcesses.SignalAsync(id, "STOP");
        try { await act(); }
        finally { await SiteProcesses.SignalAsync(id, "CONT"); }
    }

    private async Task WhileItIsGoneAsync(Func<Task> act)
    {
        int lost = await NoticesAsync("alarm", "camera-lost"), back = await NoticesAsync("device.notice", "camera-back");
        string place = Path.Combine(faulty.Site.Folder, "cameras", "archive"), away = place + ".away";
        Directory.Move(place, away);
        try
        {
            await act();
            await faulty.UntilAsync(async () => await NoticesAsync("alarm", "camera-lost") == lost + 1, "the camera's loss is told");
        }
        finally { Directory.Move(away, place); }
        await faulty.UntilAsync(async () => await NoticesAsync("device.notice", "camera-back") == back + 1, "it is told to be back");
    }

    private async Task<int> NoticesAsync(string kind, string code) => (await faulty.Officer.LogAsync(Cancelled, kind)).Count(e => e.Text("reasons").Contains(code, StringComparison.Ordinal));

    private Task<bool> StrikesForAsync(string card, int waitMs) => faulty.Twin.BadgeAsync("archive", card, Cancelled, $" nowalk wait={waitMs}");

    /// <summary>True once the leaf is open. The bolt withdraws some time after the strike, and goes back where the machine is slow.</summary>
    private async Task<bool> IsOpenedAsync()
    {
        if (!await StrikesForAsync(Wang, 10000)) { return false; }
        do
        {
            JsonElement answer = await faulty.Twin.AskAsync("open archive", Cancelled);
            if (answer.GetProperty("ok").GetBoolean()) { return true; }
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancelled);
        }
        while ((await faulty.Twin.LocksAsync(Cancelled)).Locks.Single(l => l.Door == "archive").Active);
        return false;
    }

    private async Task OnlineAtRestAsync()
    {
        await faulty.UntilAsync(() => faulty.Officer.AreDoorsOnlineAsync(Cancelled), "every door online");
        await AtRestAsync();
    }

    private Task AtRestAsync() => faulty.UntilAsync(async () => (await faulty.Twin.LocksAsync(Cancelled)).Locks.All(l => !l.Active), "every lock inactive");

    private async Task<int> StrikesAsync() => (await faulty.Twin.LocksAsync(Cancelled)).Locks.Single(l => l.Door == "archive").Strikes;

    /// <summary>What the archive's door told, oldest first.</summary>
    private async Task<IReadOnlyList<Entry>> ToldAsync() => [.. (await faulty.Officer.LogAsync(Cancelled, "door.event")).Where(e => e.Text("door") == "archive")];

    private async Task<IReadOnlyList<Entry>> SinceAsync(int told) => [.. (await ToldAsync()).Skip(told)];

    private Task UntilToldAsync(int after, string happened) =>
        faulty.UntilAsync(async () => (await SinceAsync(after)).Any(e => e.Detail("event") == happened), $"{happened} is told");
}
