using Google.Protobuf;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Lines;
using Secure.DoorController.Core.Tests.Doors;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

/// <summary>The controller's own box: what an open one takes away, and what gives it back.</summary>
public sealed class BoxTests : IDisposable
{
    private readonly TestController _site = new();
    private ulong _number;

    public void Dispose() => _site.Dispose();

    [Theory]
    [InlineData(LineState.Active, "opened")]
    [InlineData(LineState.Cut, "line_cut")]
    [InlineData(LineState.Short, "line_short")]
    public void An_open_box_or_a_spoilt_line_erases_lease_and_reader_keys_and_is_recorded(LineState state, string reason)
    {
        _site.GiveLease();
        Assert.NotNull(_site.Ports.Lease);
        _site.Controller.BoxMoved(state);
        _site.Controller.BoxMoved(state);
        Assert.Null(_site.Ports.Lease);
        Assert.Equal((1, true), (_site.Ports.Erasures, _site.Ports.BoxTampered));
        Assert.Equal([reason], Tampers);
        Assert.Equal(LinkStanding.Tampered, _site.Controller.Standing);
        Assert.True(Journal.IsAlarm(DoorEventKind.Tampered));
    }

    [Fact]
    public void Nobody_enters_by_lease_from_then_on_and_exits_work_on()
    {
        _site.GiveLease();
        _site.Controller.BoxMoved(LineState.Active);
        _site.Controller.AgentLeft();
        _site.Card();
        Assert.Equal(0, _site.Ports.Unlocks);
        _site.Controller.PinMoved(TestController.Vault, new DoorInput.ExitButton(true));
        _site.Leaf(TestController.Vault, true);
        Assert.Contains(DoorEventKind.ExitOpened, _site.Ports.Kinds);
    }

    [Fact]
    public void Closing_it_gives_nothing_back_nor_does_a_restart()
    {
        _site.GiveLease();
        _site.Controller.BoxMoved(LineState.Active);
        _site.Controller.BoxMoved(LineState.Rest);
        int asked = _site.Ports.Sent.Count;
        _site.Pass(TimeSpan.FromMinutes(2));
        Assert.False(HasAsked(asked));
        _site.Start();
        _site.Greet();
        _site.Pass(TimeSpan.FromMinutes(2));
        Assert.False(HasAsked(0));
        Assert.Equal((2, LinkStanding.Tampered), (_site.Ports.Erasures, _site.Controller.Standing));
        Assert.Equal(["opened", "closed"], Tampers);
    }

    [Fact]
    public void Two_officers_word_about_its_readers_ends_it_but_only_while_the_box_is_closed()
    {
        _site.Controller.BoxMoved(LineState.Active);
        Install();
        Assert.Contains(_site.Ports.Events, e => e.Happened == DoorEventKind.CommandRefused && e.Reason == "box_open");
        Assert.Empty(_site.Ports.Windows);
        Assert.True(_site.Ports.BoxTampered);
        _site.Controller.BoxMoved(LineState.Rest);
        int asked = _site.Ports.Sent.Count;
        Install();
        Assert.Equal([TestController.VaultIn], _site.Ports.Windows);
        Assert.False(_site.Ports.BoxTampered);
        Assert.Equal(["opened", "closed", "ended"], Tampers);
        _site.Pass(TimeSpan.FromSeconds(1));
        Assert.True(HasAsked(asked));
        Assert.NotEqual(LinkStanding.Tampered, _site.Controller.Standing);
    }

    [Fact]
    public void No_grant_lets_anybody_in_after_it_and_the_record_says_why_until_officers_end_it()
    {
        _site.Controller.BoxMoved(LineState.Active);
        Enter();
        _site.Controller.BoxMoved(LineState.Rest);
        Enter();
        _site.Start();
        _site.Greet();
        Enter();
        Assert.Equal(0, _site.Ports.Unlocks);
        Assert.Equal(["box_tampered", "box_tampered", "box_tampered"], Refusals);
        Install();
        Enter();
        Assert.Equal(1, _site.Ports.Unlocks);
    }

    [Fact]
    public void Nor_does_a_badge_that_nobody_can_be_asked_about_and_that_record_says_why_too()
    {
        _site.GiveLease();
        _site.Controller.BoxMoved(LineState.Cut);
        _site.Controller.AgentLeft();
        _site.Card();
        Assert.Equal((DoorEventKind.EntryUnanswered, "box_tampered"), (_site.Ports.Events.Last().Happened, _site.Ports.Events.Last().Reason));
    }

    [Fact]
    public void What_was_unlocked_already_is_not_cut_off_and_officers_still_open()
    {
        Enter();
        _site.LockFollows(TestController.Vault);
        _site.Controller.BoxMoved(LineState.Active);
        Assert.True(_site.Ports.Driven[TestController.Vault]);
        _site.Pass(TimeSpan.FromSeconds(6));
        Assert.False(_site.Ports.Driven[TestController.Vault]);
        _site.LockFollows(TestController.Vault);
        _site.Order(TestGateway.CommandFor(_site.AskNonce(TestController.Vault), ++_number, DoorCommand.Unlock).Sign(_site.Gateway.CommandKey));
        Assert.True(_site.Ports.Driven[TestController.Vault]);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Whoever_presents_at_a_reader_inside_is_let_out(bool inside, int unlocks)
    {
        Follow(TestPlan.Of() with { Passage = TestPlan.Of().Passage with { Readers = [new PlanReader(TestController.VaultIn, inside)] } });
        _site.Controller.BoxMoved(LineState.Active);
        Enter();
        Assert.Equal(unlocks, _site.Ports.Unlocks);
    }

    [Fact]
    public void Hours_hold_no_door_free_after_it()
    {
        Follow(TestPlan.Of(free: TestPlan.Free()));
        _site.TellTime(TimeSpan.FromMinutes(1));
        _site.Controller.Tick();
        Enter();
        _site.LockFollows(TestController.Vault);
        _site.Leaf(TestController.Vault, true);
        _site.Leaf(TestController.Vault, false);
        Assert.Equal(DoorMode.ScheduledFree, _site.Report(TestController.Vault).Mode);
        _site.Controller.BoxMoved(LineState.Active);
        _site.Pass(TimeSpan.FromSeconds(6));
        Assert.Equal((DoorMode.Secured, false), (_site.Report(TestController.Vault).Mode, _site.Ports.Driven[TestController.Vault]));
    }

    [Fact]
    public void A_fire_still_releases_the_doors()
    {
        _site.Controller.BoxMoved(LineState.Active);
        _site.Controller.PinMoved(TestController.Vault, new DoorInput.Fire(true));
        Assert.Equal(DoorMode.FireRelease, _site.Report(TestController.Vault).Mode);
    }

    [Fact]
    public void A_box_that_opens_again_is_tampered_again()
    {
        _site.Controller.BoxMoved(LineState.Active);
        _site.Controller.BoxMoved(LineState.Rest);
        _site.Controller.BoxMoved(LineState.Cut);
        Assert.Equal(["opened", "closed", "line_cut"], Tampers);
        Assert.Equal(2, _site.Ports.Erasures);
    }

    [Fact]
    public void Failing_mains_and_an_empty_battery_are_recorded_once_each_and_so_is_their_end()
    {
        _site.Controller.PowerMoved(PowerLine.Mains, LineState.Rest);
        Assert.DoesNotContain(DoorEventKind.PowerBack, _site.Ports.Kinds);
        _site.Controller.PowerMoved(PowerLine.Mains, LineState.Active);
        _site.Controller.PowerMoved(PowerLine.Mains, LineState.Active);
        _site.Controller.PowerMoved(PowerLine.Battery, LineState.Cut);
        _site.Controller.PowerMoved(PowerLine.Mains, LineState.Rest);
        Assert.Equal(
            [(DoorEventKind.PowerLost, "mains"), (DoorEventKind.PowerLost, "battery_line"), (DoorEventKind.PowerBack, "mains")],
            _site.Ports.Events.Where(e => e.Happened is DoorEventKind.PowerLost or DoorEventKind.PowerBack).Select(e => (e.Happened, e.Reason)));
        Assert.Equal(0, _site.Ports.Erasures);
    }

    private IEnumerable<string> Tampers => _site.Ports.Events.Where(e => e.Happened == DoorEventKind.Tampered).Select(e => e.Reason);

    private IEnumerable<string> Refusals => _site.Ports.Events.Where(e => e.Happened == DoorEventKind.GrantRefused).Select(e => e.Reason);

    private void Enter() => _site.Deliver(TestGateway.GrantFor(_site.PresentBadge()).Sign(_site.Gateway.GrantKey));

    private void Follow(DoorPlan plan) => _site.Say(new ToController { DoorPlanRecord = ByteString.CopyFrom(plan.Sign(_site.Gateway.CommandKey)) });

    private bool HasAsked(int since) => _site.Ports.Sent.Skip(since).Any(m => m.MessageCase == FromController.MessageOneofCase.LeaseRequestRecord);

    private void Install() => _site.Order(TestGateway.CommandFor(_site.AskNonce(TestController.Vault), ++_number, DoorCommand.InstallReaders).Sign(_site.Gateway.CommandKey));
}
