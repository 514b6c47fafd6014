using Secure.DoorController.Core.Osdp;

namespace Secure.DoorTwin.Tests.Joint;

/// <summary>A cut cable, a reboot, another reader and noise look different from the panel.</summary>
public class JointFaultTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(30)]
    [InlineData(40)]
    public void A_cut_cable_is_silence_and_when_it_is_mended_the_reader_serves_again(int cutAfterMs)
    {
        JointLine line = JointLine.Keyed();
        line.Run(TimeSpan.FromMilliseconds(cutAfterMs));
        line.Wire.Faults.Cut = true;
        line.Run(12 * Second);
        Assert.Equal(OfflineReason.Silent, line.Events.OfType<OsdpEvent.Offline>().Single().Reason);
        line.Wire.Faults.Cut = false;
        Assert.True(line.RunUntil(() => line.Panel.IsSecure(0), 5 * Second) < 3 * Second);
        Assert.DoesNotContain(line.Events, e => e is OsdpEvent.Attack or OsdpEvent.Swapped or OsdpEvent.Restarted);
    }

    [Fact]
    public void One_reader_off_its_cable_leaves_the_others_served()
    {
        JointLine line = JointLine.Keyed(2);
        line.Readers[1].Unplugged = true;
        line.Run(12 * Second);
        Assert.Equal((1, OfflineReason.Silent), line.Events.OfType<OsdpEvent.Offline>().Select(o => ((int)o.Address, o.Reason)).Single());
        line.Present(8);
        Assert.True(line.RunUntil(() => line.Cards().Contains(8), 5 * Second) < 0.5 * Second);
    }

    [Fact]
    public void A_rebooted_reader_is_back_at_once_and_said_to_have_restarted()
    {
        JointLine line = JointLine.Keyed();
        line.Events.Clear();
        line.Reader.Reboot();
        line.Run(5 * Second);
        Assert.True(line.Panel.IsSecure(0));
        Assert.Contains(line.Events, e => e is OsdpEvent.Restarted);
        Assert.DoesNotContain(line.Events, e => e is OsdpEvent.Attack or OsdpEvent.Swapped or OsdpEvent.Offline);
        line.Present(6);
        line.Run(Second);
        Assert.Equal([6], line.Cards());
    }

    [Fact]
    public void Another_reader_in_its_place_is_told_and_not_served()
    {
        JointLine line = JointLine.Keyed();
        line.Events.Clear();
        line.Reader.Swap(0xBAD);
        line.Run(30 * Second);
        OsdpEvent.Swapped swapped = line.Events.OfType<OsdpEvent.Swapped>().Single();
        Assert.Equal((0x1000u, 0xBADu, false), (swapped.Was.Serial, swapped.Now.Serial, swapped.Accepted));
        Assert.True(!line.Panel.IsOnline(0) && line.StayedSecret);
    }

    [Fact]
    public void Noise_without_a_valid_reply_is_not_silence()
    {
        JointLine line = JointLine.Keyed();
        (line.Wire.Faults.Flips, line.Wire.Faults.Seed) = (0.35, 2);
        line.Run(15 * Second);
        Assert.Equal(OfflineReason.Garbled, line.Events.OfType<OsdpEvent.Offline>().Single().Reason);
    }
}
