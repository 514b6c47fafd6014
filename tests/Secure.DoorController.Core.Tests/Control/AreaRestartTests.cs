using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Lines;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

/// <summary>The controller loses its power while somebody is in an area that takes nobody twice: it keeps nobody in, and lets nobody in again who was inside.</summary>
public sealed class AreaRestartTests
{
    private const bool Out = true;
    private const string PassedBack = "passback";

    [Theory]
    [InlineData(AntiPassback.Hard, true)]
    [InlineData(AntiPassback.Hard, false)]
    [InlineData(AntiPassback.Timed, true)]
    [InlineData(AntiPassback.Timed, false)]
    public void Who_was_inside_an_area_is_not_let_in_again_with_any_badge_however_often_the_power_is_cut(AntiPassback rule, bool byGateway)
    {
        using PassSite site = new(p => PassSite.Area(p, rule), alone: !byGateway);
        if (byGateway) { site.Box.Pass(TimeSpan.FromSeconds(1)); }
        foreach (int badge in (int[])[0, 2]) { Enter(site, badge, byGateway); }
        for (int cut = 0; cut < 3; cut++)
        {
            site.Restart();
            foreach (int badge in (int[])[0, 2, 3])
            {
                Assert.False(site.Present(badge));
                Assert.Equal(PassedBack, site.LastReason);
            }
        }
        Assert.True(site.Present(1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nobody_is_kept_in_by_what_was_before_and_who_leaves_may_enter_again(bool intoAnotherArea)
    {
        using PassSite site = new(p => PassSite.Area(p, AntiPassback.Hard) with { From = RoomId.Parse("hall"), AreaFrom = intoAnotherArea ? "outer" : null });
        Assert.True(site.Go(0) && site.Go(1) && site.Go(1, Out));
        Assert.False(site.Present(1, Out));
        site.Restart();
        // Was outside as far as anybody knows; may have come in by a door that nobody watched.
        Assert.True(site.Go(1, Out));
        Assert.True(site.Go(0, Out));
        Assert.True(site.Go(0));
        Assert.False(site.Present(0));
        Assert.Equal(PassedBack, site.LastReason);
    }

    [Fact]
    public void Power_that_is_cut_while_the_door_is_unlocked_gives_nobody_a_second_entry()
    {
        using PassSite entering = new(p => PassSite.Area(p, AntiPassback.Hard));
        Assert.True(entering.Present(0));
        entering.Restart();
        Assert.False(entering.Present(0));
        Assert.Equal(PassedBack, entering.LastReason);

        using PassSite leaving = new(p => PassSite.Area(p, AntiPassback.Hard));
        Assert.True(leaving.Go(0) && leaving.Present(0, Out));
        leaving.Restart();
        Assert.False(leaving.Present(0));
        Assert.True(leaving.Present(0, Out));

        using PassSite unused = new(p => PassSite.Area(p, AntiPassback.Hard));
        Assert.True(unused.Present(0));
        unused.Settle();
        unused.Restart();
        Assert.True(unused.Present(0));
    }

    [Fact]
    public void The_first_of_two_is_inside_too()
    {
        using PassSite site = new(p => PassSite.ForTwo(PassSite.Area(p, AntiPassback.Hard)));
        Assert.True(!site.Go(0) && site.Go(1));
        site.Restart();
        Assert.False(site.Present(0) || site.Present(1));
        Assert.Equal(PassedBack, site.LastReason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_timed_area_counts_its_window_from_the_entry_and_from_the_start_where_nobody_knows_when_that_was(bool knewTheTime)
    {
        using PassSite site = new(p => PassSite.Area(p, AntiPassback.Timed), alone: false);
        if (knewTheTime) { site.Box.TellTime(); }
        site.Box.Controller.AgentLeft();
        Assert.True(site.Go(0));
        site.Box.Pass(TimeSpan.FromMinutes(10));
        site.Restart();
        site.Box.Pass(TimeSpan.FromMinutes(knewTheTime ? 4 : 14));
        Assert.False(site.Present(0));
        site.Box.Pass(TimeSpan.FromMinutes(2));
        Assert.True(site.Present(0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_may_have_left_before_the_restart_or_by_a_door_that_is_found_open_is_not_kept_out(bool foundOpen)
    {
        using PassSite site = new(p => PassSite.Area(p, AntiPassback.Hard));
        Assert.True(site.Go(0));
        site.Box.Controller.PinMoved(TestController.Vault, new DoorInput.ExitButton(true));
        if (!foundOpen) { site.Box.Leaf(TestController.Vault, true); }
        site.Box.TrustsRealTimeClock = true;
        site.Box.Start(open: foundOpen ? TestController.Vault : null);
        site.Box.Controller.AgentLeft();
        site.Box.Leaf(TestController.Vault, false);
        Assert.True(site.Present(0));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("altered")]
    [InlineData("cut")]
    [InlineData("empty")]
    [InlineData("another's")]
    [InlineData("earlier")]
    public void Where_what_was_kept_is_no_good_nobody_enters_an_area_that_takes_nobody_twice_until_the_gateway_knows_and_anybody_leaves(string how)
    {
        using PassSite site = new(p => PassSite.Area(p, AntiPassback.Hard));
        Assert.True(site.Go(0));
        byte[] earlier = site.Box.Ports.Places!;
        if (how == "earlier") { site.Restart(); }
        Spoil(site, how, earlier);
        for (int start = 0; start < 2; start++)
        {
            int before = site.Box.Ports.Records.Count;
            site.Restart();
            Assert.Equal(Reasons.PlacesLost, Assert.Single(site.Box.Ports.EventsAfter(before), e => e.Happened == DoorEventKind.DeviceFault).Reason);
            Assert.False(site.Present(0) || site.Present(1));
            Assert.Equal(LeaseReasons.PlaceUnknown, site.LastReason);
        }
        Assert.True(site.Go(0, Out) && site.Go(0));
        Assert.False(site.Present(0));
        Assert.Equal(PassedBack, site.LastReason);

        site.ComeBack();
        site.GiveLease(2, site.Plan);
        site.Box.Controller.AgentLeft();
        Assert.False(site.Present(1));
        Assert.Equal(LeaseReasons.PlaceUnknown, site.LastReason);

        site.ComeBack();
        site.Acknowledge();
        site.GiveLease(3, site.Plan);
        site.Box.Controller.AgentLeft();
        Assert.True(site.Present(1));
        // From then on it is kept again.
        site.Restart();
        Assert.False(site.Present(0));
        Assert.Equal(PassedBack, site.LastReason);
    }

    [Fact]
    public void A_controller_that_has_lost_who_is_inside_asks_for_a_lease_as_soon_as_the_gateway_knows()
    {
        using PassSite site = new(p => PassSite.Area(p, AntiPassback.Timed), alone: false);
        site.Box.Ports.SavePlaces(null);
        site.Box.TrustsRealTimeClock = true;
        site.Box.Start();
        site.ComeBack();
        site.GiveLease(2, site.Plan);
        int asked = Questions(site);
        site.Box.Pass(TimeSpan.FromSeconds(40));
        Assert.Equal(asked, Questions(site));
        site.Acknowledge();
        site.Box.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(asked + 1, Questions(site));
    }

    [Fact]
    public void A_loss_shuts_no_door_into_another_area()
    {
        using PassSite soft = new(p => PassSite.Area(p, AntiPassback.Soft));
        soft.Box.Ports.SavePlaces(null);
        soft.Restart();
        Assert.True(soft.Present(0));
        Assert.DoesNotContain(DoorEventKind.DeviceFault, soft.Box.Ports.Kinds);
    }

    [Fact]
    public void Opening_the_box_erases_who_was_inside()
    {
        using PassSite site = new(p => PassSite.Area(p, AntiPassback.Hard));
        Assert.True(site.Go(0));
        Assert.NotNull(site.Box.Ports.Places);
        site.Box.Controller.BoxMoved(LineState.Active);
        Assert.Null(site.Box.Ports.Places);
        site.Walk();
        Assert.Null(site.Box.Ports.Places);
    }

    [Fact]
    public void No_badge_stands_on_disk_as_it_is_and_only_who_is_in_an_area_at_all()
    {
        using PassSite site = new(p => PassSite.Area(p, AntiPassback.Hard));
        Assert.True(site.Go(0) && site.Go(1));
        byte[] two = site.Box.Ports.Places!;
        foreach (BadgeNumber badge in PassSite.Badges)
        {
            Assert.Equal(-1, two.AsSpan().IndexOf(Convert.FromHexString(badge.Hex)));
            Assert.Equal(-1, two.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(badge.Hex)));
        }
        Assert.True(site.Go(1, Out));
        Assert.True(site.Box.Ports.Places!.Length < two.Length);

        using PassSite none = new(p => p);
        int saved = none.Box.Ports.PlacesSaved;
        Assert.True(none.Go(0));
        Assert.Equal(saved, none.Box.Ports.PlacesSaved);
    }

    private static void Enter(PassSite site, int badge, bool byGateway)
    {
        if (!byGateway) { Assert.True(site.Go(badge)); return; }
        site.Present(badge);
        site.Box.Deliver(TestGateway.GrantFor(site.Box.NewestPresentation()).Sign(site.Box.Gateway.GrantKey));
        site.Walk();
    }

    private static void Spoil(PassSite site, string how, byte[] earlier)
    {
        byte[] kept = site.Box.Ports.Places!;
        using PassSite other = new(p => PassSite.Area(p, AntiPassback.Hard));
        Assert.True(other.Go(0));
        site.Box.Ports.SavePlaces(how switch
        {
            "missing" => null,
            "altered" => [.. kept[..20], (byte)(kept[20] ^ 1), .. kept[21..]],
            "cut" => kept[..^1],
            "empty" => [],
            "another's" => other.Box.Ports.Places,
            _ => earlier,
        });
    }

    private static int Questions(PassSite site) => site.Box.Ports.Sent.Count(m => m.MessageCase == Secure.DoorMessages.FromController.MessageOneofCase.LeaseRequestRecord);
}
