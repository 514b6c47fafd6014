using Secure.DoorController.Core.Doors;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Doors;

public sealed class DoorTests : OneDoor
{
    private static Authority By(string person = "wang", ulong command = 0) => new(PersonId.Parse(person), "d", command, null);

    private void Unlock(string person = "wang", ulong command = 0) => Give(new DoorInput.Unlock(By(person, command), Hold));

    [Fact]
    public void A_walk_through_the_door_is_unlocked_opened_closed_locked()
    {
        Unlock();
        Assert.Equal(LockState.Unlocking, Door.Report.Lock);
        LockFollows();
        Leaf(true);
        Leaf(false);
        Assert.False(Door.IsDriven);
        LockFollows();
        Assert.Equal([DoorEventKind.Unlocked, DoorEventKind.Opened, DoorEventKind.Closed, DoorEventKind.Locked], Kinds);
        Assert.All(Happened, h => Assert.Equal("wang", h.By?.Subject?.Text));
    }

    [Theory]
    [InlineData(DoorCommand.LockdownTwo, DoorCommand.Lockdown, DoorMode.LockdownTwo)]
    [InlineData(DoorCommand.Lockdown, DoorCommand.LockdownThree, DoorMode.LockdownThree)]
    [InlineData(DoorCommand.LockdownThree, DoorCommand.Block, DoorMode.LockdownThree)]
    [InlineData(DoorCommand.LockdownThree, DoorCommand.Lock, DoorMode.LockdownThree)]
    [InlineData(DoorCommand.Maintenance, DoorCommand.Block, DoorMode.Blocked)]
    [InlineData(DoorCommand.Block, DoorCommand.Maintenance, DoorMode.Blocked)]
    [InlineData(DoorCommand.Maintenance, DoorCommand.Release, DoorMode.Secured)]
    public void A_lower_level_never_ends_a_higher_one(DoorCommand first, DoorCommand second, DoorMode then) =>
        Assert.Equal(then, Door.ModeAfter(second, Door.ModeAfter(first, DoorMode.Secured)));

    [Fact]
    public void A_door_that_is_worked_on_lets_no_badge_in_and_obeys_an_officer()
    {
        Give(new DoorInput.Order(DoorCommand.Maintenance, By("li", 1)));
        Assert.Equal([DoorEventKind.ModeChanged, DoorEventKind.CommandDone], Kinds);
        Unlock();
        Assert.Equal((DoorEventKind.GrantRefused, Reasons.DoorMaintenance, false), (Happened[^1].Kind, Happened[^1].Reason, Door.IsDriven));
        Unlock("li", 2);
        Assert.True(Door.IsDriven);
    }

    [Fact]
    public void Maintenance_of_a_blocked_door_is_refused_and_changes_nothing()
    {
        Give(new DoorInput.Order(DoorCommand.Block, By("li", 1)));
        Give(new DoorInput.Order(DoorCommand.Maintenance, By("li", 2)));
        Assert.Equal((DoorEventKind.CommandRefused, Reasons.DoorBlocked, DoorMode.Blocked), (Happened[^1].Kind, Happened[^1].Reason, Happened[^1].Mode));
    }

    [Fact]
    public void A_command_alone_never_shows_an_unlocked_door()
    {
        Unlock();
        Assert.Equal(LockState.Unlocking, Door.Report.Lock);
        Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(LockState.Unlocking, Door.Report.Lock);
        Assert.Empty(Happened);
    }

    [Fact]
    public void A_grant_that_nobody_uses_ends_locked_and_not_opened()
    {
        Unlock();
        LockFollows();
        Pass(Hold);
        Assert.False(Door.IsDriven);
        LockFollows();
        Assert.Equal([DoorEventKind.Unlocked, DoorEventKind.NotOpened], Kinds);
        Assert.Equal(LockState.Locked, Door.Report.Lock);
    }

    [Fact]
    public void A_lock_that_does_not_move_is_jammed_and_no_longer_driven()
    {
        Unlock();
        Pass(TimeSpan.FromSeconds(2));
        Assert.False(Door.IsDriven);
        Assert.Equal([DoorEventKind.LockJammed, DoorEventKind.NotOpened], Kinds);
    }

    [Fact]
    public void A_lock_that_does_not_lock_is_jammed_until_it_does()
    {
        Unlock();
        LockFollows();
        Pass(Hold);
        Assert.Equal(LockState.Locking, Door.Report.Lock);
        Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(LockState.Jammed, Door.Report.Lock);
        Give(new DoorInput.Feedback(false));
        Assert.Equal([DoorEventKind.Unlocked, DoorEventKind.LockJammed, DoorEventKind.NotOpened, DoorEventKind.Locked], Kinds);
    }

    [Fact]
    public void A_lock_that_opens_by_itself_raises_an_alarm_and_its_door_is_forced()
    {
        Give(new DoorInput.Feedback(true));
        Assert.Equal(LockState.Locking, Door.Report.Lock);
        Pass(TimeSpan.FromSeconds(2));
        Leaf(true);
        Assert.Equal([DoorEventKind.LockJammed, DoorEventKind.ForcedOpen], Kinds);
    }

    [Fact]
    public void A_leaf_that_opens_without_a_word_is_forced_until_it_closes()
    {
        Leaf(true);
        Assert.Equal(LeafState.Forced, Door.Report.Leaf);
        Pass(TimeSpan.FromHours(1));
        Leaf(false);
        Assert.Equal([DoorEventKind.ForcedOpen, DoorEventKind.Closed], Kinds);
    }

    [Fact]
    public void A_leaf_that_opens_while_the_lock_says_locked_is_not_opened_but_forced()
    {
        Unlock();
        Leaf(true);
        Assert.DoesNotContain(DoorEventKind.Opened, Kinds);
        Pass(TimeSpan.FromSeconds(2));
        Assert.Equal([DoorEventKind.LockJammed, DoorEventKind.NotOpened, DoorEventKind.ForcedOpen], Kinds);
        Assert.Equal(LeafState.Forced, Door.Report.Leaf);
    }

    [Fact]
    public void A_leaf_whose_contact_is_faster_than_the_lock_counts_once_the_lock_confirms()
    {
        Unlock();
        Leaf(true);
        LockFollows();
        Assert.Equal([DoorEventKind.Unlocked, DoorEventKind.Opened], Kinds);
    }

    [Fact]
    public void A_door_opened_just_as_the_hold_ends_is_opened()
    {
        Unlock();
        LockFollows();
        Pass(Hold);
        Leaf(true);
        LockFollows();
        Assert.Equal([DoorEventKind.Unlocked, DoorEventKind.Opened, DoorEventKind.Locked], Kinds);
    }

    [Fact]
    public void A_door_held_open_is_told_once()
    {
        Unlock();
        LockFollows();
        Leaf(true);
        Pass(Hold);
        LockFollows();
        Pass(TimeSpan.FromSeconds(60));
        Pass(TimeSpan.FromSeconds(60));
        Assert.Single(Kinds, DoorEventKind.HeldOpen);
        Assert.Equal(LeafState.Held, Door.Report.Leaf);
        Assert.False(Door.IsDriven);
        Leaf(false);
        Assert.Equal(LeafState.Closed, Door.Report.Leaf);
    }

    [Fact]
    public void The_exit_button_makes_an_opening_an_exit_and_no_entry()
    {
        Give(new DoorInput.ExitButton(true));
        Assert.False(Door.IsDriven);
        Leaf(true);
        Assert.Equal([DoorEventKind.ExitOpened], Kinds);
    }

    [Fact]
    public void A_taped_exit_button_does_not_hide_a_forced_door_for_ever()
    {
        Give(new DoorInput.ExitButton(true));
        Pass(TimeSpan.FromSeconds(10));
        Leaf(true);
        Assert.Equal([DoorEventKind.ForcedOpen], Kinds);
    }

    [Fact]
    public void An_exit_during_somebodys_entry_is_told_after_the_entry()
    {
        Unlock();
        LockFollows();
        Give(new DoorInput.ExitButton(true));
        Leaf(true);
        Assert.Equal([DoorEventKind.Unlocked, DoorEventKind.Opened, DoorEventKind.ExitOpened], Kinds);
    }

    [Fact]
    public void The_second_of_two_grants_gets_its_own_evidence()
    {
        Unlock("wang");
        LockFollows();
        Unlock("zhao");
        Leaf(true);
        Leaf(false);
        LockFollows();
        Assert.Equal(
            [(DoorEventKind.Unlocked, "wang"), (DoorEventKind.NotOpened, "wang"), (DoorEventKind.Unlocked, "zhao"), (DoorEventKind.Opened, "zhao"), (DoorEventKind.Closed, "zhao"), (DoorEventKind.Locked, "zhao")],
            Happened.Select(h => (h.Kind, h.By!.Subject!.Text)));
    }

    [Theory]
    [InlineData(DoorCommand.Lock, DoorMode.Secured)]
    [InlineData(DoorCommand.Block, DoorMode.Blocked)]
    [InlineData(DoorCommand.Lockdown, DoorMode.Lockdown)]
    public void A_securing_command_ends_an_unlock_at_once_and_is_done_when_the_lock_says_so(DoorCommand order, DoorMode mode)
    {
        Unlock();
        LockFollows();
        Give(new DoorInput.Order(order, By("li", 4)));
        Assert.False(Door.IsDriven);
        Assert.DoesNotContain(DoorEventKind.CommandDone, Kinds);
        LockFollows();
        Assert.Equal((DoorEventKind.CommandDone, 4UL), (Happened[^1].Kind, Happened[^1].By!.CommandNumber));
        Assert.Equal(mode, Door.Report.Mode);
    }

    [Theory]
    [InlineData(DoorCommand.Block, Reasons.DoorBlocked)]
    [InlineData(DoorCommand.Lockdown, Reasons.DoorLockdown)]
    public void A_blocked_door_refuses_grants_and_unlock_commands_until_released(DoorCommand order, string reason)
    {
        Give(new DoorInput.Order(order, By("li", 1)));
        Unlock();
        Assert.Equal((DoorEventKind.GrantRefused, reason), (Happened[^1].Kind, Happened[^1].Reason));
        Unlock("li", 2);
        Assert.Equal((DoorEventKind.CommandRefused, reason), (Happened[^1].Kind, Happened[^1].Reason));
        Assert.False(Door.IsDriven);
        Give(new DoorInput.Order(DoorCommand.Release, By("li", 3)));
        Unlock();
        Assert.True(Door.IsDriven);
    }

    [Fact]
    public void Block_does_not_weaken_a_lockdown()
    {
        Give(new DoorInput.Order(DoorCommand.Lockdown, By("li", 1)));
        Give(new DoorInput.Order(DoorCommand.Block, By("li", 2)));
        Assert.Equal(DoorMode.Lockdown, Door.Report.Mode);
    }

    [Fact]
    public void A_command_that_the_lock_does_not_follow_is_refused_not_done()
    {
        Unlock();
        LockFollows();
        Give(new DoorInput.Order(DoorCommand.Lock, By("li", 1)));
        Pass(TimeSpan.FromSeconds(2));
        Assert.Contains(Happened, h => h.Kind == DoorEventKind.CommandRefused && h.Reason == Reasons.LockJammed);
        Assert.DoesNotContain(DoorEventKind.CommandDone, Kinds);
    }

    [Fact]
    public void Lost_pins_end_an_unlock_and_make_everything_unknown()
    {
        Unlock();
        LockFollows();
        Give(new DoorInput.PinsLost(Reasons.PinsLost));
        Assert.False(Door.IsDriven);
        Assert.Equal((LockState.Unknown, LeafState.Unknown), (Door.Report.Lock, Door.Report.Leaf));
        Unlock();
        Assert.False(Door.IsDriven);
        Assert.Equal(Reasons.LockUnknown, Happened[^1].Reason);
    }

    [Fact]
    public void A_door_found_open_when_the_pins_come_back_is_forced()
    {
        Give(new DoorInput.PinsLost(Reasons.PinsLost));
        Leaf(true);
        Assert.Equal((DoorEventKind.ForcedOpen, Reasons.FoundOpen), (Happened[^1].Kind, Happened[^1].Reason));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(30_001)]
    public void A_hold_out_of_range_is_refused(int milliseconds)
    {
        Give(new DoorInput.Unlock(By(), TimeSpan.FromMilliseconds(milliseconds)));
        Assert.False(Door.IsDriven);
        Assert.Equal(Reasons.BadHold, Happened[^1].Reason);
    }
}
