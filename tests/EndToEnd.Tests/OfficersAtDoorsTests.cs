using System.Globalization;
using System.Text.Json;

namespace Secure.EndToEnd.Tests;

/// <summary>What officers do at doors beside unlocking them, and what they are told when something goes wrong there.</summary>
[Trait("part", "faults")]
[Collection("faulty site")]
public sealed class OfficersAtDoorsTests(FaultySite faulty) : IAsyncLifetime
{
    private DemoSite Site => faulty.Site;

    private Officer Officer => faulty.Officer;

    private TwinControl Twin => faulty.Twin;

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await UntilAsync(() => Officer.AreDoorsOnlineAsync(Limit), "every door online");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Two_break_glass_codes_typed_at_the_keypad_open_the_door_and_raise_an_urgent_alert()
    {
        await SignInAsync("officer", "admin");
        string[] codes = (await Site.ByTwoAsync("break-glass", "lobby", "--reason", "sealed envelope")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(codes, c => Assert.Matches("^[0-9]{10}$", c));
        await UntilAsync(async () => (await Officer.LogAsync(Limit, "door.event")).Any(e => e.Detail("event") == "LeaseChanged" && e.Text("reasons").Contains("break_glass", StringComparison.Ordinal)), "the controller holds the codes");
        int before = await StrikesAsync("lobby");
        await Twin.AskAsync("keys lobby " + codes[0], Limit);
        await Twin.AskAsync("keys lobby " + codes[1], Limit);
        await UntilAsync(async () => await StrikesAsync("lobby") > before, "the codes open the lobby");
        await UntilAsync(() => IsAlarmedAsync("door.break_glass", "lobby", 0), "the alarm");
        string told = (await Site.CtlAsync("--as", "officer", "alerts")).Output;
        Assert.Contains(told.Split('\n'), l => l.Contains("紧急", StringComparison.Ordinal) && l.Contains("door.break_glass", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_officers_open_the_window_in_which_a_doors_readers_take_their_own_keys()
    {
        // As new from its maker: by the hidden button.
        await Twin.AskAsync("install lab in", Limit);
        await Twin.AskAsync("install lab out", Limit);
        await UntilAsync(async () => (await Officer.AreDoorsOnlineAsync(Limit)) && (await ReadersAsync()).All(r => r.GetProperty("online").GetBoolean()), "the readers are back");
        await SignInAsync("officer", "admin");
        await Site.ByTwoAsync("install-readers", "lab", "--reason", "new readers");
        await UntilAsync(async () => (await ReadersAsync()).All(r => r.GetProperty("secure").GetBoolean() && !r.GetProperty("install").GetBoolean()), "both readers have keys of their own");
        await UntilAsync(async () => (await Officer.LogAsync(Limit, "door.event")).Count(e => e.Text("door") == "lab" && e.Detail("event") == "ReaderKeyed") >= 2, "both are on record");
        Assert.False(await Twin.BadgeAsync("lab", "1001", Limit, " nowalk wait=300"));
        await UntilAsync(async () => (await Officer.LogAsync(Limit, "entry.denied")).Any(e => e.Text("door") == "lab"), "a card comes through the secure channel");
    }

    [Fact]
    public async Task Each_door_answers_an_order_for_itself_and_one_that_a_fire_holds_open_says_so()
    {
        await SignInAsync("officer");
        await Twin.AskAsync("fire lab", Limit);
        await UntilAsync(async () => (await Officer.DoorsAsync(Limit)).Any(d => d is { Door: "lab", Mode: V1.DoorMode.FireRelease }), "the laboratory is released");
        CommandResult locked = await Site.CtlAsync("--as", "officer", "order", "lockdown", "--site", "--level", "2", "--reason", "drill");
        await Twin.AskAsync("fire lab off", Limit);
        Assert.False(await Twin.BadgeAsync("archive", "1002", Limit, " nowalk wait=1000"), "A locked down door opened.");
        CommandResult released = await Site.CtlAsync("--as", "officer", "order", "release", "--site", "--reason", "drill over");

        Assert.True(locked.ExitCode == 1, locked.All);
        Assert.Matches("(?m)^lab: 未执行", locked.Output);
        foreach (string door in TwinControl.Doors) { Assert.Matches($"(?m)^{door}: 已执行.*lockdown, level 2", locked.Output); }
        Assert.True(released.ExitCode == 0, released.All);
        Assert.Equal(5, released.Output.Split("已执行").Length - 1);
        await UntilAsync(() => Twin.BadgeAsync("archive", "1002", Limit, " wait=2000"), "the archive opens again");
    }

    [Fact]
    public async Task Who_tries_card_after_card_at_a_reader_raises_an_alarm_at_the_fifth_and_opens_nothing()
    {
        int before = await CountAsync("door.bad_cards", "vault");
        for (int card = 9001; card <= 9004; card++) { Assert.False(await Twin.BadgeAsync("vault", card.ToString(CultureInfo.InvariantCulture), Limit, " nowalk wait=500")); }
        await UntilAsync(async () => (await Officer.LogAsync(Limit, "entry.denied")).Count(e => e.Text("door") == "vault" && e.Text("reasons").Contains("badge_unknown", StringComparison.Ordinal)) >= 4, "four are on record");
        Assert.Equal(before, await CountAsync("door.bad_cards", "vault"));
        Assert.False(await Twin.BadgeAsync("vault", "9005", Limit, " nowalk wait=500"));
        await UntilAsync(() => IsAlarmedAsync("door.bad_cards", "vault", before), "the alarm");
        await SignInAsync("officer");
        Assert.Contains("door.bad_cards", (await Site.CtlAsync("--as", "officer", "alerts")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cut lab", "cut lab off", "door.line_fault", "lab")]
    [InlineData("fire vault", "fire vault off", "door.fire", "vault")]
    [InlineData("line archive-bus cut", "line archive-bus cut off", "door.reader_offline", "archive")]
    [InlineData("jam lobby", "jam lobby off", "door.jammed", "lobby")]
    public async Task What_goes_wrong_at_a_door_is_told_by_its_name(string harm, string mend, string code, string door)
    {
        int before = await CountAsync(code, door);
        await Twin.AskAsync(harm, Limit);
        if (code == "door.jammed") { await Twin.AskAsync("badge lobby 1003 nowalk wait=3000", Limit); }
        try { await UntilAsync(() => IsAlarmedAsync(code, door, before), $"{code} at {door}"); }
        finally { await Twin.AskAsync(mend, Limit); }
        await UntilAsync(async () => (await Officer.DoorsAsync(Limit)).Single(d => d.Door == door) is { Lock: V1.LockState.Locked, Leaf: V1.LeafState.Closed, Mode: V1.DoorMode.Secured }, $"{door} is as before");
        await UntilAsync(async () => (await ReadersAsync(door)).All(r => r.GetProperty("online").GetBoolean()), "its readers are back");
    }

    private async Task SignInAsync(params string[] accounts)
    {
        foreach (string account in accounts) { Assert.Equal(0, (await Site.SignInAsync(account)).ExitCode); }
    }

    private async Task<bool> IsAlarmedAsync(string code, string door, int more) => await CountAsync(code, door) > more;

    private async Task<int> CountAsync(string code, string door) =>
        (await Officer.LogAsync(Limit, "alarm")).Count(e => e.Text("door") == door && e.Text("reasons").Contains(code, StringComparison.Ordinal));

    private async Task<int> StrikesAsync(string door) => (await Twin.LocksAsync(Limit)).Locks.Single(l => l.Door == door).Strikes;

    private async Task<IReadOnlyList<JsonElement>> ReadersAsync(string door = "lab") =>
        [.. (await Twin.AskAsync("status", Limit)).GetProperty("readers").EnumerateArray().Where(r => r.GetProperty("door").GetString() == door)];

    private Task UntilAsync(Func<Task<bool>> happened, string what) => Patience.UntilAsync(happened, TimeSpan.FromSeconds(60), what, Site.Logs, Limit);
}
