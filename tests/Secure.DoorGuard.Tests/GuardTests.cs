using System.Diagnostics;
using Secure.TestKit;

namespace Secure.DoorGuard.Tests;

public sealed class GuardTests : IDisposable
{
    private readonly GuardedDoor _door = new();

    [Fact]
    public async Task A_controller_killed_while_it_drives_a_lock_leaves_it_inactive_within_500_ms_and_is_started_again()
    {
        int first = await ArmedController();
        File.Delete(_door["pid"]);
        long since = Stopwatch.GetTimestamp();
        _door.Signal(first, "KILL");
        Assert.InRange(await _door.MsUntilInactive(since), 0, 500);
        Assert.NotEqual(first, await _door.Controller());
    }

    [Fact]
    public async Task A_controller_that_hangs_while_it_drives_a_lock_is_killed_and_the_lock_inactive_within_500_ms()
    {
        int hung = await ArmedController();
        long since = Stopwatch.GetTimestamp();
        _door.Signal(hung, "STOP");
        Assert.InRange(await _door.MsUntilInactive(since), 0, 500);
        await Eventually.True(() => !GuardedDoor.IsAlive(hung));
    }

    [Fact]
    public async Task A_controller_that_hangs_while_idle_is_killed_after_5_s()
    {
        _door.StartTwin();
        Process guard = _door.StartGuard("echo $$ > pid; printf I >&$SECURE_GUARD_FD; while :; do sleep 1; done", "--once");
        int hung = await _door.Controller();
        long since = Stopwatch.GetTimestamp();
        await Eventually.True(() => guard.HasExited);
        Assert.InRange(Stopwatch.GetElapsedTime(since).TotalSeconds, 4, 15);
        Assert.False(GuardedDoor.IsAlive(hung));
    }

    [Fact]
    public async Task A_controller_that_only_closes_its_pipe_is_killed_when_its_time_is_over()
    {
        _door.StartTwin();
        _door.StartGuard("echo $$ > pid; printf A >&3; exec 3>&-; while :; do sleep 1; done", "--once");
        int quiet = await _door.Controller();
        await Eventually.True(() => !GuardedDoor.IsAlive(quiet));
    }

    [Fact]
    public async Task What_is_no_beat_gets_the_controller_killed_at_once()
    {
        _door.StartTwin();
        Process guard = _door.StartGuard("printf x >&$SECURE_GUARD_FD; sleep 20", "--once");
        await Eventually.True(() => guard.HasExited, 60);
        Assert.Equal(1, guard.ExitCode);
    }

    [Fact]
    public async Task A_lock_line_that_is_active_at_the_start_is_made_inactive_before_any_controller_runs()
    {
        _door.StartTwin();
        _door.Unlock();
        _door.StartGuard(GuardedDoor.Beating);
        await _door.Controller();
        Assert.False(_door.StrikeIsActive);
    }

    [Fact]
    public async Task Without_the_pin_driver_no_controller_runs_until_it_is_there()
    {
        _door.StartGuard(GuardedDoor.Beating);
        await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System);
        Assert.False(File.Exists(_door["pid"]));
        _door.StartTwin();
        await _door.Controller();
    }

    [Fact]
    public async Task A_guard_that_ends_without_the_drivers_word_says_so_by_its_exit_code()
    {
        Process guard = _door.StartGuard(GuardedDoor.Beating);
        await _door.Told("does not confirm");
        _door.Signal(guard.Id, "TERM");
        await Eventually.True(() => guard.HasExited);
        Assert.Equal(1, guard.ExitCode);
    }

    [Fact]
    public async Task SIGTERM_reaches_the_controller_and_the_lock_is_inactive_when_the_guard_ends()
    {
        _door.StartTwin();
        Process guard = _door.StartGuard("trap 'echo stopped > stopped; exit 0' TERM; " + GuardedDoor.Beating);
        await _door.Controller();
        _door.Unlock();
        _door.Signal(guard.Id, "TERM");
        await Eventually.True(() => guard.HasExited);
        Assert.Equal(0, guard.ExitCode);
        Assert.True(File.Exists(_door["stopped"]));
        Assert.False(_door.StrikeIsActive);
    }

    [Fact]
    public async Task A_controller_that_ignores_SIGTERM_is_killed_after_2_s()
    {
        _door.StartTwin();
        Process guard = _door.StartGuard("trap '' TERM; " + GuardedDoor.Beating);
        int stubborn = await _door.Controller();
        long since = Stopwatch.GetTimestamp();
        _door.Signal(guard.Id, "TERM");
        await Eventually.True(() => guard.HasExited);
        Assert.InRange(Stopwatch.GetElapsedTime(since).TotalSeconds, 1.9, 10);
        Assert.False(GuardedDoor.IsAlive(stubborn));
    }

    [Fact]
    public async Task A_killed_guard_is_seen_by_the_controller_as_the_end_of_a_file_and_as_SIGTERM()
    {
        _door.StartTwin();
        Process guard = _door.StartGuard("""
            trap 'echo term > term' TERM
            echo $$ > pid; printf I >&$SECURE_GUARD_FD
            while [ ! -e term ]; do sleep 0.05; done
            cat <&$SECURE_GUARD_LIFE_FD; echo eof > eof
            """);
        await _door.Controller();
        _door.Signal(guard.Id, "KILL");
        await Eventually.True(() => File.Exists(_door["term"]) && File.Exists(_door["eof"]), 60);
    }

    [Fact]
    public async Task The_controller_inherits_its_two_pipes_and_nothing_else()
    {
        _door.StartTwin();
        _door.StartGuard("grep SigIgn /proc/self/status > signals; exec ls /proc/self/fd > open", "--once");
        await Eventually.True(() => File.Exists(_door["open"]) && File.ReadAllLines(_door["open"]).Length > 0);
        // The sixth is the folder that ls itself reads.
        Assert.Equal(["0", "1", "2", "3", "4", "5"], File.ReadAllLines(_door["open"]));
        // Of the signals below 32, which are not the C library's own, none is ignored; .NET ignores SIGPIPE.
        Assert.Equal(0L, Convert.ToInt64(File.ReadAllLines(_door["signals"])[0].Split('\t')[1], 16) & 0x7FFFFFFF);
    }

    public void Dispose() => _door.Dispose();

    private async Task<int> ArmedController()
    {
        _door.StartTwin();
        _door.StartGuard(GuardedDoor.Beating);
        int controller = await _door.Controller();
        _door.Unlock();
        Assert.True(_door.StrikeIsActive);
        return controller;
    }
}
