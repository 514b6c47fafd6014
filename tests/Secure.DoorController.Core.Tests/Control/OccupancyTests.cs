using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Lines;
using Secure.DoorController.Core.Offline;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

/// <summary>A room that takes only so many persons, while no gateway can be asked. Persons 1, 2 and 3; 3 has the badges 2 and 3.</summary>
public sealed class OccupancyTests
{
    private const bool Out = true;
    private const string Full = "occupancy_full";

    [Fact]
    public void Who_was_inside_when_the_lease_was_issued_counts_and_the_one_who_asks_does_not()
    {
        using PassSite site = Vault(max: 2, inside: [3, 9]);
        Assert.False(site.Present(0));
        DoorEvent told = site.Box.Ports.Events.Last(e => e.Happened == DoorEventKind.EntryUnanswered);
        Assert.Equal((Full, LeaseEntry.IdOf(1, 0x101)), (told.Reason, told.DecisionId));
        Assert.True(site.Present(3));
    }

    [Fact]
    public void Persons_whom_the_lease_only_counts_take_up_room_too()
    {
        using PassSite site = Vault(max: 3, alone: false);
        site.Others = 2;
        site.GiveLease(2, site.Plan);
        site.Box.Controller.AgentLeft();
        Assert.True(site.Go(0));
        Assert.False(site.Present(1));
        Assert.Equal(Full, site.LastReason);
    }

    [Fact]
    public void An_entry_counts_from_the_unlocking_on_until_it_is_clear_that_nobody_went_in()
    {
        using PassSite site = Vault(max: 1);
        Assert.True(site.Present(0));
        Assert.False(site.Present(1));
        Assert.Equal(Full, site.LastReason);
        site.Settle();
        Assert.True(site.Go(1));
        Assert.False(site.Present(0));
        Assert.True(site.Present(1));
    }

    [Fact]
    public void An_exit_makes_room_for_one_whether_the_lease_or_the_controller_saw_them_come()
    {
        using PassSite site = Vault(max: 1, inside: [3]);
        Assert.False(site.Present(0));
        Assert.True(site.Go(2, Out));
        Assert.True(site.Go(0));
        Assert.False(site.Present(1));
        Assert.True(site.Go(0, Out));
        Assert.True(site.Go(1));
    }

    [Fact]
    public void Whom_nobody_saw_inside_makes_no_room_by_leaving_nor_does_an_exit_that_nobody_took()
    {
        using PassSite site = Vault(max: 1, inside: [3]);
        Assert.True(site.Go(0, Out));
        Assert.False(site.Present(1));
        Assert.True(site.Present(2, Out));
        site.Settle();
        Assert.False(site.Present(1));
        Assert.Equal(Full, site.LastReason);
    }

    [Fact]
    public void Two_for_whom_the_door_was_unlocked_before_it_opened_count_both()
    {
        using PassSite site = Vault(max: 2);
        Assert.True(site.Present(0));
        site.Box.LockFollows(TestController.Vault);
        site.Box.Controller.CardPresented(TestController.VaultIn, PassSite.CardOf(1));
        site.Walk();
        Assert.False(site.Present(2));
        Assert.Equal(Full, site.LastReason);
    }

    [Fact]
    public void Who_presents_twice_before_going_in_is_one_person()
    {
        using PassSite site = Vault(max: 1);
        Assert.True(site.Present(0));
        site.Box.LockFollows(TestController.Vault);
        site.Box.Controller.CardPresented(TestController.VaultIn, PassSite.CardOf(0));
        site.Walk();
        Assert.False(site.Present(1));
        Assert.True(site.Go(0, Out));

        Assert.True(site.Present(0));
        site.Box.LockFollows(TestController.Vault);
        site.Box.Controller.CardPresented(TestController.VaultIn, PassSite.CardOf(0));
        site.Settle();
        Assert.True(site.Present(1));
    }

    [Fact]
    public void Two_who_may_only_come_together_come_where_there_is_room_for_both()
    {
        using PassSite site = new(PassSite.ForTwo, max: 2, inside: [9]);
        Assert.False(site.Present(0) || site.Present(1));
        Assert.Equal(Full, site.LastReason);
        using PassSite free = new(PassSite.ForTwo, max: 2);
        Assert.True(!free.Present(0) && free.Go(1));
        Assert.False(free.Present(2));
        Assert.Equal(Full, free.LastReason);
    }

    [Theory]
    [InlineData("forced")]
    [InlineData("held")]
    [InlineData("fire")]
    [InlineData("line")]
    [InlineData("pins")]
    public void After_an_opening_that_was_nobodys_entry_nobody_more_comes_in_until_a_lease_knows_of_it(string what)
    {
        using PassSite site = Vault(max: 5);
        Assert.True(site.Go(0));
        Happen(site, what);
        Assert.False(site.Present(1));
        Assert.Equal(LeaseReasons.OccupancyUnknown, site.LastReason);
        Assert.True(site.Go(0, Out));

        site.ComeBack();
        site.GiveLease(2, site.Plan);
        site.Box.Controller.AgentLeft();
        Assert.False(site.Present(1));
        Assert.Equal(LeaseReasons.OccupancyUnknown, site.LastReason);

        site.ComeBack();
        site.Acknowledge();
        site.GiveLease(3, site.Plan);
        site.Box.Controller.AgentLeft();
        Assert.True(site.Present(1));
    }

    [Fact]
    public void Who_goes_out_by_the_exit_button_leaves_the_room_as_full_as_it_was()
    {
        using PassSite site = Vault(max: 2);
        Assert.True(site.Go(0));
        site.Box.Controller.PinMoved(TestController.Vault, new DoorInput.ExitButton(true));
        site.Box.Leaf(TestController.Vault, true);
        site.Box.Leaf(TestController.Vault, false);
        Assert.True(site.Go(1));
        Assert.False(site.Present(2));
        Assert.Equal(Full, site.LastReason);
    }

    [Fact]
    public void A_door_that_stands_open_when_a_lease_comes_keeps_the_room_shut()
    {
        using PassSite site = Vault(max: 5, alone: false);
        site.Box.Leaf(TestController.Vault, true);
        site.Acknowledge();
        site.GiveLease(2, site.Plan);
        site.Box.Leaf(TestController.Vault, false);
        site.Box.Controller.AgentLeft();
        Assert.False(site.Present(0));
        Assert.Equal(LeaseReasons.OccupancyUnknown, site.LastReason);
    }

    [Fact]
    public void Whom_the_gateway_let_in_counts_beside_a_lease_that_may_not_know_of_it_and_no_longer_than_that()
    {
        using PassSite site = Vault(max: 1, alone: false);
        LetIn(site, 0);
        site.GiveLease(2, site.Plan);
        site.Box.Controller.AgentLeft();
        Assert.False(site.Present(1));
        Assert.Equal(Full, site.LastReason);

        site.ComeBack();
        site.Acknowledge();
        site.GiveLease(3, site.Plan);
        site.Box.Controller.AgentLeft();
        Assert.True(site.Present(1));
    }

    [Fact]
    public void A_restarted_controller_lets_nobody_in_by_the_lease_that_it_kept_and_asks_for_another_once_its_start_is_known()
    {
        using PassSite site = Vault(max: 5);
        site.Box.TrustsRealTimeClock = true;
        site.Box.Start();
        Assert.False(site.Present(0));
        Assert.Equal(LeaseReasons.OccupancyUnknown, site.LastReason);

        site.Box.Greet();
        site.GiveLease(2, site.Plan);
        int asked = Questions(site);
        site.Box.Pass(TimeSpan.FromSeconds(40));
        Assert.Equal(asked, Questions(site));
        site.Acknowledge();
        site.Box.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(asked + 1, Questions(site));
        site.AnswerLease(3, site.Plan);
        site.Box.Pass(TimeSpan.FromSeconds(40));
        Assert.Equal(asked + 1, Questions(site));
        site.Box.Controller.AgentLeft();
        Assert.True(site.Present(0));
    }

    [Fact]
    public void After_an_opened_box_nobody_knows_who_is_inside()
    {
        using PassSite site = Vault(max: 5, alone: false);
        site.Acknowledge();
        site.Box.Controller.BoxMoved(LineState.Active);
        site.Box.Controller.BoxMoved(LineState.Rest);
        Assert.Empty(site.Box.Controller.Leases.Limits);
        site.Box.Controller.AgentLeft();
        Assert.False(site.Present(0));
    }

    private static PassSite Vault(uint max, bool alone = true, ulong[]? inside = null) => new(p => p, alone: alone, max: max, inside: inside ?? []);

    private static int Questions(PassSite site) => site.Box.Ports.Sent.Count(m => m.MessageCase == DoorMessages.FromController.MessageOneofCase.LeaseRequestRecord);

    private static void LetIn(PassSite site, int badge)
    {
        site.Box.Pass(TimeSpan.FromSeconds(1));
        Assert.True(site.Box.Controller.IsOnline);
        site.Present(badge);
        site.Box.Deliver(TestGateway.GrantFor(site.Box.NewestPresentation()).Sign(site.Box.Gateway.GrantKey));
        site.Walk();
    }

    private static void Happen(PassSite site, string what)
    {
        switch (what)
        {
            case "forced": Swing(site); break;
            case "held":
                Assert.True(site.Present(0));
                site.Box.LockFollows(TestController.Vault);
                site.Box.Leaf(TestController.Vault, true);
                site.Box.Pass(TimeSpan.FromSeconds(31));
                site.Box.LockFollows(TestController.Vault);
                Assert.Contains(DoorEventKind.HeldOpen, site.Box.Ports.Kinds);
                site.Box.Leaf(TestController.Vault, false);
                site.Settle();
                break;
            case "fire":
                site.Box.Controller.PinMoved(TestController.Vault, new DoorInput.Fire(true));
                site.Box.Controller.PinMoved(TestController.Vault, new DoorInput.Fire(false));
                break;
            case "line":
                site.Box.Controller.PinMoved(TestController.Vault, new DoorInput.LineFault(DoorLine.Contact, true));
                site.Box.Leaf(TestController.Vault, false);
                break;
            case "pins":
                site.Box.Controller.PinsLost();
                site.Box.Controller.PinsBack();
                foreach (DoorId door in new[] { TestController.Vault, TestController.Lobby })
                {
                    site.Box.Controller.PinMoved(door, new DoorInput.Feedback(false));
                    site.Box.Leaf(door, false);
                }
                break;
            default: throw new ArgumentOutOfRangeException(nameof(what));
        }
    }

    private static void Swing(PassSite site)
    {
        site.Box.Leaf(TestController.Vault, true);
        site.Box.Leaf(TestController.Vault, false);
    }
}
