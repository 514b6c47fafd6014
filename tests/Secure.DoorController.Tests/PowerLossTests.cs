using Secure.Signatures;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.DoorController.Tests;

/// <summary>Power fails at each step of an entry, at the real controller with its journal on a real disk.</summary>
public sealed class PowerLossTests : IAsyncLifetime
{
    private readonly RunningSite _site = new();
    private readonly ToldJournal _told = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        TestContext.Current.TestOutputHelper?.WriteLine(_site.Log);
        return _site.DisposeAsync();
    }

    /// <param name="last">What the door has told last before it; empty: nothing of an entry.</param>
    /// <param name="found">What it tells of itself after it; empty: nothing.</param>
    [Theory]
    [InlineData("idle", "", "")]
    [InlineData("asked", "", "")]
    [InlineData("unlocked", "Unlocked", "")]
    [InlineData("open", "Opened", "ForcedOpen")]
    [InlineData("shut", "Closed", "")]
    public async Task Power_that_fails_at_any_step_of_an_entry_leaves_the_door_locked_and_the_record_whole_and_true(string step, string last, string found)
    {
        await _site.StartAsync();
        Ed25519PublicKey key = Ed25519PublicKey.Parse(_site.Agent.Hello!.PublicKey.Span);
        (_site.Agent.Acknowledges, _site.Agent.Hold) = (false, TimeSpan.FromSeconds(30));
        await ReachAsync(step, last);
        DoorMessages.ToController? late = step == "asked" ? _site.Agent.NewestGrant() : null;
        _site.CutPower();
        await Eventually.True(() => _site.Agent.IsClosed);
        _told.Take(_site.Agent);
        Assert.Equal(last, string.Join(' ', EntryWords().TakeLast(1)));
        await _site.Agent.DisposeAsync();

        _site.PowerBack(leafOpen: step == "open");
        await _site.ConnectAsync();
        await Eventually.True(() => _site.Agent.Events.Any(e => e.BootEpoch == 2 && e.Happened == DoorEventKind.ReaderOnline));
        if (late is not null)
        {
            await _site.Agent.SayAsync(late);
            await Eventually.True(() => _site.Agent.Events.Any(e => e.Happened == DoorEventKind.GrantRefused && e.Reason == "wrong_boot"));
        }
        Assert.Equal(0, _site.Door.GetProperty("strikes").GetInt32());
        if (step == "open") { _site.Ask("twin", "close", "vault"); }
        // Where a busy machine loses the pins for a moment, a leaf that stands open is found so again.
        Assert.Equal(found, string.Join(' ', _site.Agent.Events.Where(e => e.BootEpoch == 2 && e.Happened is DoorEventKind.ForcedOpen or DoorEventKind.Unlocked or DoorEventKind.Opened or DoorEventKind.NotOpened).Select(e => e.Happened).Distinct()));

        // The next who presents is let in.
        _site.Badge("1002", "--no-walk", "--wait", "30000");
        await Eventually.True(() => _site.Agent.Events.Any(e => e.BootEpoch == 2 && e.Happened == DoorEventKind.Unlocked));
        _told.Take(_site.Agent);
        _told.AssertWhole(key);
    }

    private async Task ReachAsync(string step, string last)
    {
        if (step == "idle") { return; }
        _site.Agent.Answers = step != "asked";
        _site.Badge("1001", "--no-walk", "--wait", step == "asked" ? "10" : "30000");
        if (step == "asked") { await Eventually.True(() => _site.Agent.Heard.Any(m => m.Presentation is not null)); return; }
        await Eventually.True(() => _site.Agent.Events.Any(e => e.Happened == DoorEventKind.Unlocked));
        if (step is "open" or "shut") { _site.Ask("twin", "open", "vault"); }
        await Eventually.True(() => step == "unlocked" || _site.Agent.Events.Any(e => e.Happened == DoorEventKind.Opened));
        if (step == "shut") { _site.Ask("twin", "close", "vault"); }
        await Eventually.True(() => _site.Agent.Events.Any(e => e.Happened.ToString() == last));
    }

    private IEnumerable<string> EntryWords() => _told.Events.Where(e => e.Subject is not null && e.Happened is DoorEventKind.Unlocked or DoorEventKind.Opened or DoorEventKind.Closed).Select(e => e.Happened.ToString());
}
