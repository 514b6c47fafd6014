using Secure.DoorController.Core.Osdp;

namespace Secure.DoorController.Core.Tests.Osdp;

/// <summary>An install window at a reader that may be talked to in plain text: a key that was never sent binds nobody.</summary>
public sealed class InstallWindowTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Window = 300 * Second;

    [Fact]
    public void A_plain_reader_that_was_not_in_install_mode_serves_again_when_the_window_has_ended()
    {
        TestLine line = new();
        line.Run(Second);
        line.Bus.OpenInstallWindow(0, OsdpKey.NewRandom(), line.Now + Window);
        line.Run(Window);
        Assert.Equal(OfflineReason.SecureRefused, Assert.Single(line.Events.OfType<OsdpEvent.Offline>()).Reason);
        line.Reader.Present(4);
        line.Run(3 * Second);
        Assert.True(line.Bus.IsOnline(0));
        Assert.Equal([4], Assert.Single(line.Cards));
        // It never had a key that it could deny.
        Assert.DoesNotContain(line.Events, e => e is OsdpEvent.Attack);
        Assert.DoesNotContain((byte)0x75, line.Reader.CommandsActedOn);
    }

    [Fact]
    public void A_key_that_was_made_and_not_sent_before_a_restart_is_not_asked_for()
    {
        using OsdpKey next = OsdpKey.NewRandom();
        TestLine line = new(with: s => s with { NextKey = next, NextKeySent = false });
        line.Run(Second);
        Assert.True(line.Bus.IsOnline(0));
        TestLine sent = new(with: s => s with { NextKey = next });
        sent.Run(5 * Second);
        Assert.False(sent.Bus.IsOnline(0));
    }

    [Fact]
    public void A_key_is_sent_only_once_it_is_remembered_that_it_is()
    {
        bool may = false;
        int asked = 0;
        TestLine line = new(maySend: address =>
        {
            Assert.Equal(0, address);
            asked++;
            return may;
        });
        line.Reader.InstallMode = true;
        line.Run(Second);
        line.Bus.OpenInstallWindow(0, OsdpKey.NewRandom(), line.Now + (20 * Second));
        line.Run(10 * Second);
        Assert.InRange(asked, 1, 20);
        Assert.DoesNotContain((byte)0x75, line.Reader.CommandsActedOn);
        Assert.False(line.Bus.IsOnline(0));
        may = true;
        line.Run(5 * Second);
        Assert.Contains((byte)0x75, line.Reader.CommandsActedOn);
        Assert.True(line.Bus.IsSecure(0));
    }

    [Fact]
    public void Once_a_key_was_sent_to_a_plain_reader_it_is_never_again_talked_to_in_plain_text()
    {
        TestLine line = new();
        line.Run(Second);
        line.Reader.InstallMode = true;
        line.Bus.OpenInstallWindow(0, OsdpKey.NewRandom(), line.Now + (20 * Second));
        // Its answer to the key is lost, and somebody without that key takes its place.
        while (!line.Reader.CommandsActedOn.Contains(0x75)) { line.Run(TimeSpan.FromMilliseconds(10)); }
        (line.Reader.Key, line.Reader.InstallMode) = (null, false);
        line.Run(60 * Second);
        Assert.False(line.Bus.IsOnline(0));
        Assert.Equal(LineAttack.KeyDenied, Assert.Single(line.Events.OfType<OsdpEvent.Attack>()).What);
    }
}
