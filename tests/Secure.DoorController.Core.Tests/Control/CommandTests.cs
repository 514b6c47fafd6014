using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

public sealed class CommandTests : IDisposable
{
    private readonly TestController _site = new();

    public void Dispose() => _site.Dispose();

    private Reception Secure(ulong number, DoorCommand order) => _site.Order(TestGateway.Securing(TestController.Vault, number, order).Sign(_site.Gateway.CommandKey));

    [Fact]
    public void A_securing_command_needs_only_a_higher_number()
    {
        Assert.Equal(Reception.Fine, Secure(5, DoorCommand.Lockdown));
        Assert.Equal(DoorMode.Lockdown, _site.Report(TestController.Vault).Mode);
        Assert.Equal(Reception.Refused, Secure(5, DoorCommand.Block));
        Assert.Equal(Reception.Refused, Secure(4, DoorCommand.Block));
        Assert.Equal(Reasons.OldNumber, _site.Ports.Events.Last(e => e.Happened == DoorEventKind.CommandRefused).Reason);
    }

    [Fact]
    public void Lockdown_and_number_survive_a_restart()
    {
        Secure(5, DoorCommand.Lockdown);
        _site.Start();
        _site.Greet();
        Assert.Equal(DoorMode.Lockdown, _site.Report(TestController.Vault).Mode);
        Assert.Equal(Reception.Refused, Secure(5, DoorCommand.Lockdown));
        Assert.Equal(Reception.Fine, Secure(6, DoorCommand.Block));
    }

    [Fact]
    public void Number_and_mode_are_on_disk_before_the_lock_moves()
    {
        _site.Order(TestGateway.CommandFor(_site.AskNonce(TestController.Vault), 1, DoorCommand.Unlock).Sign(_site.Gateway.CommandKey));
        ulong stored = 0;
        _site.Ports.BeforeDriving = () => stored = _site.Ports.Commands.LastNumber;
        Secure(2, DoorCommand.Block);
        Assert.Equal(2UL, stored);
    }

    [Fact]
    public void A_release_without_a_nonce_is_refused()
    {
        Secure(1, DoorCommand.Block);
        Assert.Equal(Reception.Refused, Secure(2, DoorCommand.Release));
        Assert.Equal(DoorMode.Blocked, _site.Report(TestController.Vault).Mode);
        _site.Order(TestGateway.CommandFor(_site.AskNonce(TestController.Vault), 3, DoorCommand.Release).Sign(_site.Gateway.CommandKey));
        Assert.Equal(DoorMode.Secured, _site.Report(TestController.Vault).Mode);
        Assert.Equal((DoorEventKind.CommandDone, 3UL), (_site.Ports.Events.Last().Happened, _site.Ports.Events.Last().CommandNumber));
    }

    [Fact]
    public void A_nonce_for_a_command_lets_no_grant_in()
    {
        NonceIssued nonce = _site.AskNonce(TestController.Vault);
        Presentation presentation = _site.PresentBadge();
        _site.Deliver((TestGateway.GrantFor(presentation) with { Nonce = nonce.Nonce }).Sign(_site.Gateway.GrantKey));
        Assert.Equal(0, _site.Ports.Unlocks);
    }

    [Fact]
    public void An_unlock_is_done_when_the_lock_says_so()
    {
        _site.Order(TestGateway.CommandFor(_site.AskNonce(TestController.Vault), 9, DoorCommand.Unlock).Sign(_site.Gateway.CommandKey));
        Assert.DoesNotContain(DoorEventKind.CommandDone, _site.Ports.Kinds);
        _site.LockFollows(TestController.Vault);
        Assert.Equal((DoorEventKind.CommandDone, 9UL), (_site.Ports.Events.Last().Happened, _site.Ports.Events.Last().CommandNumber));
    }
}
