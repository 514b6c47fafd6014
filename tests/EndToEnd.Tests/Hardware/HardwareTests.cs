using Secure.TestKit.Pictures;
using Secure.V1;

namespace Secure.EndToEnd.Tests.Hardware;

/// <summary>
/// A door of the demo whose box is a guest with Debian's kernel: gpio-sim's lines, vivid's camera, the release that is
/// published for a Raspberry Pi. Every test leaves the box on and the door shut.
/// </summary>
[Trait("part", "hardware")]
public sealed class HardwareTests(HardwareSite site) : IClassFixture<HardwareSite>, IAsyncLifetime
{
    private const string LockLine = "0";
    private const string Red = "010";
    private const string Guard = "secure-door-guard";

    private ulong _told;

    public async ValueTask InitializeAsync()
    {
        await site.ReadyAsync();
        await BeginAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_card_opens_the_door_and_a_held_and_a_forced_door_raise_their_alarms()
    {
        await EnterAndTellAsync();
        await site.DoAsync("pull 2 up");
        await site.HasToldAsync("Opened", _told);
        await site.HasToldAsync("HeldOpen", _told);
        site.Tell("held open, and told");
        await site.DoAsync("pull 2 down");
        await site.HasToldAsync("Closed", _told);
        await site.UntilAsync(() => Task.FromResult(!site.Guest.IsUnlocked), "the lock's line is inactive");
        Assert.Equal("zhang-wei", (await NewAsync("Opened")).Single().Text("person"));
        Assert.Empty(await NewAsync("ForcedOpen"));

        int moves = site.Guest.LockLine.Count;
        await site.DoAsync("spark");
        await site.DoAsync("pull 2 up");
        await site.HasToldAsync("ForcedOpen", _told);
        site.Tell("forced open, and told");
        await site.DoAsync("pull 2 down");
        await site.UntilAsync(async () => await NewAsync("Closed") is [_, _], "closed again");
        Assert.Single(await NewAsync("ForcedOpen"));
        Assert.Equal(moves, site.Guest.LockLine.Count);

        await site.UntilAsync(async () => Codes(await site.LogAsync("alarm")) is var codes && codes.Contains("door.held") && codes.Contains("door.forced"), "both alarms");
    }

    [Fact]
    public async Task Lamps_and_buzzer_follow_the_door_on_lines_of_their_own()
    {
        await site.UntilAsync(() => Task.FromResult(site.Guest.Signs is [.., Red]), "red at rest");
        int before = site.Guest.Signs.Count;
        await EnterAndTellAsync();
        await site.UntilAsync(() => Task.FromResult(site.Guest.Signs.Skip(before).Any(s => s.StartsWith("10", StringComparison.Ordinal))), "green for the card");
        await site.DoAsync("pull 2 up");
        await site.HasToldAsync("HeldOpen", _told);
        await site.UntilAsync(() => Task.FromResult(site.Guest.Signs.Skip(before).Any(s => s.EndsWith('1'))), "the buzzer at a door that is held");
        await site.DoAsync("pull 2 down");
        await site.HasToldAsync("Closed", _told);
        await site.UntilAsync(() => Task.FromResult(site.Guest.Signs is [.., Red]), "red and silent again");
        site.Tell("green for the card, the buzzer for a held door, red again");
    }

    [Fact]
    public async Task The_exit_button_unlocks_and_fire_mains_and_battery_are_told_from_lines_of_their_own()
    {
        await site.DoAsync("pull 3 up");
        await site.HasToldAsync("ExitUnlocked", _told);
        await site.UntilAsync(() => Task.FromResult(site.Guest.IsUnlocked), "the exit button drives the lock's line");
        await site.DoAsync("pull 3 down");
        await site.DoAsync("pull 2 up");
        await site.HasToldAsync("ExitOpened", _told);
        await site.DoAsync("pull 2 down");
        await site.UntilAsync(() => Task.FromResult(!site.Guest.IsUnlocked), "the lock's line is inactive");
        foreach ((int line, string began, string ended) in new[] { (11, "PowerLost", "PowerBack"), (12, "PowerLost", "PowerBack"), (10, "FireStarted", "FireEnded") })
        {
            await BeginAsync();
            await site.DoAsync($"pull {line} up");
            await site.HasToldAsync(began, _told);
            await site.DoAsync($"pull {line} down");
            await site.HasToldAsync(ended, _told);
        }
        await site.ReadyAsync();
        site.Tell("the exit button, mains, battery and fire, each told with its end");
    }

    [Fact]
    [Trait("length", "long")]
    public async Task A_motor_locks_bolt_that_sticks_is_told_in_both_directions_and_the_door_does_not_spring_open_when_it_comes_free()
    {
        await site.DoAsync("stick");
        try { await JamAsync(); }
        finally { await site.DoAsync("release"); }
        int moves = site.Guest.LockLine.Count;
        await site.ReadyAsync();
        Assert.Equal(moves, site.Guest.LockLine.Count);

        await BeginAsync();
        await EnterAndTellAsync();
        await site.DoAsync("stick");
        try
        {
            await site.DoAsync("pull 2 up");
            await site.HasToldAsync("Opened", _told);
            await site.DoAsync("pull 2 down");
            await site.HasToldAsync("LockJammed", _told);
            Assert.Contains("not_locking", (await NewAsync("LockJammed")).Single().Text("reasons"), StringComparison.Ordinal);
            await site.UntilAsync(async () => await site.DoorAsync() is { Lock: LockState.Jammed }, "the officer sees the lock jammed");
        }
        finally { await site.DoAsync("release"); }
        await site.HasToldAsync("Locked", _told);
        site.Tell("the bolt stuck on its way out and on its way in, each told, and locked when it came free");
    }

    [Fact]
    public async Task A_supervised_pair_of_lines_tells_an_open_cover_a_short_and_a_cut_apart()
    {
        await site.DoAsync("pull 13 down");
        await site.DoAsync("pull 9 up");
        await site.HasToldAsync("DoorTampered", _told);
        await site.DoAsync("pull 9 down");
        await site.DoAsync("pull 13 up");
        await site.HasToldAsync("DoorTamperEnded", _told);
        foreach ((int line, string wrong, string right, string reason) in new[] { (13, "down", "up", "tamper_short"), (9, "up", "down", "tamper_cut") })
        {
            await BeginAsync();
            await site.DoAsync($"pull {line} {wrong}");
            await site.HasToldAsync("LineFault", _told);
            Assert.Contains(reason, (await NewAsync("LineFault")).Single().Text("reasons"), StringComparison.Ordinal);
            await site.DoAsync($"pull {line} {right}");
            await site.HasToldAsync("LineRestored", _told);
        }
        site.Tell("an open cover, a short and a cut on two lines, each told for what it is");
    }

    [Fact]
    public async Task The_locks_line_is_the_guards_and_the_inputs_are_the_controllers()
    {
        Assert.Equal(Guard, await site.DoAsync("holder " + LockLine));
        Assert.Equal("secure-door", await site.DoAsync("holder 2"));
    }

    [Fact]
    public void The_agent_takes_a_picture_with_the_kernels_camera()
    {
        TestPicture picture = TestPicture.FromJpeg(site.Picture);
        Assert.Equal((1280, 720), (picture.Width, picture.Height));
        // The driver's colour bars, and no frame of one colour.
        Assert.True(picture.Pixels.Chunk(3).Select(p => (p[0] >> 6, p[1] >> 6, p[2] >> 6)).Distinct().Count() >= 6);
    }

    [Theory]
    [Trait("length", "long")]
    [InlineData("KILL", "controller")]
    [InlineData("STOP", "controller")]
    [InlineData("KILL", "guard")]
    public async Task A_program_that_dies_or_hangs_in_mid_unlock_leaves_the_locks_line_inactive_and_comes_back(string signal, string program)
    {
        await site.EnterAsync();
        string? ms = await site.AskAsync($"fall {signal} {program}");
        Assert.True(ms is not null, "Only the end of the hold would have locked it.");
        site.Tell($"{signal} {program}: the line was inactive after {ms} ms");
        await site.HasToldAsync("ControllerStarted", _told);
        await site.ReadyAsync();
        Assert.Equal(Guard, await site.DoAsync("holder " + LockLine));
    }

    [Fact]
    public async Task After_a_power_cut_in_mid_unlock_the_next_boot_shows_the_lock_secured_and_the_journal_whole()
    {
        await EnterAndTellAsync();
        site.Guest.CutPower();
        site.Tell("the power is cut in mid-unlock");
        ulong before = (await site.EventsAsync())[^1].SourceSequence;

        await site.BootAgainAsync();
        await site.HasToldAsync("ControllerStarted", before);
        await site.ReadyAsync();
        Assert.Equal([false], site.Guest.LockLine);
        Assert.Equal(Guard, await site.DoAsync("holder " + LockLine));
        Assert.DoesNotContain(await site.EventsAsync(), e => e.SourceSequence > before && e.Detail("event") is "Unlocked" or "Opened");
        await AssertWholeAsync();
    }

    private async Task BeginAsync() => _told = await site.EventsAsync() is [.., { } last] ? last.SourceSequence : 0;

    /// <summary>The card is let in and the bolt does not follow; once more where the machine starved the box, whose guard locks it then.</summary>
    private async Task JamAsync()
    {
        for (int starved = 0; (await NewAsync("LockJammed")).Count == 0; starved++)
        {
            Assert.True(starved < 3, "The controller was started afresh before the bolt's time was over, each time.");
            await BeginAsync();
            await site.EnterAsync();
            await site.UntilAsync(async () => (await NewAsync("LockJammed")).Count + (await NewAsync("ControllerStarted")).Count > 0, "the jam is told");
            await site.UntilAsync(() => Task.FromResult(!site.Guest.IsUnlocked), "the lock's line is inactive");
        }
        Assert.All(await NewAsync("LockJammed"), e => Assert.Contains("not_unlocking", e.Text("reasons"), StringComparison.Ordinal));
        // Once the bolt's 10 s are over, and not at the end of the hold.
        Assert.InRange(site.Guest.LastDriven!.Value.TotalSeconds, 0, 25);
        Assert.Empty(await NewAsync("Unlocked"));
    }

    /// <summary>
    /// The card opens the door, and the gateway knows. Where the machine starves the box in the meantime, its guard locks the
    /// door, as it must: then again, a few times.
    /// </summary>
    private async Task EnterAndTellAsync()
    {
        for (int starved = 0; ; starved++)
        {
            await site.EnterAsync();
            await site.UntilAsync(async () => !site.Guest.IsUnlocked || (await NewAsync("Unlocked")).Count > 0, "Unlocked");
            if (site.Guest.IsUnlocked) { return; }
            Assert.True(starved < 3, "The lock's line was inactive before the door was told to be unlocked, each time.");
            site.Tell("the guard locked a starved box: once more");
            await site.ReadyAsync();
            await BeginAsync();
        }
    }

    /// <summary>Every entry of the controller since it was made is there once, and nobody doubted one.</summary>
    private async Task AssertWholeAsync()
    {
        IReadOnlyList<Entry> events = await site.EventsAsync();
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (ulong)i), events.Select(e => e.SourceSequence));
        Assert.DoesNotContain(Codes(await site.LogAsync("alarm")), c => c is "door.journal_gap" or "door.journal_forked" or "door.event_forged");
    }

    private async Task<IReadOnlyList<Entry>> NewAsync(string happened) => [.. (await site.EventsAsync()).Where(e => e.SourceSequence > _told && e.Detail("event") == happened)];

    private static HashSet<string> Codes(IReadOnlyList<Entry> alarms) =>
        [.. alarms.Where(a => a.Text("device") is "" or HardwareFiles.Controller).SelectMany(a => a.Json.TryGetProperty("reasons", out var reasons) ? reasons.EnumerateArray().Select(r => r.GetString()!) : [])];
}
