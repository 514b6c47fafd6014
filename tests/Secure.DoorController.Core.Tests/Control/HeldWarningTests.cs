using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Osdp;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

/// <summary>Those who stand in a door hear that it is open too long.</summary>
public sealed class HeldWarningTests : IDisposable
{
    private static readonly Indication.Sound Slow = new(255, TimeSpan.FromMilliseconds(500)), Quick = new(255, TimeSpan.FromMilliseconds(200)), Silent = new(0, TimeSpan.Zero);

    private readonly TestController _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public void A_door_that_is_held_open_beeps_until_it_is_shut()
    {
        _site.Deliver(TestGateway.GrantFor(_site.PresentBadge()).Sign(_site.Gateway.GrantKey));
        _site.LockFollows(TestController.Vault);
        _site.Leaf(TestController.Vault, true);
        _site.Pass(TimeSpan.FromSeconds(6));
        _site.LockFollows(TestController.Vault);
        Assert.Empty(_site.Ports.DoorLamps);
        _site.Pass(TimeSpan.FromSeconds(30));
        Assert.Equal([(TestController.Vault, Quick)], _site.Ports.DoorLamps);
        _site.Leaf(TestController.Vault, false);
        Assert.Equal([(TestController.Vault, Quick), (TestController.Vault, Silent)], _site.Ports.DoorLamps);
        _site.Leaf(TestController.Vault, true);
        _site.Leaf(TestController.Vault, false);
        Assert.Equal([(TestController.Vault, Quick), (TestController.Vault, Silent)], _site.Ports.DoorLamps);
    }

    [Fact]
    public void It_beeps_slowly_before_it_counts_as_held_and_fire_silences_it()
    {
        TestPorts ports = new();
        HeldWarnings warnings = new(ports);
        foreach (DoorEventKind kind in new[] { DoorEventKind.Opened, DoorEventKind.PreAlarm, DoorEventKind.HeldOpen, DoorEventKind.FireStarted })
        {
            warnings.Happened(TestController.Vault, new DoorHappening(kind, null, "", DoorMode.Secured, LockState.Locked, LeafState.Open));
        }
        Assert.Equal([Slow, Quick, Silent], ports.DoorLamps.Select(l => l.Shown));
    }

    [Fact]
    public void What_a_lamp_line_is_told_is_what_the_reader_is_told()
    {
        Assert.Equal(new Indication.Light(LedColour.Green, TimeSpan.FromSeconds(3)), OsdpCommand.LedFor(LedColour.Green, TimeSpan.FromSeconds(3)).Shows);
        Assert.Equal(new Indication.Light(LedColour.Amber, null), OsdpCommand.LedSteady(LedColour.Amber).Shows);
        Assert.Equal(Silent, OsdpCommand.Silence.Shows);
        Assert.Null(OsdpCommand.LocalStatus.Shows);
    }
}
