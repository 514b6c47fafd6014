namespace Secure.EndToEnd.Tests;

/// <summary>The rules that stand on who passed before and on the other doors, at the demo's laboratory: a mantrap with the archive, for two persons, no badge twice.</summary>
[Collection(nameof(RunningDemo))]
public sealed class RulesOfPassingTests(RunningDemo demo) : IAsyncLifetime
{
    private const string Zhang = "1001", Wang = "1002";

    private readonly Officer _officer = new(demo.Site);

    private TwinControl Twin => new(demo.Site);

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _officer.SignInAsync(Limit);

    public ValueTask DisposeAsync()
    {
        _officer.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_room_for_two_opens_for_two_different_badges_keeps_out_who_is_inside_and_lets_nobody_stay_alone()
    {
        await EmptyAsync();
        await RefusedAsync(Zhang, "in", "second_person_needed");
        await RefusedAsync(Zhang, "in", "second_person_needed");
        Assert.True(await Twin.BadgeAsync("lab", Wang, Limit), demo.Site.Logs());
        await UntilBothAreInAsync("lab");

        await RefusedAsync(Zhang, "in", "passback");

        await RefusedAsync(Zhang, "out", "second_person_needed");
        Assert.True(await Twin.BadgeAsync("lab", Wang, Limit, " out"), demo.Site.Logs());
        await UntilBothAreInAsync("archive");
    }

    [Fact]
    public async Task The_second_door_of_a_mantrap_stays_shut_while_the_first_is_open()
    {
        await EmptyAsync();
        await Twin.AskAsync("hold archive", Limit);
        Assert.True(await Twin.BadgeAsync("archive", Wang, Limit), demo.Site.Logs());
        int before = await CountAsync(IsInterlock);
        await RefusedAsync(Zhang, "in", "second_person_needed");
        Assert.False(await Twin.BadgeAsync("lab", Wang, Limit, " nowalk wait=500"), "Both doors of the mantrap were open.");
        await UntilAsync(async () => await CountAsync(IsInterlock) > before, "the controller's refusal for the interlock is on record");

        await Twin.AskAsync("close archive", Limit);
        await UntilAsync(OpensForTwoAsync, "the laboratory opens once the archive is closed");
    }

    [Fact]
    public async Task The_timeline_tells_one_entry_as_door_controller_and_gateway_saw_it()
    {
        Assert.True(await Twin.BadgeAsync("archive", Wang, Limit), demo.Site.Logs());
        string told = "";
        await UntilAsync(async () => (told = (await demo.Site.RunAsync("timeline", "--door", "archive", "--limit", "20")).All).TrimEnd().Split('\n')[^1].Contains("已上锁", StringComparison.Ordinal), "the gateway has the last word");
        string[] steps = ["有人刷卡", "准许进入", "锁控线通电", "有人按授权开门", "锁控线断电", "网关 gateway       archive      已上锁"];
        int[] places = [.. steps.Select(s => told.LastIndexOf(s, StringComparison.Ordinal))];
        Assert.DoesNotContain(-1, places);
        Assert.True(places.SequenceEqual(places.Order()), told);
    }

    /// <summary>Both doors of the mantrap are locked, and whoever is inside, by an earlier test, leaves with the other.</summary>
    private async Task EmptyAsync()
    {
        await Twin.AskAsync("close archive", Limit);
        await UntilAsync(AreLockedAsync, "the mantrap is locked");
        if (!(await _officer.PresenceAsync(Limit)).Any(p => p is { Room: "lab", State: V1.PresenceState.Present or V1.PresenceState.Unknown })) { return; }
        await Twin.BadgeAsync("lab", Zhang, Limit, " out nowalk wait=500");
        await UntilAsync(() => Twin.BadgeAsync("lab", Wang, Limit, " out"), "the two leave");
        await UntilAsync(AreLockedAsync, "the mantrap is locked again");
    }

    /// <summary>A strike that is active still would answer for the next card.</summary>
    private async Task<bool> AreLockedAsync() => (await Twin.LocksAsync(Limit)).Locks.All(l => l is not { Door: "archive" or "lab", Active: true });

    private async Task<bool> OpensForTwoAsync()
    {
        await Twin.BadgeAsync("lab", Zhang, Limit, " nowalk wait=500");
        return await Twin.BadgeAsync("lab", Wang, Limit, " nowalk wait=3000");
    }

    /// <summary>The strike stays as it is, and the log says why.</summary>
    private async Task RefusedAsync(string card, string side, string reason)
    {
        bool Says(Entry e) => e.Kind == "entry.denied" && e.Text("reasons").Contains(reason, StringComparison.Ordinal);
        int before = await CountAsync(Says);
        Assert.False(await Twin.BadgeAsync("lab", card, Limit, $" {side} nowalk wait=300"), $"The door opened: {reason}");
        await UntilAsync(async () => await CountAsync(Says) > before, $"refused for {reason}");
    }

    private static bool IsInterlock(Entry e) => e.Detail("event") == "GrantRefused" && e.Text("reasons").Contains("interlock", StringComparison.Ordinal);

    private async Task<int> CountAsync(Func<Entry, bool> which) => (await _officer.LogAsync(Limit)).Count(e => e.Text("door") == "lab" && which(e));

    private Task UntilBothAreInAsync(string room) => UntilAsync(
        async () => (await _officer.PresenceAsync(Limit)).Count(p => p.Room == room && p is { State: V1.PresenceState.Present, Person: "zhang-wei" or "wang-fang" }) == 2, $"both are in {room}");

    private Task UntilAsync(Func<Task<bool>> happened, string what) => Patience.UntilAsync(happened, TimeSpan.FromSeconds(60), what, demo.Site.Logs, Limit);
}
