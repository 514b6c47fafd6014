using System.Security.Cryptography;
using Secure.DoorController.Core.Osdp;
using Secure.DoorTwin.Osdp;

namespace Secure.DoorTwin.Tests.Joint;

/// <summary>What panel and reader do for one another when nobody disturbs them.</summary>
public class JointServiceTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(1, 9600, true)]
    [InlineData(1, 9600, false)]
    [InlineData(2, 9600, true)]
    [InlineData(5, 9600, true)]
    [InlineData(8, 115200, true)]
    public void Every_reader_of_a_bus_comes_online_in_a_secure_channel_and_its_cards_arrive_once(int count, int baud, bool crc)
    {
        JointLine line = JointLine.Keyed(count, baud, crc);
        for (int i = 0; i < 5 * count; i++) { line.Present(1000 + i, i % count); }
        line.Run(3 * Second);
        for (int r = 0; r < count; r++) { Assert.Equal(Enumerable.Range(0, 5).Select(i => 1000 + i * count + r), line.Cards((byte)r)); }
        Assert.True(line.StayedSecret && !line.Attacked);
        Assert.All(line.Events.OfType<OsdpEvent.Online>(), o => Assert.Equal((true, 0x5EC001u), (o.Secure, o.Identity.Vendor)));
    }

    [Fact]
    public void A_reader_without_a_key_serves_in_the_clear_only_where_the_site_allows_it()
    {
        JointLine open = new(null, null, secureRequired: false);
        open.Run(Second);
        open.Present(7);
        open.Run(Second);
        Assert.Equal([7], open.Cards());
        JointLine strict = new(null, null);
        strict.Run(2 * Second);
        Assert.Contains(strict.Events, e => e is OsdpEvent.Offline { Reason: OfflineReason.NoKey });
        Assert.DoesNotContain(strict.Commands, c => (Command)c.Code is Command.Poll or Command.Challenge);
    }

    [Fact]
    public void A_keyed_reader_that_tells_what_it_is_and_refuses_to_be_polled_in_the_clear_was_never_online()
    {
        JointLine line = new(null, JointLine.KeyBytes, secureRequired: false);
        line.Run(5 * Second);
        Assert.Equal(new OsdpEvent.Offline(0, OfflineReason.NoKey), Assert.Single(line.Events));
    }

    [Fact]
    public void A_panel_that_forgot_its_keys_talks_to_a_keyed_reader_no_more_until_it_is_installed_anew()
    {
        JointLine line = new(JointLine.KeyBytes, JointLine.KeyBytes, secureRequired: false);
        line.RunUntil(() => line.Panel.IsSecure(0), 5 * Second);
        line.Panel.ForgetKeys();
        line.Present(7);
        int before = line.Commands.Count;
        line.Run(12 * Second);
        Assert.Empty(line.Cards());
        Assert.Contains(line.Events, e => e is OsdpEvent.Offline { Reason: OfflineReason.NoKey });
        Assert.DoesNotContain(line.Commands.Skip(before), c => (Command)c.Code is Command.Poll or Command.Challenge);
        line.Reader.Install();
        line.Panel.OpenInstallWindow(0, OsdpKey.FromBytes(JointLine.OtherKeyBytes), line.Now + TimeSpan.FromMinutes(5));
        line.RunUntil(() => line.Panel.IsSecure(0) && line.Events.OfType<OsdpEvent.KeyTaken>().Any(), 10 * Second);
        Assert.Single(line.Events.OfType<OsdpEvent.KeyTaken>());
        line.Run(Second);
        Assert.True(line.Panel.IsSecure(0));
    }

    [Fact]
    public void Keys_inputs_and_an_opened_case_are_told()
    {
        JointLine line = JointLine.Keyed();
        line.Reader.TryType("12#*");
        line.Reader.Device.TryInput(1, true);
        line.Reader.Device.TryTamper(true);
        line.Run(Second);
        Assert.Equal("31320D7F", Convert.ToHexString(line.Events.OfType<OsdpEvent.Keypad>().Single().Keys.Span));
        Assert.Contains(line.Events.OfType<OsdpEvent.Inputs>(), e => e.States.Span.SequenceEqual((byte[])[0, 1]));
        Assert.Contains(line.Events.OfType<OsdpEvent.LocalStatus>(), e => e.Tampered);
    }

    [Fact]
    public void A_head_that_is_worked_on_and_failing_power_are_told_and_a_head_that_says_nothing_is_asked()
    {
        JointLine line = JointLine.Keyed();
        line.Reader.Device.TryHead(2, tells: true);
        line.Reader.Device.TryPower(true);
        line.RunUntil(() => line.Events.OfType<OsdpEvent.Heads>().Any(h => h.States.Span.SequenceEqual((byte[])[2])), Second);
        line.RunUntil(() => line.Events.OfType<OsdpEvent.LocalStatus>().Any(s => s is { PowerFailed: true, Tampered: false }), Second);
        line.Reader.Device.TryHead(1, tells: false);
        line.RunUntil(() => line.Events.OfType<OsdpEvent.Heads>().Any(h => h.States.Span.SequenceEqual((byte[])[1])), OsdpBus.StatusPeriod);
        Assert.DoesNotContain(line.Events, e => e is OsdpEvent.Refused);
    }

    [Fact]
    public void Light_sounder_and_outputs_obey()
    {
        JointLine line = JointLine.Keyed();
        foreach (OsdpCommand command in (OsdpCommand[])[OsdpCommand.LedSteady(LedColour.Red), OsdpCommand.LedFor(LedColour.Green, 2 * Second), OsdpCommand.Beep(1, Second), OsdpCommand.Output(1, true), OsdpCommand.OutputFor(0, 3 * Second), OsdpCommand.OutputStatus, OsdpCommand.ReaderStatus])
        {
            Assert.True(line.Panel.Enqueue(0, command));
        }
        line.Run(Second);
        Assert.Equal(("green", 1), (line.Reader.Color, line.Reader.Beeps));
        Assert.Contains(line.Events.OfType<OsdpEvent.Outputs>(), e => e.States.Span.SequenceEqual((byte[])[1, 1]));
        Assert.Contains(line.Events, e => e is OsdpEvent.Heads);
        line.Run(4 * Second);
        Assert.Equal("red", line.Reader.Color);
        Assert.Equal([0, 1], line.Reader.Device.OutputLevels);
        Assert.DoesNotContain(line.Events, e => e is OsdpEvent.Refused);
    }

    [Fact]
    public void A_busy_reader_is_asked_again_and_no_card_is_lost()
    {
        JointLine line = JointLine.Keyed();
        line.Reader.BusyFor = 10;
        line.Present(5);
        line.Run(2 * Second);
        Assert.Equal([5], line.Cards());
        Assert.DoesNotContain(line.Events, e => e is OsdpEvent.Offline or OsdpEvent.Restarted or OsdpEvent.Attack);
    }

    [Theory]
    [InlineData(9600)]
    [InlineData(115200)]
    public void A_file_arrives_whole_while_cards_go_on(int baud)
    {
        JointLine line = JointLine.Keyed(baud: baud);
        byte[] file = new byte[2000];
        new Random(3).NextBytes(file);
        Assert.True(line.Panel.SendFile(0, 1, file));
        line.Present(9);
        line.RunUntil(() => line.Events.Any(e => e is OsdpEvent.File { Progress: FileProgress.Done }), 30 * Second);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(file)), line.Reader.Device.Files.LastFile);
        Assert.Equal([9], line.Cards());
        Assert.True(line.StayedSecret);
    }

    [Fact]
    public void A_reader_that_is_moved_to_another_address_and_speed_is_followed()
    {
        JointLine line = JointLine.Keyed();
        Assert.True(line.Panel.Move(0, 5, 115200));
        line.Run(3 * Second);
        Assert.Equal((5, 115200), (line.Reader.Address, line.Reader.Baud));
        Assert.True(line.Panel.IsSecure(5));
        line.Present(3);
        line.Run(Second);
        Assert.Equal([3], line.Cards(5));
    }

    [Fact]
    public void A_new_reader_gets_its_key_in_the_install_window_and_only_there()
    {
        JointLine line = new(null, null);
        line.Run(3 * Second);
        Assert.True(line.Panel.OpenInstallWindow(0, OsdpKey.FromBytes(JointLine.OtherKeyBytes), line.Now + TimeSpan.FromMinutes(5)));
        line.RunUntil(() => line.Panel.IsSecure(0), 10 * Second);
        line.Run(Second);
        Assert.Equal(JointLine.OtherKeyBytes, line.Reader.Device.State.Key);
        Assert.Single(line.Events.OfType<OsdpEvent.KeyTaken>());
        Assert.Single(line.Commands, c => (Command)c.Code == Command.KeySet && c.BlockType == BlockType.CommandSealed);
        line.Present(4);
        line.Run(Second);
        Assert.Equal([4], line.Cards());
    }

    [Fact]
    public void A_reader_that_holds_a_key_gets_the_next_one_under_it()
    {
        JointLine line = JointLine.Keyed();
        line.Panel.OpenInstallWindow(0, OsdpKey.FromBytes(JointLine.OtherKeyBytes), line.Now + TimeSpan.FromMinutes(5));
        line.RunUntil(() => line.Events.Any(e => e is OsdpEvent.KeyTaken), 10 * Second);
        line.Run(Second);
        Assert.Equal(JointLine.OtherKeyBytes, line.Reader.Device.State.Key);
        Assert.True(line.Panel.IsSecure(0));
        Assert.Single(line.Commands, c => (Command)c.Code == Command.KeySet && c.BlockType == BlockType.CommandSealed);
    }
}
