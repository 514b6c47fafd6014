using System.Numerics;
using Secure.DoorTwin.Line;
using Secure.DoorTwin.Osdp;

namespace Secure.DoorTwin.Tests;

public class LineFaultsTests
{
    private readonly SteppedTime _time = new();
    private readonly List<byte> _heard = [];

    [Fact]
    public void A_hundredth_of_the_bytes_has_one_bit_turned_over_and_the_same_seed_turns_the_same()
    {
        List<int> First() => Flipped(new LineFaults { Flips = 0.01, Seed = 5 });
        List<int> flipped = First();
        Assert.InRange(flipped.Count, 900, 1100);
        Assert.Equal(flipped, First());
        Assert.NotEqual(flipped, Flipped(new LineFaults { Flips = 0.01, Seed = 6 }));
    }

    [Fact]
    public void Of_lost_messages_some_are_commands_and_some_replies()
    {
        Wire wire = NewWire();
        (wire.Faults.Losses, wire.Faults.Seed) = (0.2, 1);
        int reached = 0;
        wire.Exchanged += (_, _) => reached++;
        for (int i = 0; i < 200; i++) { Ask(wire); }
        Assert.InRange(reached, 140, 180);
        Assert.InRange(_heard.Count / 8, 105, 150);
    }

    [Fact]
    public void Nothing_passes_a_cut_cable_and_everything_a_mended_one()
    {
        Wire wire = NewWire();
        wire.Faults.Cut = true;
        Ask(wire);
        wire.Inject([1]);
        Assert.Empty(_heard);
        wire.Faults.Mend();
        Ask(wire);
        Assert.Equal(8, _heard.Count);
    }

    [Fact]
    public void A_delayed_reply_is_late_by_that_much()
    {
        Wire wire = NewWire();
        wire.Faults.Delay = TimeSpan.FromMilliseconds(100);
        Ask(wire);
        Assert.Empty(_heard);
        _time.PassMs(100);
        Assert.Equal(8, _heard.Count);
    }

    [Fact]
    public void A_reader_moved_to_another_speed_hears_only_a_panel_at_that_speed()
    {
        int panel = 9600;
        Wire wire = NewWire();
        wire.PanelBaud = () => panel;
        wire.Receive(Frame.Write(0, 0, true, 0x6E, [0, 0, 0xC2, 1, 0]));
        _time.PassMs(50);
        Assert.Equal(13, _heard.Count);
        _heard.Clear();
        Ask(wire);
        Assert.Empty(_heard);
        panel = 115200;
        wire.Receive(Frame.Write(0, 0, true, 0x60, []));
        _time.PassMs(5);
        Assert.Equal(8, _heard.Count);
    }

    [Theory]
    [InlineData("downgrade", 0x62, "46010102020102030100040401050201080100090000" + "0A00010B00010D0001100200")]
    [InlineData("refuse", 0x76, "4105")]
    [InlineData("card", 0x60, "5000011A00008933C0")]
    public void An_attacker_in_the_cable_puts_a_reply_of_its_own_in_place_of_the_readers(string name, byte command, string reply)
    {
        Wire wire = NewWire();
        wire.Attacker = new Attacker(Enum.Parse<AttackKind>(name, ignoreCase: true), 1);
        wire.Receive(Frame.Write(0, 0, true, command, command == 0x60 ? [] : new byte[command == 0x62 ? 1 : 8]));
        _time.PassMs(200);
        Frame heard = Frame.Of([.. _heard]);
        Assert.True(heard.IsSound);
        Assert.Equal(reply, $"{heard.Code:X2}{Convert.ToHexString(heard.Data)}");
        Assert.Equal(1, wire.Attacker.Forged);
    }

    private static List<int> Flipped(LineFaults faults)
    {
        List<int> flipped = [];
        for (int i = 0; i < 100_000; i++)
        {
            byte passed = faults.Pass((byte)i);
            if (passed == (byte)i) { continue; }
            Assert.Equal(1, BitOperations.PopCount((uint)(passed ^ (byte)i)));
            flipped.Add(i);
        }
        return flipped;
    }

    private void Ask(Wire wire)
    {
        wire.Receive(Frame.Write(0, 0, true, 0x60, []));
        _time.PassMs(25);
    }

    private Wire NewWire() => new(_time.Agenda, 9600, [new Reader(0, () => _time.Agenda.NowNs)], bytes => _heard.AddRange(bytes));
}
