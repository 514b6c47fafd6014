using Google.Protobuf;
using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Offline;
using Secure.DoorController.Core.Tests.Doors;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

/// <summary>The controller is killed and started anew while a rule is in force: the rule holds, or nobody enters, and what is told is true.</summary>
public sealed class RestartTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TestController _site = new();

    private bool IsDriven => _site.Ports.Driven.GetValueOrDefault(TestController.Vault);

    private DoorMode Mode => _site.Report(TestController.Vault).Mode;

    public void Dispose() => _site.Dispose();

    [Theory]
    [InlineData(DoorCommand.Block, DoorMode.Blocked, Reasons.DoorBlocked)]
    [InlineData(DoorCommand.Lockdown, DoorMode.Lockdown, Reasons.DoorLockdown)]
    [InlineData(DoorCommand.LockdownTwo, DoorMode.LockdownTwo, Reasons.DoorLockdown)]
    [InlineData(DoorCommand.LockdownThree, DoorMode.LockdownThree, Reasons.DoorLockdown)]
    [InlineData(DoorCommand.Maintenance, DoorMode.Maintenance, Reasons.DoorMaintenance)]
    public void What_officers_ordered_holds_is_told_and_ends_by_their_word_alone(DoorCommand what, DoorMode mode, string reason)
    {
        _site.GiveLease();
        Order(1, what);
        _site.Start();
        _site.Greet();
        Assert.Equal(mode, Mode);
        _site.Deliver(TestGateway.GrantFor(_site.PresentBadge()).Sign(_site.Gateway.GrantKey));
        Assert.Equal(reason, _site.Ports.Events.Last(e => e.Happened == DoorEventKind.GrantRefused).Reason);
        Assert.Equal(mode, Told().Mode);

        _site.GiveLease(2);
        _site.Controller.AgentLeft();
        _site.Card();
        Assert.Equal(2, _site.Ports.Events.Count(e => e.Happened == DoorEventKind.GrantRefused && e.Reason == reason));
        Assert.Equal(0, _site.Ports.Unlocks);

        _site.Controller.AgentConnected(_site.Ports);
        _site.Greet();
        Order(2, DoorCommand.Release);
        Assert.Equal(DoorMode.Secured, Mode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whom_the_hours_waited_for_they_wait_for_again(bool online)
    {
        _site.Say(new ToController { DoorPlanRecord = ByteString.CopyFrom(TestPlan.Of(free: TestPlan.Free(firstPerson: true)).Sign(_site.Gateway.CommandKey)) });
        _site.GiveLease();
        GatewayIsThere();
        Assert.Equal(DoorMode.FirstPersonPending, Mode);
        if (!online) { _site.Controller.AgentLeft(); }
        EnterFirst(online);
        Assert.Equal((DoorMode.ScheduledFree, true), (Mode, IsDriven));

        int before = _site.Ports.Records.Count;
        _site.TrustsRealTimeClock = true;
        _site.Start();
        if (!online) { _site.Controller.AgentLeft(); }
        _site.Pass(20 * Second);
        Assert.Equal((DoorMode.Secured, false), (Mode, IsDriven));
        _site.Controller.AgentConnected(_site.Ports);
        _site.Greet();
        GatewayIsThere();
        Assert.Equal((DoorMode.FirstPersonPending, false), (Mode, IsDriven));
        Assert.Equal(DoorMode.FirstPersonPending, Told().Mode);
        Assert.DoesNotContain(_site.Ports.EventsAfter(before), e => e.Mode == DoorMode.ScheduledFree || e.Happened == DoorEventKind.Unlocked);
        EnterFirst(online: true);
        Assert.Equal((DoorMode.ScheduledFree, true), (Mode, IsDriven));
    }

    [Theory]
    [InlineData(1, false, LeafState.Open)]
    [InlineData(25, false, LeafState.PreAlarm)]
    [InlineData(40, false, LeafState.Held)]
    [InlineData(40, true, LeafState.Open)]
    public void A_leaf_that_stood_open_is_forced_and_an_alarm_whatever_time_it_had_left(int seconds, bool extended, LeafState was)
    {
        _site.Say(new ToController { DoorPlanRecord = ByteString.CopyFrom(TestPlan.Of().Sign(_site.Gateway.CommandKey)) });
        Grant grant = TestGateway.GrantFor(_site.PresentBadge()) with { Extended = extended };
        _site.Deliver(grant.Sign(_site.Gateway.GrantKey));
        _site.LockFollows(TestController.Vault);
        _site.Leaf(TestController.Vault, true);
        _site.Pass(seconds * Second);
        Assert.Equal(was, _site.Report(TestController.Vault).Leaf);

        int before = _site.Ports.Records.Count;
        _site.Start(open: TestController.Vault);
        _site.Greet();
        DoorEvent told = Assert.Single(_site.Ports.EventsAfter(before), e => e.Door is not null && e.Happened != DoorEventKind.PlanInstalled);
        Assert.Equal((DoorEventKind.ForcedOpen, Reasons.FoundOpen, null), (told.Happened, told.Reason, told.Subject));
        Assert.Equal((false, LeafState.Forced), (IsDriven, Told().Leaf));
        // Nobody knows any more that somebody may take longer: it is neither held nor warned of, but forced, until it is shut.
        _site.Pass(120 * Second);
        Assert.Equal(LeafState.Forced, Told().Leaf);
        _site.Leaf(TestController.Vault, false);
        Assert.Equal(LeafState.Closed, Told().Leaf);
    }

    [Fact]
    public void A_bolt_that_is_found_withdrawn_is_told_as_jammed_and_nothing_drives_it()
    {
        int before = _site.Ports.Records.Count;
        _site.Start(unlocked: TestController.Vault);
        _site.Pass(3 * Second);
        DoorEvent told = Assert.Single(_site.Ports.EventsAfter(before), e => e.Door is not null);
        Assert.Equal((DoorEventKind.LockJammed, Reasons.NotLocking, false), (told.Happened, told.Reason, IsDriven));
    }

    [Fact]
    public void An_interlocked_neighbour_opens_only_once_the_door_that_was_found_open_is_shut_and_locked()
    {
        foreach (string door in new[] { "vault", "lobby" }) { _site.Say(new ToController { DoorPlanRecord = ByteString.CopyFrom(TestPlan.Of(door, interlock: "trap").Sign(_site.Gateway.CommandKey)) }); }
        _site.Start(open: TestController.Vault);
        _site.Greet();
        OrderLobby(1);
        Assert.Equal((0, Reasons.Interlock), (_site.Ports.Unlocks, _site.Ports.Events.Last(e => e.Happened == DoorEventKind.CommandRefused).Reason));
        _site.Leaf(TestController.Vault, false);
        OrderLobby(2);
        Assert.Equal((1, true), (_site.Ports.Unlocks, _site.Ports.Driven[TestController.Lobby]));
    }

    [Fact]
    public void An_exit_that_was_pressed_before_excuses_no_opening_after_it()
    {
        _site.Controller.PinMoved(TestController.Vault, new DoorInput.ExitButton(true));
        _site.Start();
        _site.Leaf(TestController.Vault, true);
        Assert.Equal(DoorEventKind.ForcedOpen, _site.Ports.Kinds.Last());
    }

    [Fact]
    public void An_order_for_the_boot_before_is_refused_on_record_and_never_told_as_done()
    {
        byte[] unlock = TestGateway.CommandFor(_site.AskNonce(TestController.Vault), 1, DoorCommand.Unlock).Sign(_site.Gateway.CommandKey);
        _site.Start();
        _site.Greet();
        _site.Order(unlock);
        Assert.Equal((0, Reasons.WrongBoot), (_site.Ports.Unlocks, _site.Ports.Events.Last(e => e.Happened == DoorEventKind.CommandRefused).Reason));
        Assert.DoesNotContain(DoorEventKind.CommandDone, _site.Ports.Kinds);
    }

    [Fact]
    public void A_fire_that_goes_on_is_told_again_and_drives_nothing()
    {
        _site.Controller.PinMoved(TestController.Vault, new DoorInput.Fire(true));
        _site.Start();
        _site.Controller.PinMoved(TestController.Vault, new DoorInput.Fire(true));
        Assert.Equal((DoorMode.FireRelease, false), (Told().Mode, IsDriven));
        Assert.Equal(2, _site.Ports.Kinds.Count(k => k == DoorEventKind.FireStarted));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_first_of_two_who_waited_waits_no_more(bool trustsClock)
    {
        using PassSite site = new(PassSite.ForTwo);
        Assert.False(site.Present(0));
        site.Restart(trustsClock);
        Assert.False(site.Present(1));
        Assert.Equal(trustsClock ? "second_person_needed" : LeaseReasons.Expired, site.LastReason);
        Assert.Equal(trustsClock, site.Present(0));
    }

    [Theory]
    [InlineData(AntiPassback.Hard)]
    [InlineData(AntiPassback.Timed)]
    public void Who_was_inside_an_area_is_not_let_in_again_while_no_clock_can_be_trusted(AntiPassback rule)
    {
        using PassSite site = new(p => PassSite.Area(p, rule));
        Assert.True(site.Go(0));
        site.Restart(trustsClock: false);
        Assert.False(site.Present(0) || site.Present(1));
        Assert.Equal(LeaseReasons.Expired, site.LastReason);
        // The exit button asks nobody.
        site.Box.Controller.PinMoved(TestController.Vault, new DoorInput.ExitButton(true));
        site.Box.Leaf(TestController.Vault, true);
        Assert.Equal(DoorEventKind.ExitOpened, site.Box.Ports.Kinds.Last());
    }


    private void Order(ulong number, DoorCommand what)
    {
        Command order = what is DoorCommand.Maintenance or DoorCommand.Release ? TestGateway.CommandFor(_site.AskNonce(TestController.Vault), number, what) : TestGateway.Securing(TestController.Vault, number, what);
        _site.Order(order.Sign(_site.Gateway.CommandKey));
    }

    private void OrderLobby(ulong number) => _site.Order(TestGateway.CommandFor(_site.AskNonce(TestController.Lobby), number, DoorCommand.Unlock).Sign(_site.Gateway.CommandKey));

    /// <summary>It has told the time and holds everything that was written.</summary>
    private void GatewayIsThere()
    {
        _site.Pass(Second);
        _site.TellTime();
        _site.DiskKeeps();
        _site.Say(new ToController { AcknowledgementRecord = ByteString.CopyFrom(new Acknowledgement(DeviceId.Parse("controller-1"), (ulong)_site.Ports.Records.Count, 1).Sign(_site.Gateway.CommandKey)) });
        _site.Pass(Second);
    }

    private void EnterFirst(bool online)
    {
        if (online) { _site.Deliver(TestGateway.GrantFor(_site.PresentBadge()).Sign(_site.Gateway.GrantKey)); }
        else { _site.Card(); }
        _site.LockFollows(TestController.Vault);
        _site.Leaf(TestController.Vault, true);
        _site.Leaf(TestController.Vault, false);
    }

    /// <summary>The vault, as the next heartbeat tells it.</summary>
    private DoorReport Told()
    {
        _site.Controller.AgentConnected(_site.Ports);
        _site.Greet();
        _site.Pass(Heartbeat.Period);
        FromController beat = _site.Ports.Sent.Last(m => m.MessageCase == FromController.MessageOneofCase.HeartbeatRecord);
        Assert.True(Grants.Record.TryVerify(beat.HeartbeatRecord.Span, [_site.PublicKey], out Heartbeat? told));
        return told.Doors.Single(d => d.Door == TestController.Vault);
    }
}
