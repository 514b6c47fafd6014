using Secure.DoorController.Core.Doors;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Doors;

/// <summary>Fire, and lines that are cut or shorted.</summary>
public sealed class DoorLineTests : RuledDoor
{
    [Fact]
    public void Fire_ends_an_unlock_and_a_passage_and_shows_what_the_hardware_does()
    {
        Unlock();
        LockFollows();
        Give(new DoorInput.Fire(true));
        Assert.False(Door.IsDriven);
        Assert.Equal([DoorEventKind.Unlocked, DoorEventKind.ModeChanged, DoorEventKind.NotOpened, DoorEventKind.FireStarted], Kinds);
        Assert.Equal((DoorMode.FireRelease, LockState.Unlocked), (Door.Report.Mode, Door.Report.Lock));
        Pass(60);
        Leaf(true);
        Pass(600);
        Assert.DoesNotContain(Kinds, k => k is DoorEventKind.LockJammed or DoorEventKind.ForcedOpen or DoorEventKind.HeldOpen);
        Assert.Equal((DoorEventKind.FreeOpened, Reasons.FireRelease), (Happened[^1].Kind, Happened[^1].Reason));
    }

    [Fact]
    public void The_end_of_a_fire_unlocks_nothing_and_finds_a_lock_that_stayed_open()
    {
        Give(new DoorInput.Fire(true));
        Give(new DoorInput.Feedback(true));
        Give(new DoorInput.Fire(false));
        Assert.False(Door.IsDriven);
        Assert.Equal((DoorMode.Secured, LockState.Locking), (Door.Report.Mode, Door.Report.Lock));
        Pass(2);
        Assert.Contains(DoorEventKind.LockJammed, Kinds);
    }

    [Fact]
    public void A_badge_opens_nothing_in_a_fire_but_an_officer_does()
    {
        Give(new DoorInput.Fire(true));
        Unlock();
        Assert.Equal((DoorEventKind.GrantRefused, Reasons.FireRelease), (Happened[^1].Kind, Happened[^1].Reason));
        Unlock(command: 9);
        Assert.True(Door.IsDriven);
    }

    [Fact]
    public void An_exempt_door_tells_of_the_fire_and_stays_as_it_is()
    {
        Follow(TestPlan.Of(number: 2, fire: false));
        Give(new DoorInput.Fire(true));
        Assert.Equal((DoorEventKind.FireStarted, Reasons.Exempt, DoorMode.Secured), (Happened[^1].Kind, Happened[^1].Reason, Door.Report.Mode));
    }

    [Theory]
    [InlineData(true, "fire_cut")]
    [InlineData(false, "fire_short")]
    public void A_broken_fire_line_counts_as_fire_and_as_a_fault(bool isCut, string reason)
    {
        Give(new DoorInput.LineFault(DoorLine.Fire, isCut));
        Assert.Equal(DoorMode.FireRelease, Door.Report.Mode);
        Assert.Equal((DoorEventKind.LineFault, reason), (Happened[0].Kind, Happened[0].Reason));
        Give(new DoorInput.Fire(false));
        Assert.Equal(DoorMode.Secured, Door.Report.Mode);
        Assert.Equal([DoorEventKind.LineRestored, DoorEventKind.ModeChanged, DoorEventKind.FireEnded], Kinds.TakeLast(3));
    }

    [Fact]
    public void A_lockdown_ordered_in_a_fire_is_refused_as_done_and_holds_after_it()
    {
        Give(new DoorInput.Fire(true));
        Give(new DoorInput.Feedback(true));
        Order(DoorCommand.Lockdown);
        Assert.Equal((DoorEventKind.CommandRefused, Reasons.FireRelease), (Happened[^1].Kind, Happened[^1].Reason));
        Give(new DoorInput.Fire(false));
        Assert.Equal(DoorMode.Lockdown, Door.Report.Mode);
    }

    [Theory]
    [InlineData(true, LeafState.Cut)]
    [InlineData(false, LeafState.Short)]
    public void A_broken_contact_line_proves_no_entry(bool isCut, LeafState leaf)
    {
        Unlock();
        LockFollows();
        Give(new DoorInput.LineFault(DoorLine.Contact, isCut));
        Assert.Equal(leaf, Door.Report.Leaf);
        Pass(5);
        LockFollows();
        Assert.Equal(DoorEventKind.NotOpened, Happened[^1].Kind);
        Leaf(true);
        Assert.Equal((DoorEventKind.ForcedOpen, Reasons.FoundOpen), (Happened[^1].Kind, Happened[^1].Reason));
    }

    [Fact]
    public void A_broken_feedback_line_ends_the_unlock_and_refuses_the_next()
    {
        Unlock();
        LockFollows();
        Give(new DoorInput.LineFault(DoorLine.Feedback, true));
        Assert.False(Door.IsDriven);
        Unlock();
        Assert.Equal(Reasons.LockUnknown, Happened[^1].Reason);
    }

    [Fact]
    public void A_tamper_line_that_is_cut_is_an_opened_cover()
    {
        Give(new DoorInput.LineFault(DoorLine.Tamper, true));
        Give(new DoorInput.Tamper(true));
        Give(new DoorInput.Tamper(false));
        Assert.Equal([DoorEventKind.LineFault, DoorEventKind.DoorTampered, DoorEventKind.LineRestored, DoorEventKind.DoorTamperEnded], Kinds);
    }

    [Fact]
    public void A_second_opening_before_the_lock_is_locked_again_is_told_during_maintenance_too()
    {
        Order(DoorCommand.Maintenance);
        Unlock(command: 4);
        LockFollows();
        Leaf(true);
        Leaf(false);
        Happened.Clear();
        Leaf(true);
        Assert.Equal((DoorEventKind.FreeOpened, Reasons.DoorMaintenance), (Happened.Single().Kind, Happened.Single().Reason));
    }
}
