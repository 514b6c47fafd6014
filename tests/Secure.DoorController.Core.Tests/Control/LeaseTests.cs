using Google.Protobuf;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Offline;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

public sealed class LeaseTests : IDisposable
{
    private readonly TestController _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public void Without_a_gateway_the_lease_opens_and_the_record_tells_the_gateway_alone_who_it_was()
    {
        _site.GiveLease(number: 9);
        _site.Controller.AgentLeft();
        _site.Card();

        Assert.True(_site.Ports.Driven[TestController.Vault]);
        DoorEvent told = _site.Ports.Events.Single(e => e.Happened == DoorEventKind.EntryOffline);
        Assert.Equal((TestController.VaultIn, null, "lease-9-0000000000000abc"), (told.Reader, told.Subject, told.DecisionId));
        _site.LockFollows(TestController.Vault);
        _site.Leaf(TestController.Vault, true);
        DoorEvent opened = _site.Ports.Events.Last();
        Assert.Equal((DoorEventKind.Opened, "lease-9-0000000000000abc"), (opened.Happened, opened.DecisionId));
        _site.Leaf(TestController.Vault, false);
        _site.Pass(TimeSpan.FromSeconds(6));
        Assert.False(_site.Ports.Driven[TestController.Vault]);
    }

    [Fact]
    public void While_the_gateway_is_there_the_lease_lets_nobody_in()
    {
        _site.GiveLease();
        _site.Pass(TimeSpan.FromSeconds(1));
        Assert.False(_site.Controller.IsOnline);
        _site.TellTime();
        // At once, not at the next heartbeat.
        Assert.True(_site.Controller.IsOnline);
        _site.PresentBadge();
        Assert.Equal(0, _site.Ports.Unlocks);
        Assert.DoesNotContain(DoorEventKind.EntryOffline, _site.Ports.Kinds);
    }

    [Fact]
    public void Fifteen_seconds_without_a_signed_word_are_offline_though_an_agent_is_there()
    {
        _site.GiveLease();
        _site.Pass(TimeSpan.FromSeconds(1));
        _site.TellTime();
        _site.Pass(TimeSpan.FromSeconds(14));
        _site.Card();
        Assert.Equal(0, _site.Ports.Unlocks);
        _site.Pass(TimeSpan.FromSeconds(7));
        Assert.Equal(LinkStanding.Degraded, _site.Controller.Standing);
        _site.Card();
        Assert.Equal(1, _site.Ports.Unlocks);
        _site.TellTime();
        _site.Pass(TimeSpan.FromSeconds(6));
        _site.Card();
        Assert.Equal(1, _site.Ports.Unlocks);
        Assert.Equal(["degraded", "online"], _site.Ports.Events.Where(e => e.Happened == DoorEventKind.LinkChanged).Select(e => e.Reason));
    }

    [Fact]
    public void Whoever_repeats_an_old_word_of_the_gateway_is_not_the_gateway()
    {
        byte[] old = new SignedTime(_site.Clock.GetUtcNow().ToUnixTimeMilliseconds() + 1).Sign(_site.Gateway.CommandKey);
        for (int i = 0; i < 5; i++)
        {
            _site.Say(new ToController { SignedTimeRecord = ByteString.CopyFrom(old) });
            _site.Pass(TimeSpan.FromSeconds(5));
        }
        Assert.False(_site.Controller.IsOnline);
        _site.TellTime();
        _site.Pass(TimeSpan.FromSeconds(1));
        Assert.True(_site.Controller.IsOnline);
    }

    [Fact]
    public void A_badge_that_the_lease_does_not_name_stays_out()
    {
        _site.GiveLease();
        _site.Controller.AgentLeft();
        _site.Card(last: 0x80);
        Assert.Equal((0, LeaseReasons.NotNamed), (_site.Ports.Unlocks, _site.Ports.Events.Last().Reason));
    }

    [Fact]
    public void Hours_hold_by_the_age_of_the_lease_whatever_the_wall_clock_says()
    {
        _site.GiveLease(1, null, new LeaseSpan(600, 1200));
        _site.Controller.AgentLeft();
        _site.Clock.StepWall(TimeSpan.FromMinutes(15));
        _site.Card();
        Assert.Equal((0, LeaseReasons.OutsideHours), (_site.Ports.Unlocks, _site.Ports.Events.Last().Reason));
        _site.Clock.Advance(TimeSpan.FromSeconds(601));
        _site.Card();
        Assert.Equal(1, _site.Ports.Unlocks);
        _site.Clock.Advance(TimeSpan.FromSeconds(600));
        _site.Card();
        Assert.Equal(1, _site.Ports.Unlocks);
    }

    [Theory]
    [InlineData(-30)]
    [InlineData(0)]
    [InlineData(30)]
    public void A_lease_ends_by_the_monotonic_clock_wherever_the_wall_clock_is_set(int days)
    {
        _site.GiveLease(1, TimeSpan.FromHours(1));
        _site.Controller.AgentLeft();
        _site.Clock.StepWall(TimeSpan.FromDays(days));
        _site.Clock.Advance(TimeSpan.FromMinutes(59));
        _site.Card();
        Assert.Equal(1, _site.Ports.Unlocks);
        _site.Clock.Advance(TimeSpan.FromMinutes(1));
        _site.Card();
        Assert.Equal((1, LeaseReasons.Expired), (_site.Ports.Unlocks, _site.Ports.Events.Last().Reason));
        _site.Controller.Tick();
        Assert.Null(_site.Ports.Lease);
        Assert.Equal(LinkStanding.Expired, _site.Controller.Standing ?? LinkStanding.Expired);
        // Egress: the exit button is no reader's business, and its opening is no forced door.
        _site.Controller.PinMoved(TestController.Vault, new Core.Doors.DoorInput.ExitButton(true));
        _site.Pass(TimeSpan.FromSeconds(5));
        _site.Controller.PinMoved(TestController.Vault, new Core.Doors.DoorInput.ExitButton(true));
        _site.LockFollows(TestController.Vault);
        _site.Leaf(TestController.Vault, true);
        Assert.Equal(DoorEventKind.ExitOpened, _site.Ports.Kinds.Last());
    }

    [Fact]
    public void A_lease_that_was_held_back_lives_no_longer_for_it()
    {
        _site.Controller.Tick();
        byte[] held = _site.LeaseFor(1, TimeSpan.FromSeconds(60)).Sign(_site.Gateway.LeaseKey);
        _site.Clock.Advance(TimeSpan.FromSeconds(29));
        _site.Say(new ToController { LeaseRecord = ByteString.CopyFrom(held) });
        _site.Controller.AgentLeft();
        _site.Clock.Advance(TimeSpan.FromSeconds(30));
        _site.Card();
        Assert.Equal(1, _site.Ports.Unlocks);
        _site.Clock.Advance(TimeSpan.FromSeconds(1));
        _site.Card();
        Assert.Equal(1, _site.Ports.Unlocks);
    }

    [Fact]
    public void An_answer_to_an_older_question_one_for_another_controller_and_a_forged_one_are_no_lease()
    {
        _site.Controller.Tick();
        Lease good = _site.LeaseFor(1);
        byte[] late = good.Sign(_site.Gateway.LeaseKey);
        foreach (byte[] bad in new[]
        {
            good.Sign(_site.Gateway.GrantKey), good.Sign(_site.Gateway.CommandKey), (good with { Controller = DeviceId.Parse("controller-2") }).Sign(_site.Gateway.LeaseKey),
            (good with { Request = Token128.NewRandom() }).Sign(_site.Gateway.LeaseKey), (good with { Parts = 2 }).Sign(_site.Gateway.LeaseKey), [.. late.Reverse()],
        })
        {
            _site.Say(new ToController { LeaseRecord = ByteString.CopyFrom(bad) });
            Assert.Null(_site.Ports.Lease);
        }
        _site.Clock.Advance(TimeSpan.FromSeconds(31));
        _site.Say(new ToController { LeaseRecord = ByteString.CopyFrom(late) });
        Assert.Null(_site.Ports.Lease);
    }

    [Fact]
    public void Part_of_a_lease_is_none_and_the_older_one_goes_on()
    {
        _site.GiveLease(1);
        byte[] kept = _site.Ports.Lease!;
        _site.Say(new ToController { LeaseDue = new LeaseDue() });
        _site.Pass(TimeSpan.FromSeconds(1));
        _site.Say(new ToController { LeaseRecord = ByteString.CopyFrom((_site.LeaseFor(2) with { Parts = 2 }).Sign(_site.Gateway.LeaseKey)) });
        Assert.Equal(kept, _site.Ports.Lease);
        _site.Say(new ToController { LeaseRecord = ByteString.CopyFrom((_site.LeaseFor(2) with { Parts = 2, Part = 1, Groups = [] }).Sign(_site.Gateway.LeaseKey)) });
        Assert.NotEqual(kept, _site.Ports.Lease);
    }

    [Fact]
    public void A_new_lease_takes_a_revoked_badge_away()
    {
        _site.GiveLease(1);
        _site.Say(new ToController { LeaseDue = new LeaseDue() });
        _site.Pass(TimeSpan.FromSeconds(1));
        _site.Say(new ToController { LeaseRecord = ByteString.CopyFrom((_site.LeaseFor(2) with { Groups = [] }).Sign(_site.Gateway.LeaseKey)) });
        _site.Controller.AgentLeft();
        _site.Card();
        Assert.Equal((0, LeaseReasons.NotNamed), (_site.Ports.Unlocks, _site.Ports.Events.Last().Reason));
    }

    [Fact]
    public void It_is_renewed_at_half_its_life_and_a_flood_of_hints_makes_two_questions_a_second_at_most()
    {
        _site.GiveLease(1, TimeSpan.FromMinutes(10));
        int before = Questions();
        _site.Pass(TimeSpan.FromSeconds(299));
        Assert.Equal(before, Questions());
        _site.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(before + 1, Questions());
        for (int i = 0; i < 1000; i++)
        {
            _site.Say(new ToController { LeaseDue = new LeaseDue() });
            _site.Clock.Advance(TimeSpan.FromMilliseconds(5));
            _site.Controller.Tick();
        }
        Assert.InRange(Questions() - before, 2, 12);
    }

    [Fact]
    public void After_a_restart_it_counts_as_ended_and_no_signed_time_however_old_brings_it_back_but_a_new_one_does()
    {
        _site.TellTime();
        _site.GiveLease(1, TimeSpan.FromHours(1));
        byte[] kept = new SignedTime(_site.Clock.GetUtcNow().ToUnixTimeMilliseconds() + 30_000).Sign(_site.Gateway.CommandKey);
        // The power is away for longer than the lease lives.
        _site.Clock.Advance(TimeSpan.FromHours(3));
        _site.Start();
        _site.Greet();
        _site.Say(new ToController { SignedTimeRecord = ByteString.CopyFrom(kept) });
        Assert.Equal(ClockQuality.Synchronised, _site.Controller.Time.Quality);
        _site.Controller.AgentLeft();
        _site.Card();
        Assert.Equal((0, LeaseReasons.Expired), (_site.Ports.Unlocks, _site.Ports.Events.Last().Reason));

        _site.Controller.AgentConnected(_site.Ports);
        _site.Greet();
        _site.GiveLease(2, TimeSpan.FromHours(1));
        _site.Controller.AgentLeft();
        _site.Card();
        Assert.Equal(1, _site.Ports.Unlocks);
    }

    [Fact]
    public void A_trusted_clock_brings_it_back_unless_it_runs_behind_what_was_known()
    {
        _site.TrustsRealTimeClock = true;
        _site.GiveLease(1, TimeSpan.FromHours(1));
        _site.Controller.AgentLeft();
        _site.Pass(TimeSpan.FromMinutes(2));
        _site.Clock.StepWall(-TimeSpan.FromMinutes(4));
        _site.Start();
        _site.Controller.AgentLeft();
        _site.Card();
        Assert.Equal(0, _site.Ports.Unlocks);

        _site.Clock.StepWall(TimeSpan.FromMinutes(5));
        _site.Start();
        _site.Controller.AgentLeft();
        _site.Card();
        Assert.Equal(1, _site.Ports.Unlocks);
        // Set back afterwards it gives nothing back: the age of the lease was fixed once.
        _site.Clock.StepWall(-TimeSpan.FromMinutes(30));
        _site.Clock.Advance(TimeSpan.FromMinutes(58));
        _site.Card();
        Assert.Equal(1, _site.Ports.Unlocks);
    }

    [Fact]
    public void Restarts_without_end_give_an_offline_lease_no_second_life()
    {
        _site.TrustsRealTimeClock = true;
        _site.GiveLease(1, TimeSpan.FromMinutes(10));
        for (int i = 0; i < 9; i++)
        {
            _site.Controller.AgentLeft();
            _site.Pass(TimeSpan.FromMinutes(1.2));
            // The battery of the clock is taken out: it says again what it said at first, if it may.
            _site.Clock.StepWall(-TimeSpan.FromMinutes(1.2));
            _site.Start();
        }
        _site.Controller.AgentLeft();
        _site.Card();
        Assert.Equal(0, _site.Ports.Unlocks);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(-1)]
    public void A_lease_that_was_altered_on_the_disk_is_none(int at)
    {
        _site.GiveLease();
        byte[] altered = [.. _site.Ports.Lease!];
        altered[at < 0 ? ^1 : at] ^= 1;
        // The key alone is not signed: another key names nobody.
        _site.Ports.Lease = altered;
        _site.Start();
        _site.Greet();
        _site.TellTime(TimeSpan.FromMinutes(1));
        _site.Controller.AgentLeft();
        _site.Card();
        Assert.Equal(0, _site.Ports.Unlocks);
    }

    [Fact]
    public void A_blocked_door_stays_shut_for_the_lease_too()
    {
        _site.GiveLease();
        _site.Order(TestGateway.Securing(TestController.Vault, 1, DoorCommand.Block).Sign(_site.Gateway.CommandKey));
        _site.Controller.AgentLeft();
        _site.Card();
        Assert.Equal((0, Core.Doors.Reasons.DoorBlocked), (_site.Ports.Unlocks, _site.Ports.Events.Last().Reason));
    }

    private int Questions() => _site.Ports.Sent.Count(m => m.MessageCase == FromController.MessageOneofCase.LeaseRequestRecord);
}
