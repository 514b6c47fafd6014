using Secure.DoorController.Core.Doors;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

/// <summary>Six hours without a gateway, in which people pass, the machine's clock jumps and the controller is started anew.</summary>
public sealed class OutageTests : IDisposable
{
    private readonly TestController _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public void What_happened_keeps_its_order_and_no_time_is_told_as_certain_that_nobody_vouches_for()
    {
        _site.GiveLease();
        _site.Pass(TimeSpan.FromSeconds(1));
        _site.TellTime();
        _site.Controller.AgentLeft();
        int entries = 0;
        for (int quarter = 0; quarter < 24; quarter++)
        {
            _site.Clock.Advance(TimeSpan.FromMinutes(15));
            _site.Controller.Tick();
            int unlocks = _site.Ports.Unlocks;
            _site.Card();
            entries += _site.Ports.Unlocks - unlocks;
            Pass();
            switch (quarter % 6)
            {
                case 1: _site.Clock.StepWall(TimeSpan.FromDays(3)); break;
                case 3: _site.Clock.StepWall(TimeSpan.FromDays(-40)); break;
                case 5: _site.Start(); _site.Controller.AgentLeft(); break;
                default: break;
            }
        }

        _site.AssertRecordIsWhole();
        List<DoorEvent> told = [.. _site.Ports.Events];
        Assert.Equal(6, entries);
        Assert.Equal(5, told.Count(e => e.Happened == DoorEventKind.ControllerStarted));
        Assert.Equal(told.Select(e => e.BootEpoch).Order(), told.Select(e => e.BootEpoch));
        foreach (IGrouping<ulong, DoorEvent> boot in told.GroupBy(e => e.BootEpoch))
        {
            Assert.Single(boot.Select(e => e.BootId).Distinct());
            Assert.Equal(boot.Select(e => e.Time.MonotonicNs).Order(), boot.Select(e => e.Time.MonotonicNs));
            // The gateway's word came in the first boot alone, and since it that boot's own clock counts, wherever the machine's is set.
            if (boot.Key > 1) { Assert.All(boot, e => Assert.Equal(ClockQuality.Unknown, e.Time.Quality)); }
        }
        DoorEvent[] certain = [.. told.Where(e => e.Time.Quality == ClockQuality.Synchronised)];
        Assert.Contains(certain, e => e.Happened == DoorEventKind.EntryOffline);
        Assert.All(certain, e => Assert.Equal(certain[0].Time.Wall - TimeSpan.FromTicks((long)certain[0].Time.MonotonicNs / 100), e.Time.Wall - TimeSpan.FromTicks((long)e.Time.MonotonicNs / 100), TimeSpan.FromMilliseconds(2)));
    }

    [Fact]
    public void What_comes_back_with_the_link_moves_no_lock()
    {
        _site.GiveLease();
        _site.Pass(TimeSpan.FromSeconds(1));
        _site.TellTime();
        Presentation before = _site.PresentBadge();
        byte[] grant = TestGateway.GrantFor(before).Sign(_site.Gateway.GrantKey);
        NonceIssued nonce = _site.AskNonce(TestController.Vault);
        byte[] unlock = TestGateway.CommandFor(nonce, 1, DoorCommand.Unlock).Sign(_site.Gateway.CommandKey);
        _site.Controller.AgentLeft();
        _site.Pass(TimeSpan.FromMinutes(2));
        int records = _site.Ports.Records.Count;

        _site.Controller.AgentConnected(_site.Ports);
        _site.Greet();
        _site.TellTime();
        _site.Deliver(grant);
        _site.Order(unlock);
        _site.Pass(TimeSpan.FromSeconds(20));
        Assert.Equal(0, _site.Ports.Unlocks);
        Assert.Equal([DoorEventKind.GrantRefused, DoorEventKind.CommandRefused], _site.Ports.EventsAfter(records).Where(e => e.Happened is DoorEventKind.GrantRefused or DoorEventKind.CommandRefused).Select(e => e.Happened));
    }

    [Fact]
    public void An_agent_that_comes_and_goes_with_no_gateway_behind_it_keeps_nobody_out_whom_the_lease_names()
    {
        _site.GiveLease();
        _site.Pass(TimeSpan.FromMinutes(1));
        for (int times = 0; times < 5; times++)
        {
            _site.Controller.AgentLeft();
            _site.Pass(TimeSpan.FromSeconds(3));
            _site.Controller.AgentConnected(_site.Ports);
            _site.Greet();
            _site.Pass(TimeSpan.FromSeconds(7));
            Assert.False(_site.Controller.IsOnline);
        }
        _site.Card();
        Assert.Equal(1, _site.Ports.Unlocks);
    }

    /// <summary>Whoever was let in goes in; where nobody was, somebody leaves by the exit button.</summary>
    private void Pass()
    {
        if (!_site.Ports.Driven.GetValueOrDefault(TestController.Vault)) { _site.Controller.PinMoved(TestController.Vault, new DoorInput.ExitButton(true)); }
        _site.LockFollows(TestController.Vault);
        _site.Leaf(TestController.Vault, true);
        _site.Leaf(TestController.Vault, false);
        _site.Pass(TimeSpan.FromSeconds(6));
        _site.LockFollows(TestController.Vault);
    }
}
