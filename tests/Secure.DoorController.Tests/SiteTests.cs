using System.Diagnostics;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.DoorController.Tests;

/// <summary>The real controller, where it matters under the real guard, with the twin's reader and lock and a test's agent.</summary>
public sealed class SiteTests : IAsyncLifetime
{
    private readonly RunningSite _site = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        TestContext.Current.TestOutputHelper?.WriteLine(_site.Log);
        return _site.DisposeAsync();
    }

    private IEnumerable<DoorEventKind> Kinds => _site.Agent.Events.Select(e => e.Happened);

    [Fact]
    public async Task A_badge_at_the_reader_opens_the_door_and_the_record_says_so()
    {
        await _site.StartAsync(guarded: true);
        _site.Badge("1001");
        await Eventually.True(() => Kinds.Contains(DoorEventKind.Locked));
        Assert.Equal([DoorEventKind.Unlocked, DoorEventKind.Opened, DoorEventKind.Closed, DoorEventKind.Locked], _site.Agent.Events.Where(e => e.Subject is not null).Select(e => e.Happened));
        Assert.False(_site.StrikeIsActive);
        Assert.DoesNotContain("1001", _site.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lamp_and_buzzer_lines_show_whether_a_badge_was_granted_or_refused()
    {
        await _site.StartAsync();
        Assert.Equal((false, 0), Sign("v.buzzer"));
        _site.Badge("1001", "--no-walk");
        await Eventually.True(() => Sign("v.green").Times > 0 && Sign("v.buzzer") == (false, 1));
        _site.Agent.Grants = false;
        _site.Badge("1002", "--wait", "1000");
        await Eventually.True(() => Sign("v.buzzer") == (false, 4));
    }

    private (bool On, int Times) Sign(string line)
    {
        System.Text.Json.JsonElement sign = _site.Door.GetProperty("signs").GetProperty(line);
        return (sign.GetProperty("on").GetBoolean(), sign.GetProperty("times").GetInt32());
    }

    [Fact]
    public async Task A_refused_badge_leaves_the_door_locked()
    {
        await _site.StartAsync();
        _site.Agent.Grants = false;
        _site.Badge("1001", "--wait", "1000");
        Assert.Equal(0, _site.Door.GetProperty("strikes").GetInt32());
        Assert.DoesNotContain(DoorEventKind.Unlocked, Kinds);
    }

    [Fact]
    public async Task A_controller_killed_in_mid_unlock_leaves_the_door_locked_and_its_record_whole()
    {
        await _site.StartAsync(guarded: true);
        _site.Agent.Hold = TimeSpan.FromSeconds(30);
        _site.Badge("1001", "--no-walk");
        await Eventually.True(() => Kinds.Contains(DoorEventKind.Unlocked));
        ulong stored = _site.Agent.Events[^1].Sequence;
        RunningSite.Signal(_site.ControllerId, "KILL");
        await Eventually.True(() => !_site.StrikeIsActive);

        await Eventually.True(() => _site.Agent.IsClosed);
        await _site.ConnectAsync(stored);
        await Eventually.True(() => Kinds.Contains(DoorEventKind.ControllerStarted));
        Assert.Equal(stored + 1, _site.Agent.Events[0].Sequence);
        Assert.True(_site.Agent.Hello!.Enrolled);
        Assert.False(_site.StrikeIsActive);
    }

    [Fact]
    public async Task A_controller_that_is_asked_to_stop_in_mid_unlock_locks_first()
    {
        await _site.StartAsync();
        _site.Agent.Hold = TimeSpan.FromSeconds(30);
        _site.Badge("1001", "--no-walk");
        RunningSite.Signal(_site.ControllerId, "TERM");
        await Eventually.True(() => _site.Log.Contains("D002", StringComparison.Ordinal));
        Assert.False(_site.StrikeIsActive);
    }

    [Fact]
    public async Task A_controller_whose_guard_is_killed_in_mid_unlock_locks_and_ends()
    {
        await _site.StartAsync(guarded: true);
        _site.Agent.Hold = TimeSpan.FromSeconds(30);
        _site.Badge("1001", "--no-walk");
        int controller = _site.ControllerId;
        RunningSite.Signal(_site.GuardId, "KILL");
        await Eventually.True(() => !_site.StrikeIsActive);
        await Eventually.True(() => RunningSite.IsGone(controller));
    }

    [Fact]
    public async Task An_unlock_ends_by_itself_when_the_agent_dies()
    {
        await _site.StartAsync();
        _site.Agent.Hold = TimeSpan.FromSeconds(10);
        _site.Badge("1001", "--no-walk");
        await _site.Agent.DisposeAsync();
        Assert.True(_site.StrikeIsActive);
        await Eventually.True(() => !_site.StrikeIsActive);
    }

    [Fact]
    public async Task Lost_pins_are_told_and_leave_the_door_locked_when_they_come_back()
    {
        await _site.StartAsync();
        _site.Agent.Hold = TimeSpan.FromSeconds(30);
        _site.Badge("1001", "--no-walk");
        RunningSite.Signal(_site.TwinId, "KILL");
        await Eventually.True(() => _site.Agent.Events.Any(e => e.Reason == "pins_lost"));
        _site.StartTwin();
        await Eventually.True(() => _site.Agent.Events.Count(e => e.Happened == DoorEventKind.ReaderOnline) == 2);
        Assert.Equal(0, _site.Door.GetProperty("strikes").GetInt32());
    }

    [Fact]
    public async Task A_forced_door_and_a_held_door_are_told()
    {
        await _site.StartAsync();
        _site.Ask("twin", "force", "vault");
        await Eventually.True(() => Kinds.Contains(DoorEventKind.ForcedOpen));
        _site.Ask("twin", "close", "vault");
        _site.Ask("twin", "rex", "vault");
        await Eventually.True(() => Kinds.Contains(DoorEventKind.Closed));
    }

    [Fact]
    public async Task A_controller_that_hangs_in_mid_unlock_is_ended_and_the_door_locked()
    {
        await _site.StartAsync(guarded: true);
        _site.Agent.Hold = TimeSpan.FromSeconds(30);
        _site.Badge("1001", "--no-walk");
        int controller = _site.ControllerId;
        RunningSite.Signal(controller, "STOP");
        await Eventually.True(() => !_site.StrikeIsActive);
        await Eventually.True(() => RunningSite.IsGone(controller));
    }
}
