using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Lines;
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

    private bool HasAsked(int since) => _site.Ports.Sent.Skip(since).Any(m => m.MessageCase == FromController.MessageOneofCase.LeaseRequestRecord);

    private void Install() => _site.Order(TestGateway.CommandFor(_site.AskNonce(TestController.Vault), ++_number, DoorCommand.InstallReaders).Sign(_site.Gateway.CommandKey));
}
