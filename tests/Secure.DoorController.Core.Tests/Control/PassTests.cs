using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Lines;
using Secure.DoorController.Core.Offline;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

/// <summary>The rules of passing among the doors of one controller while no gateway can be asked.</summary>
public sealed class PassTests
{
    private const bool Out = true;

    [Fact]
    public void Who_is_inside_a_hard_area_does_not_enter_it_again_until_they_have_left()
    {
        using PassSite site = new(p => PassSite.Area(p, AntiPassback.Hard));
        Assert.True(site.Go(0));
        Assert.False(site.Present(0));
        Assert.Equal("passback", site.LastReason);
        Assert.True(site.Go(1));
        Assert.True(site.Go(0, Out));
        Assert.True(site.Go(0));
    }

    [Fact]
    public void Nor_with_another_badge_of_theirs_nor_after_a_new_lease()
    {
        using PassSite site = new(p => PassSite.Area(p, AntiPassback.Hard), alone: false);
        site.Box.Controller.AgentLeft();
        Assert.True(site.Go(2));
        Assert.False(site.Present(3));
        site.Box.Controller.AgentConnected(site.Box.Ports);
        site.Box.Greet();
        site.GiveLease(2, site.Plan);
        site.Box.Controller.AgentLeft();
        Assert.False(site.Present(3));
        Assert.False(site.Present(2));
        Assert.True(site.Present(0));
    }

    [Fact]
    public void The_refusal_tells_the_gateway_whose_badge_it_was()
    {
        using PassSite site = new(p => PassSite.Area(p, AntiPassback.Hard));
        site.Go(0);
        site.Present(0);
        DoorEvent told = site.Box.Ports.Events.Last(e => e.Happened == DoorEventKind.EntryUnanswered);
        Assert.Equal((LeaseEntry.IdOf(1, 0x101), TestController.VaultIn), (told.DecisionId, told.Reader));
    }

    [Fact]
    public void A_timed_area_takes_nobody_twice_within_its_window_and_a_soft_one_only_tells()
    {
        using PassSite timed = new(p => PassSite.Area(p, AntiPassback.Timed));
        Assert.True(timed.Go(0));
        // A doubt about who is inside gives no time back.
        timed.Box.Controller.PinMoved(TestController.Vault, new DoorInput.ExitButton(true));
        timed.Box.Leaf(TestController.Vault, true);
        timed.Box.Leaf(TestController.Vault, false);
        Assert.False(timed.Present(0));
        timed.Box.Pass(TimeSpan.FromMinutes(15));
        Assert.True(timed.Present(0));

        using PassSite soft = new(p => PassSite.Area(p, AntiPassback.Soft));
        Assert.True(soft.Go(0) && soft.Go(0));
        Assert.Equal(["", "passback"], soft.Box.Ports.Events.Where(e => e.Happened == DoorEventKind.EntryOffline).Select(e => e.Reason));
    }

    [Fact]
    public void An_unlocking_that_nobody_used_and_one_that_the_door_refused_move_nobody()
    {
        using PassSite site = new(p => PassSite.Area(p, AntiPassback.Hard));
        Assert.True(site.Present(0));
        site.Settle();
        Assert.True(site.Present(0));
        site.Settle();
        site.Box.Controller.PinMoved(TestController.Vault, new DoorInput.LineFault(DoorLine.Feedback, true));
        Assert.False(site.Present(0));
        site.Box.Controller.PinMoved(TestController.Vault, new DoorInput.Feedback(false));
        Assert.True(site.Go(0));
        Assert.False(site.Present(0));
    }

    [Fact]
    public void A_room_for_two_opens_for_the_second_of_two_persons_and_both_are_on_record_and_inside()
    {
        using PassSite site = new(PassSite.ForTwo);
        Assert.False(site.Present(0));
        Assert.Equal("second_person_needed", site.LastReason);
        Assert.False(site.Present(0));
        Assert.True(site.Go(1));
        Assert.Equal(
            [(LeaseEntry.IdOf(1, 0x101), "companion"), (LeaseEntry.IdOf(1, 0x102), "")],
            site.Box.Ports.Events.Where(e => e.Happened == DoorEventKind.EntryOffline).Select(e => (e.DecisionId, e.Reason)));
        Assert.Equal(
            [(LeaseEntry.IdOf(1, 0x102), ""), (LeaseEntry.IdOf(1, 0x101), "companion")],
            site.Box.Ports.Events.Where(e => e.Happened == DoorEventKind.Opened).Select(e => (e.DecisionId, e.Reason)));
        Assert.True(site.Go(2));
        Assert.True(site.Go(2, Out));
        Assert.False(site.Go(1, Out));
        Assert.True(site.Go(0, Out));
        Assert.False(site.Present(1));
    }

    [Fact]
    public void Two_badges_of_one_person_are_not_two_persons_and_half_a_minute_is_the_most()
    {
        using PassSite site = new(PassSite.ForTwo);
        Assert.False(site.Present(2) || site.Present(3));
        site.Box.Pass(TimeSpan.FromSeconds(31));
        Assert.False(site.Present(0));
        Assert.True(site.Present(3));
    }

    [Fact]
    public void A_door_that_may_keep_nobody_in_lets_one_of_two_out_and_says_that_one_stays_alone()
    {
        using PassSite site = new(PassSite.ForTwo, emergencyRelease: false);
        Assert.True(!site.Go(0) && site.Go(1));
        Assert.True(site.Go(1, Out));
        Assert.Equal("one_left_alone", site.Box.Ports.Events.Last(e => e.Happened == DoorEventKind.EntryOffline).Reason);
    }

    [Fact]
    public void Somebody_who_may_have_left_by_the_exit_button_is_nobodys_company()
    {
        using PassSite site = new(PassSite.ForTwo);
        Assert.True(!site.Go(0) && site.Go(1));
        site.Box.Controller.PinMoved(TestController.Vault, new DoorInput.ExitButton(true));
        site.Box.Leaf(TestController.Vault, true);
        site.Box.Leaf(TestController.Vault, false);
        Assert.False(site.Present(2));
    }

    [Fact]
    public void The_lease_counts_only_beside_the_plan_that_it_stands_on()
    {
        using PassSite site = new(PassSite.ForTwo, alone: false);
        site.Follow(site.Plan with { Number = 2, Passage = site.Plan.Passage with { TwoPersonWithin = TimeSpan.Zero } });
        site.Box.Controller.AgentLeft();
        Assert.False(site.Present(0) || site.Present(1));
        Assert.Equal(LeaseReasons.PlanDiffers, site.LastReason);

        using PassSite none = new(p => p, alone: false);
        none.GiveLease(2, site.Plan);
        none.Box.Controller.AgentLeft();
        Assert.False(none.Present(0));
    }

    [Fact]
    public void Whom_the_gateway_let_in_is_inside_when_the_gateway_is_gone()
    {
        using PassSite site = new(p => PassSite.ForTwo(PassSite.Area(p, AntiPassback.Hard)), alone: false);
        site.Box.Pass(TimeSpan.FromSeconds(1));
        Assert.True(site.Box.Controller.IsOnline);
        site.Present(0);
        site.Present(1);
        site.Box.Deliver(TestGateway.GrantFor(site.Box.NewestPresentation()).Sign(site.Box.Gateway.GrantKey));
        site.Walk();
        site.Box.Controller.AgentLeft();
        Assert.False(site.Present(0) || site.Present(1));
        Assert.Equal("passback", site.LastReason);
        Assert.True(site.Present(2));
    }

    [Fact]
    public void After_a_restart_or_an_opened_box_nobodys_place_is_known_and_one_alone_enters_no_room_for_two()
    {
        using PassSite site = new(PassSite.ForTwo);
        Assert.True(!site.Go(0) && site.Go(1));
        site.Box.TrustsRealTimeClock = true;
        site.Box.Start();
        site.Box.Controller.AgentLeft();
        Assert.False(site.Present(2));
        Assert.Equal("second_person_needed", site.LastReason);
        site.Box.Controller.BoxMoved(LineState.Active);
        Assert.False(site.Present(0));
        Assert.Equal(Reasons.BoxTampered, site.LastReason);
    }
}
