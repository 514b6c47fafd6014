using Google.Protobuf;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Osdp;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

public sealed class EntryTests : IDisposable
{
    private readonly TestController _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public void A_badge_reaches_the_gateway_sealed_and_its_grant_opens_this_door_and_no_other()
    {
        Presentation presentation = _site.PresentBadge();
        Assert.True(PresentedBadge.TryOpen(_site.Gateway.SealingKey, presentation.SealedBadge, presentation.Nonce, out PresentedBadge? badge));
        Assert.Equal("26:12345640", badge.Badge.Key);
        Assert.Equal((TestController.Vault, TestController.VaultIn, _site.BootId), (presentation.Door, presentation.Reader, presentation.BootId));

        Assert.Equal(Reception.Fine, _site.Deliver(TestGateway.GrantFor(presentation).Sign(_site.Gateway.GrantKey)));
        Assert.True(_site.Ports.Driven[TestController.Vault]);
        Assert.False(_site.Ports.Driven[TestController.Lobby]);
        _site.LockFollows(TestController.Vault);
        _site.Leaf(TestController.Vault, true);
        DoorEvent opened = _site.Ports.Events.Last();
        Assert.Equal((DoorEventKind.Opened, "wang", "decision-1", TestController.VaultIn), (opened.Happened, opened.Subject!.Text, opened.DecisionId, opened.Reader));
    }

    [Fact]
    public void The_unlock_ends_by_itself_though_the_agent_is_gone()
    {
        _site.Deliver(TestGateway.GrantFor(_site.PresentBadge()).Sign(_site.Gateway.GrantKey));
        _site.LockFollows(TestController.Vault);
        _site.Controller.AgentLeft();
        _site.Pass(TimeSpan.FromSeconds(4));
        Assert.True(_site.Ports.Driven[TestController.Vault]);
        _site.Pass(TimeSpan.FromSeconds(1));
        Assert.False(_site.Ports.Driven[TestController.Vault]);
    }

    [Fact]
    public void A_stop_in_mid_unlock_locks()
    {
        _site.Deliver(TestGateway.GrantFor(_site.PresentBadge()).Sign(_site.Gateway.GrantKey));
        _site.Controller.Stop("signal");
        Assert.All(_site.Ports.Driven.Values, Assert.False);
        Assert.Equal(DoorEventKind.ControllerStopping, _site.Ports.Kinds.Last());
    }

    [Fact]
    public void A_grant_from_before_a_restart_opens_nothing_after_it()
    {
        byte[] grant = TestGateway.GrantFor(_site.PresentBadge()).Sign(_site.Gateway.GrantKey);
        _site.Start();
        _site.Greet();
        Assert.Equal(Reception.Refused, _site.Deliver(grant));
        Assert.Equal((0, Reasons.WrongBoot), (_site.Ports.Unlocks, _site.Ports.Events.Last().Reason));
    }

    [Fact]
    public void A_badge_that_nobody_answers_is_refused_at_the_reader_and_recorded()
    {
        _site.PresentBadge();
        _site.Pass(TimeSpan.FromSeconds(3));
        Assert.Contains(_site.Ports.Events, e => e.Happened == DoorEventKind.EntryUnanswered && e.Reason == Reasons.NoAnswer && e.Reader == TestController.VaultIn);
        Assert.Contains(_site.Ports.Lamps, l => l.Command.Code == OsdpCommandCode.Buzzer && l.Command.Data[4] == 3);
    }

    [Fact]
    public void A_refusal_shows_at_the_reader_at_once_and_is_not_told_twice()
    {
        Presentation presentation = _site.PresentBadge();
        EntryRefusal refusal = new() { Nonce = ByteString.CopyFrom(presentation.Nonce.Bytes), Reason = "no_permission" };
        Assert.Equal(Reception.Fine, _site.Say(new ToController { EntryRefused = refusal }));
        Assert.Contains(_site.Ports.Lamps, l => l.Command.Code == OsdpCommandCode.Buzzer && l.Command.Data[4] == 3);
        _site.Pass(TimeSpan.FromSeconds(4));
        Assert.DoesNotContain(DoorEventKind.EntryUnanswered, _site.Ports.Kinds);
    }

    [Fact]
    public void Whom_no_gateway_was_asked_about_is_on_record_once_with_what_the_lease_said()
    {
        Unavailable(_site.PresentBadge());
        Assert.Equal(Reasons.NoAnswer, _site.Ports.Events.Last(e => e.Happened == DoorEventKind.EntryUnanswered).Reason);
        _site.GiveLease();
        _site.Pass(TimeSpan.FromSeconds(21));
        Assert.False(_site.Controller.IsOnline);
        _site.Controller.CardPresented(TestController.VaultIn, CardBits.Decode([0, 1, 26, 0, 1, 2, 3, 0x40])!);
        Unavailable(_site.NewestPresentation());
        DoorEvent told = _site.Ports.Events.Last(e => e.Happened == DoorEventKind.EntryUnanswered);
        Assert.Equal((LeaseReasons.NotNamed, TestController.VaultIn), (told.Reason, told.Reader));
        _site.Pass(TimeSpan.FromSeconds(4));
        Unavailable(_site.NewestPresentation());
        Assert.Equal(2, _site.Ports.Kinds.Count(k => k == DoorEventKind.EntryUnanswered));

        // The same where the agent says nothing at all.
        _site.Controller.CardPresented(TestController.VaultIn, CardBits.Decode([0, 1, 26, 0, 1, 2, 3, 0x40])!);
        _site.Pass(TimeSpan.FromSeconds(4));
        Assert.Equal([Reasons.NoAnswer, LeaseReasons.NotNamed], _site.Ports.Events.Where(e => e.Happened == DoorEventKind.EntryUnanswered).Select(e => e.Reason).Take(2));
        Assert.Equal(3, _site.Ports.Kinds.Count(k => k == DoorEventKind.EntryUnanswered));
    }

    private void Unavailable(Presentation presentation) =>
        _site.Say(new ToController { EntryRefused = new EntryRefusal { Nonce = ByteString.CopyFrom(presentation.Nonce.Bytes), Reason = AgentReasons.Unavailable } });

    [Fact]
    public void Without_an_agent_a_badge_is_refused_at_once()
    {
        _site.Controller.AgentLeft();
        _site.Controller.CardPresented(TestController.VaultIn, CardBits.Decode([0, 1, 26, 0, 1, 2, 3, 0x40])!);
        Assert.Equal((DoorEventKind.EntryUnanswered, Reasons.AgentAbsent), (_site.Ports.Events.Last().Happened, _site.Ports.Events.Last().Reason));
    }

    [Fact]
    public void Green_light_comes_only_when_the_lock_is_driven()
    {
        _site.Order(TestGateway.Securing(TestController.Vault, 1, DoorCommand.Block).Sign(_site.Gateway.CommandKey));
        _site.Deliver(TestGateway.GrantFor(_site.PresentBadge()).Sign(_site.Gateway.GrantKey));
        Assert.DoesNotContain(_site.Ports.Lamps, l => l.Command.Code == OsdpCommandCode.Led && l.Command.Data[5] == (byte)LedColour.Green);
        Assert.Equal(0, _site.Ports.Unlocks);
    }

    [Fact]
    public void Seventeen_open_nonces_are_one_too_many()
    {
        Presentation first = _site.PresentBadge();
        Presentation second = _site.PresentBadge();
        for (int i = 0; i < 15; i++) { _site.PresentBadge(); }
        _site.Deliver(TestGateway.GrantFor(first).Sign(_site.Gateway.GrantKey));
        Assert.Equal(0, _site.Ports.Unlocks);
        _site.Deliver(TestGateway.GrantFor(second).Sign(_site.Gateway.GrantKey));
        Assert.Equal(1, _site.Ports.Unlocks);
    }
}
