using Secure.DoorController.Core.Doors;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Doors;

/// <summary>The rules that a plan brings to a door.</summary>
public sealed class DoorRuleTests : RuledDoor
{
    [Theory]
    [InlineData(false, 20, 30)]
    [InlineData(true, 80, 90)]
    public void A_warning_comes_before_a_door_is_held_and_later_for_who_needs_more_time(bool extended, double warned, double held)
    {
        Unlock(extended);
        LockFollows();
        Leaf(true);
        Pass(warned - 0.1);
        Assert.Equal(LeafState.Open, Door.Report.Leaf);
        Pass(0.1);
        Assert.Equal(LeafState.PreAlarm, Door.Report.Leaf);
        Pass(held - warned);
        Assert.Equal(LeafState.Held, Door.Report.Leaf);
        Assert.Equal([DoorEventKind.PreAlarm, DoorEventKind.HeldOpen], Kinds.Where(k => k is DoorEventKind.PreAlarm or DoorEventKind.HeldOpen));
    }

    [Fact]
    public void The_exit_button_unlocks_for_an_exit_and_grants_nobody_an_entry()
    {
        Give(new DoorInput.ExitButton(true));
        LockFollows();
        Leaf(true);
        Leaf(false);
        Assert.False(Door.IsDriven);
        Assert.Equal([DoorEventKind.ExitUnlocked, DoorEventKind.ExitOpened, DoorEventKind.Closed], Kinds);
    }

    [Fact]
    public void The_exit_button_lets_go_after_the_hold()
    {
        Give(new DoorInput.ExitButton(true));
        LockFollows();
        Pass(5);
        Assert.False(Door.IsDriven);
    }

    [Theory]
    [InlineData(DoorCommand.Block, true, true)]
    [InlineData(DoorCommand.Lockdown, true, true)]
    [InlineData(DoorCommand.LockdownTwo, true, false)]
    [InlineData(DoorCommand.LockdownThree, true, false)]
    [InlineData(DoorCommand.LockdownThree, false, true)]
    public void An_exit_is_refused_only_at_the_levels_that_the_site_names_and_only_beside_an_emergency_release(DoorCommand order, bool emergencyRelease, bool works)
    {
        Follow(TestPlan.Of(number: 2, emergencyRelease: emergencyRelease));
        Order(order);
        Give(new DoorInput.ExitButton(true));
        Assert.Equal(works, Door.IsDriven);
        Assert.Equal(works ? DoorEventKind.ExitUnlocked : DoorEventKind.ExitRefused, Happened[^1].Kind);
    }

    [Fact]
    public void An_opening_after_a_refused_exit_is_forced()
    {
        Order(DoorCommand.LockdownTwo);
        Give(new DoorInput.ExitButton(true));
        Leaf(true);
        Assert.Equal(LeafState.Forced, Door.Report.Leaf);
    }

    [Fact]
    public void One_press_excuses_one_opening()
    {
        Give(new DoorInput.ExitButton(true));
        LockFollows();
        Give(new DoorInput.ExitButton(false));
        Leaf(true);
        Leaf(false);
        LockFollows();
        Leaf(true);
        Assert.Equal([DoorEventKind.ExitUnlocked, DoorEventKind.ExitOpened, DoorEventKind.Closed, DoorEventKind.Locked, DoorEventKind.ForcedOpen], Kinds);
        Leaf(false);
        Give(new DoorInput.ExitButton(true));
        LockFollows();
        Give(new DoorInput.ExitButton(false));
        Leaf(true);
        Give(new DoorInput.ExitButton(true));
        Give(new DoorInput.ExitButton(false));
        Leaf(false);
        Leaf(true);
        Assert.Equal([DoorEventKind.ExitOpened, DoorEventKind.Closed, DoorEventKind.ExitOpened], Kinds.TakeLast(3));
    }

    [Fact]
    public void Whoever_still_stands_before_the_exit_sensor_leaves_too()
    {
        Give(new DoorInput.ExitButton(true));
        LockFollows();
        Leaf(true);
        Leaf(false);
        Leaf(true);
        Leaf(false);
        Assert.Equal([DoorEventKind.ExitOpened, DoorEventKind.Closed, DoorEventKind.ExitOpened, DoorEventKind.Closed], Kinds.TakeLast(4));
        Give(new DoorInput.ExitButton(false));
        Leaf(true);
        Leaf(false);
        Leaf(true);
        Assert.Equal(DoorEventKind.ForcedOpen, Kinds.Last());
    }

    [Fact]
    public void Hours_seen_to_begin_free_the_door_and_its_openings_are_nobodys()
    {
        Follow(TestPlan.Of(number: 2, free: TestPlan.Free()));
        Give(new DoorInput.Hours(HoursState.Closed));
        Give(new DoorInput.Hours(HoursState.Open));
        LockFollows();
        Leaf(true);
        Pass(600);
        Leaf(false);
        Assert.True(Door.IsDriven);
        Assert.Equal([DoorEventKind.ModeChanged, DoorEventKind.FreeOpened, DoorEventKind.Closed], Kinds);
        Give(new DoorInput.Hours(HoursState.Closed));
        Assert.False(Door.IsDriven);
    }

    [Fact]
    public void A_door_that_stands_open_when_its_hours_end_is_held_after_its_time()
    {
        Follow(TestPlan.Of(number: 2, free: TestPlan.Free()));
        Give(new DoorInput.Hours(HoursState.Closed));
        Give(new DoorInput.Hours(HoursState.Open));
        LockFollows();
        Leaf(true);
        Pass(600);
        Give(new DoorInput.Hours(HoursState.Closed));
        Pass(30);
        Assert.Contains(DoorEventKind.HeldOpen, Kinds);
    }

    [Fact]
    public void An_entry_in_free_hours_is_still_that_persons_entry()
    {
        Follow(TestPlan.Of(number: 2, free: TestPlan.Free()));
        Give(new DoorInput.Hours(HoursState.Closed));
        Give(new DoorInput.Hours(HoursState.Open));
        LockFollows();
        Unlock();
        Leaf(true);
        Leaf(false);
        Pass(5);
        Leaf(true);
        Assert.Equal([DoorEventKind.ModeChanged, DoorEventKind.Unlocked, DoorEventKind.Opened, DoorEventKind.Closed, DoorEventKind.FreeOpened], Kinds);
        Assert.True(Door.IsDriven);
    }

    [Fact]
    public void A_door_for_the_first_person_waits_for_an_entry_and_an_exit_does_not_count()
    {
        Follow(TestPlan.Of(number: 2, free: TestPlan.Free(firstPerson: true)));
        Give(new DoorInput.Hours(HoursState.Closed));
        Give(new DoorInput.Hours(HoursState.Open));
        Assert.Equal((DoorMode.FirstPersonPending, false), (Door.Report.Mode, Door.IsDriven));
        Unlock(at: TestPlan.Inside);
        LockFollows();
        Leaf(true);
        Leaf(false);
        LockFollows();
        Assert.Equal(DoorMode.FirstPersonPending, Door.Report.Mode);
        Unlock();
        LockFollows();
        Leaf(true);
        Leaf(false);
        Assert.Equal((DoorMode.ScheduledFree, true), (Door.Report.Mode, Door.IsDriven));
    }

    [Fact]
    public void Break_glass_codes_are_nobodys_entry_and_hold_no_door_free()
    {
        Follow(TestPlan.Of(number: 2, free: TestPlan.Free(firstPerson: true)));
        Give(new DoorInput.Hours(HoursState.Closed));
        Give(new DoorInput.Hours(HoursState.Open));
        Give(new DoorInput.Unlock(new Authority(null, "break-glass-1", 0, TestPlan.Outside), Hold, BreakGlass: true));
        LockFollows();
        Leaf(true);
        Leaf(false);
        Assert.Contains(DoorEventKind.Opened, Kinds);
        Assert.Equal((DoorMode.FirstPersonPending, false), (Door.Report.Mode, Door.IsDriven));
    }

    [Theory]
    [InlineData("restart")]
    [InlineData("link")]
    [InlineData("lockdown")]
    [InlineData("fire")]
    [InlineData("lock")]
    [InlineData("pins")]
    public void What_comes_between_never_ends_in_an_unlocked_door(string cause)
    {
        Follow(TestPlan.Of(number: 2, free: TestPlan.Free()));
        if (cause != "restart")
        {
            Give(new DoorInput.Hours(HoursState.Closed));
            Give(new DoorInput.Hours(HoursState.Open));
            LockFollows();
        }
        switch (cause)
        {
            case "restart": Give(new DoorInput.Hours(HoursState.Open)); break;
            case "link": Give(new DoorInput.Hours(HoursState.Untrusted)); Give(new DoorInput.Hours(HoursState.Open)); break;
            case "lockdown": Order(DoorCommand.Lockdown); Order(DoorCommand.Release); break;
            case "fire": Give(new DoorInput.Fire(true)); Give(new DoorInput.Fire(false)); break;
            case "pins": Give(new DoorInput.PinsLost(Reasons.PinsLost)); Give(new DoorInput.Feedback(false)); Give(new DoorInput.Contact(false)); break;
            default: Order(DoorCommand.Lock); break;
        }
        Assert.Equal((DoorMode.FirstPersonPending, false), (Door.Report.Mode, Door.IsDriven));
        LockFollows();
        Walk();
        Assert.Equal((DoorMode.ScheduledFree, true), (Door.Report.Mode, Door.IsDriven));
    }

    [Fact]
    public void Maintenance_lets_the_leaf_move_and_badges_in_vain()
    {
        Order(DoorCommand.Maintenance);
        Leaf(true);
        Pass(600);
        Unlock();
        Assert.Equal([DoorEventKind.ModeChanged, DoorEventKind.CommandDone, DoorEventKind.FreeOpened, DoorEventKind.GrantRefused], Kinds);
        Order(DoorCommand.Release);
        Pass(30);
        Assert.Contains(DoorEventKind.HeldOpen, Kinds);
    }

    [Fact]
    public void An_interlocked_door_opens_only_while_the_others_are_safe()
    {
        Follow(TestPlan.Of(number: 2, interlock: "trap"));
        Give(new DoorInput.Neighbours(false));
        Unlock();
        Assert.Equal((DoorEventKind.GrantRefused, Reasons.Interlock), (Happened[^1].Kind, Happened[^1].Reason));
        Give(new DoorInput.ExitButton(true));
        Assert.Equal((DoorEventKind.ExitRefused, Reasons.Interlock), (Happened[^1].Kind, Happened[^1].Reason));
        Give(new DoorInput.Neighbours(true));
        Unlock();
        LockFollows();
        Give(new DoorInput.Neighbours(false));
        Assert.False(Door.IsDriven);
        Assert.Equal((DoorEventKind.NotOpened, Reasons.Interlock), (Happened[^1].Kind, Happened[^1].Reason));
    }

    [Fact]
    public void An_interlock_without_an_emergency_release_locks_nobody_in()
    {
        Follow(TestPlan.Of(number: 2, interlock: "trap", emergencyRelease: false));
        Give(new DoorInput.Neighbours(false));
        Give(new DoorInput.ExitButton(true));
        Assert.True(Door.IsDriven);
    }

    [Theory]
    [InlineData("block", Reasons.DoorBlocked)]
    [InlineData("lockdown", Reasons.DoorLockdown)]
    [InlineData("maintenance", Reasons.DoorMaintenance)]
    [InlineData("interlock", Reasons.Interlock)]
    [InlineData("lock", Reasons.LockUnknown)]
    public void The_reader_inside_keeps_nobody_in_but_beside_an_emergency_release(string obstacle, string reason)
    {
        foreach (bool emergencyRelease in new[] { true, false })
        {
            Follow(TestPlan.Of(number: emergencyRelease ? 2UL : 3, interlock: "trap", emergencyRelease: emergencyRelease));
            switch (obstacle)
            {
                case "block": Order(DoorCommand.Block); break;
                case "lockdown": Order(DoorCommand.LockdownThree); break;
                case "maintenance": Order(DoorCommand.Maintenance); break;
                case "interlock": Give(new DoorInput.Neighbours(false)); break;
                default: Give(new DoorInput.LineFault(DoorLine.Feedback, true)); break;
            }
            Unlock();
            Assert.Equal((DoorEventKind.GrantRefused, reason, false), (Happened[^1].Kind, Happened[^1].Reason, Door.IsDriven));
            Unlock(at: TestPlan.Inside);
            Assert.Equal(!emergencyRelease, Door.IsDriven);
        }
        Pass(5);
        Assert.False(Door.IsDriven);
    }

    [Fact]
    public void Whoever_is_let_out_in_a_lockdown_is_told_by_name_and_the_door_is_locked_behind_them()
    {
        Follow(TestPlan.Of(number: 2, interlock: "trap", emergencyRelease: false));
        Order(DoorCommand.Lockdown);
        Happened.Clear();
        Unlock(at: TestPlan.Inside);
        Give(new DoorInput.Neighbours(false));
        LockFollows();
        Leaf(true);
        Leaf(false);
        LockFollows();
        Assert.Equal([DoorEventKind.Unlocked, DoorEventKind.Opened, DoorEventKind.Closed, DoorEventKind.Locked], Kinds);
        Assert.All(Happened, h => Assert.Equal(TestPlan.Inside, h.By?.Reader));
        Assert.Equal((DoorMode.Lockdown, false), (Door.Report.Mode, Door.IsDriven));
    }

    [Fact]
    public void Whoever_leaves_while_nobody_sees_the_lock_forces_nothing_and_is_told_as_an_exit_of_nobody()
    {
        Follow(TestPlan.Of(number: 2, emergencyRelease: false));
        Give(new DoorInput.LineFault(DoorLine.Feedback, true));
        Happened.Clear();
        Unlock(at: TestPlan.Inside);
        Leaf(true);
        Leaf(false);
        Assert.False(Door.IsDriven);
        Assert.Equal([DoorEventKind.ExitOpened, DoorEventKind.Closed, DoorEventKind.NotOpened], Kinds);
        Leaf(true);
        Assert.Equal(DoorEventKind.ForcedOpen, Happened[^1].Kind);
    }
}
