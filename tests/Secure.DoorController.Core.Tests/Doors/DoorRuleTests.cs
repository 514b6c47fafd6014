using Secure.DoorController.Core.Doors;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Doors;

/// <summary>The rules that a plan brings to a door.</summary>
public sealed class DoorRuleTests
{
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(5);
    private readonly Door _door = new(new DoorSettings(DoorId.Parse("vault")), DoorMode.Secured);
    private readonly List<DoorHappening> _happened = [];
    private TimeSpan _now = TimeSpan.FromHours(1);

    public DoorRuleTests()
    {
        Give(new DoorInput.Feedback(false));
        Give(new DoorInput.Contact(false));
        Follow(TestPlan.Of());
    }

    private IEnumerable<DoorEventKind> Kinds => _happened.Select(h => h.Kind);

    private void Give(DoorInput input) => _happened.AddRange(_door.Apply(input, _now));

    private void Follow(DoorPlan plan)
    {
        Give(new DoorInput.Follow(plan));
        _happened.Clear();
    }

    private void Order(DoorCommand what) => Give(new DoorInput.Order(what, new Authority(PersonId.Parse("li"), "d", 3, null)));

    private void Unlock(bool extended = false, ulong command = 0, ReaderId? at = null) =>
        Give(new DoorInput.Unlock(new Authority(PersonId.Parse("wang"), "d", command, at ?? TestPlan.Outside), Hold, extended));

    private void LockFollows() => Give(new DoorInput.Feedback(_door.IsDriven));

    private void Leaf(bool open) => Give(new DoorInput.Contact(open));

    private void Walk()
    {
        Unlock();
        LockFollows();
        Leaf(true);
        Leaf(false);
        LockFollows();
    }

    private void Pass(double seconds)
    {
        _now += TimeSpan.FromSeconds(seconds);
        Give(new DoorInput.Tick());
    }

    [Theory]
    [InlineData(false, 20, 30)]
    [InlineData(true, 80, 90)]
    public void A_warning_comes_before_a_door_is_held_and_later_for_who_needs_more_time(bool extended, double warned, double held)
    {
        Unlock(extended);
        LockFollows();
        Leaf(true);
        Pass(warned - 0.1);
        Assert.Equal(LeafState.Open, _door.Report.Leaf);
        Pass(0.1);
        Assert.Equal(LeafState.PreAlarm, _door.Report.Leaf);
        Pass(held - warned);
        Assert.Equal(LeafState.Held, _door.Report.Leaf);
        Assert.Equal([DoorEventKind.PreAlarm, DoorEventKind.HeldOpen], Kinds.Where(k => k is DoorEventKind.PreAlarm or DoorEventKind.HeldOpen));
    }

    [Fact]
    public void The_exit_button_unlocks_for_an_exit_and_grants_nobody_an_entry()
    {
        Give(new DoorInput.ExitButton(true));
        LockFollows();
        Leaf(true);
        Leaf(false);
        Assert.False(_door.IsDriven);
        Assert.Equal([DoorEventKind.ExitUnlocked, DoorEventKind.ExitOpened, DoorEventKind.Closed], Kinds);
    }

    [Fact]
    public void The_exit_button_lets_go_after_the_hold()
    {
        Give(new DoorInput.ExitButton(true));
        LockFollows();
        Pass(5);
        Assert.False(_door.IsDriven);
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
        Assert.Equal(works, _door.IsDriven);
        Assert.Equal(works ? DoorEventKind.ExitUnlocked : DoorEventKind.ExitRefused, _happened[^1].Kind);
    }

    [Fact]
    public void An_opening_after_a_refused_exit_is_forced()
    {
        Order(DoorCommand.LockdownTwo);
        Give(new DoorInput.ExitButton(true));
        Leaf(true);
        Assert.Equal(LeafState.Forced, _door.Report.Leaf);
    }

    [Fact]
    public void Fire_ends_an_unlock_and_a_passage_and_shows_what_the_hardware_does()
    {
        Unlock();
        LockFollows();
        Give(new DoorInput.Fire(true));
        Assert.False(_door.IsDriven);
        Assert.Equal([DoorEventKind.Unlocked, DoorEventKind.ModeChanged, DoorEventKind.NotOpened, DoorEventKind.FireStarted], Kinds);
        Assert.Equal((DoorMode.FireRelease, LockState.Unlocked), (_door.Report.Mode, _door.Report.Lock));
        Pass(60);
        Leaf(true);
        Pass(600);
        Assert.DoesNotContain(Kinds, k => k is DoorEventKind.LockJammed or DoorEventKind.ForcedOpen or DoorEventKind.HeldOpen);
        Assert.Equal((DoorEventKind.FreeOpened, Reasons.FireRelease), (_happened[^1].Kind, _happened[^1].Reason));
    }

    [Fact]
    public void The_end_of_a_fire_unlocks_nothing_and_finds_a_lock_that_stayed_open()
    {
        Give(new DoorInput.Fire(true));
        Give(new DoorInput.Feedback(true));
        Give(new DoorInput.Fire(false));
        Assert.False(_door.IsDriven);
        Assert.Equal((DoorMode.Secured, LockState.Locking), (_door.Report.Mode, _door.Report.Lock));
        Pass(2);
        Assert.Contains(DoorEventKind.LockJammed, Kinds);
    }

    [Fact]
    public void A_badge_opens_nothing_in_a_fire_but_an_officer_does()
    {
        Give(new DoorInput.Fire(true));
        Unlock();
        Assert.Equal((DoorEventKind.GrantRefused, Reasons.FireRelease), (_happened[^1].Kind, _happened[^1].Reason));
        Unlock(command: 9);
        Assert.True(_door.IsDriven);
    }

    [Fact]
    public void An_exempt_door_tells_of_the_fire_and_stays_as_it_is()
    {
        Follow(TestPlan.Of(number: 2, fire: false));
        Give(new DoorInput.Fire(true));
        Assert.Equal((DoorEventKind.FireStarted, Reasons.Exempt, DoorMode.Secured), (_happened[^1].Kind, _happened[^1].Reason, _door.Report.Mode));
    }

    [Theory]
    [InlineData(true, "fire_cut")]
    [InlineData(false, "fire_short")]
    public void A_broken_fire_line_counts_as_fire_and_as_a_fault(bool isCut, string reason)
    {
        Give(new DoorInput.LineFault(DoorLine.Fire, isCut));
        Assert.Equal(DoorMode.FireRelease, _door.Report.Mode);
        Assert.Equal((DoorEventKind.LineFault, reason), (_happened[0].Kind, _happened[0].Reason));
        Give(new DoorInput.Fire(false));
        Assert.Equal(DoorMode.Secured, _door.Report.Mode);
        Assert.Equal([DoorEventKind.LineRestored, DoorEventKind.ModeChanged, DoorEventKind.FireEnded], Kinds.TakeLast(3));
    }

    [Fact]
    public void A_lockdown_ordered_in_a_fire_is_refused_as_done_and_holds_after_it()
    {
        Give(new DoorInput.Fire(true));
        Give(new DoorInput.Feedback(true));
        Order(DoorCommand.Lockdown);
        Assert.Equal((DoorEventKind.CommandRefused, Reasons.FireRelease), (_happened[^1].Kind, _happened[^1].Reason));
        Give(new DoorInput.Fire(false));
        Assert.Equal(DoorMode.Lockdown, _door.Report.Mode);
    }

    [Theory]
    [InlineData(true, LeafState.Cut)]
    [InlineData(false, LeafState.Short)]
    public void A_broken_contact_line_proves_no_entry(bool isCut, LeafState leaf)
    {
        Unlock();
        LockFollows();
        Give(new DoorInput.LineFault(DoorLine.Contact, isCut));
        Assert.Equal(leaf, _door.Report.Leaf);
        Pass(5);
        LockFollows();
        Assert.Equal(DoorEventKind.NotOpened, _happened[^1].Kind);
        Leaf(true);
        Assert.Equal((DoorEventKind.ForcedOpen, Reasons.FoundOpen), (_happened[^1].Kind, _happened[^1].Reason));
    }

    [Fact]
    public void A_broken_feedback_line_ends_the_unlock_and_refuses_the_next()
    {
        Unlock();
        LockFollows();
        Give(new DoorInput.LineFault(DoorLine.Feedback, true));
        Assert.False(_door.IsDriven);
        Unlock();
        Assert.Equal(Reasons.LockUnknown, _happened[^1].Reason);
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
    public void Hours_seen_to_begin_free_the_door_and_its_openings_are_nobodys()
    {
        Follow(TestPlan.Of(number: 2, free: TestPlan.Free()));
        Give(new DoorInput.Hours(HoursState.Closed));
        Give(new DoorInput.Hours(HoursState.Open));
        LockFollows();
        Leaf(true);
        Pass(600);
        Leaf(false);
        Assert.True(_door.IsDriven);
        Assert.Equal([DoorEventKind.ModeChanged, DoorEventKind.FreeOpened, DoorEventKind.Closed], Kinds);
        Give(new DoorInput.Hours(HoursState.Closed));
        Assert.False(_door.IsDriven);
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
        Assert.True(_door.IsDriven);
    }

    [Fact]
    public void A_door_for_the_first_person_waits_for_an_entry_and_an_exit_does_not_count()
    {
        Follow(TestPlan.Of(number: 2, free: TestPlan.Free(firstPerson: true)));
        Give(new DoorInput.Hours(HoursState.Closed));
        Give(new DoorInput.Hours(HoursState.Open));
        Assert.Equal((DoorMode.FirstPersonPending, false), (_door.Report.Mode, _door.IsDriven));
        Unlock(at: TestPlan.Inside);
        LockFollows();
        Leaf(true);
        Leaf(false);
        LockFollows();
        Assert.Equal(DoorMode.FirstPersonPending, _door.Report.Mode);
        Unlock();
        LockFollows();
        Leaf(true);
        Leaf(false);
        Assert.Equal((DoorMode.ScheduledFree, true), (_door.Report.Mode, _door.IsDriven));
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
        Assert.Equal((DoorMode.FirstPersonPending, false), (_door.Report.Mode, _door.IsDriven));
        LockFollows();
        Walk();
        Assert.Equal((DoorMode.ScheduledFree, true), (_door.Report.Mode, _door.IsDriven));
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
        Assert.Equal((DoorEventKind.GrantRefused, Reasons.Interlock), (_happened[^1].Kind, _happened[^1].Reason));
        Give(new DoorInput.ExitButton(true));
        Assert.Equal((DoorEventKind.ExitRefused, Reasons.Interlock), (_happened[^1].Kind, _happened[^1].Reason));
        Give(new DoorInput.Neighbours(true));
        Unlock();
        LockFollows();
        Give(new DoorInput.Neighbours(false));
        Assert.False(_door.IsDriven);
        Assert.Equal((DoorEventKind.NotOpened, Reasons.Interlock), (_happened[^1].Kind, _happened[^1].Reason));
    }

    [Fact]
    public void An_interlock_without_an_emergency_release_locks_nobody_in()
    {
        Follow(TestPlan.Of(number: 2, interlock: "trap", emergencyRelease: false));
        Give(new DoorInput.Neighbours(false));
        Give(new DoorInput.ExitButton(true));
        Assert.True(_door.IsDriven);
    }
}
