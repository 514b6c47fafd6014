using Secure.DoorTwin.Line;
using Secure.DoorTwin.Osdp;

namespace Secure.DoorTwin.Tests;

public class WireTests
{
    private readonly SteppedTime _time = new();
    private readonly List<byte> _heard = [];

    [Theory]
    [InlineData(9600, 8 * 1.0417 + 3, 8 * 1.0417)]
    [InlineData(38400, 8 * 0.2604 + 3, 8 * 0.2604)]
    [InlineData(115200, 8 * 0.0868 + 3, 8 * 0.0868)]
    public void A_poll_and_its_reply_take_the_lines_own_time(int baud, double untilReplyMs, double replyMs)
    {
        Wire wire = NewWire(baud, 0);
        wire.Receive(Poll(0));
        _time.PassMs(untilReplyMs);
        Assert.Empty(_heard);
        _time.PassMs(replyMs - 0.05);
        Assert.True(_heard.Count < 8);
        _time.PassMs(0.1);
        Assert.Equal(8, _heard.Count);
    }

    [Fact]
    public void A_long_reply_arrives_bit_by_bit()
    {
        NewWire(9600, 0).Receive(Frame.Write(0, 0, true, 0x62, [0]));
        _time.PassMs(9 * 1.0417 + 3 + 20 * 1.0417 + 0.1);
        Assert.InRange(_heard.Count, 18, 20);
    }

    [Fact]
    public void Two_commands_at_once_do_not_arrive_sooner_than_the_line_can_carry_them()
    {
        Wire wire = NewWire(9600, 0, 1);
        wire.Receive([.. Poll(5), .. Poll(1)]);
        _time.PassMs(16 * 1.0417 + 3);
        Assert.Empty(_heard);
        _time.PassMs(10);
        Assert.Equal(0x81, _heard[1]);
    }

    [Fact]
    public void A_command_that_comes_while_a_reply_is_under_way_cuts_it_off()
    {
        Wire wire = NewWire(9600, 0);
        wire.Receive(Frame.Write(0, 0, true, 0x62, [0]));
        _time.PassMs(25);
        int cut = _heard.Count;
        wire.Receive(Poll(0));
        _time.PassMs(40);
        Assert.InRange(cut, 1, 20);
        Assert.Equal(cut + 8, _heard.Count);
        Assert.Equal(0x40, _heard[^3]);
    }

    [Fact]
    public void A_flood_is_lost_and_two_seconds_later_the_reader_answers_as_ever()
    {
        Wire wire = NewWire(9600, 0);
        wire.Receive(new byte[100_000]);
        _time.PassMs(2100);
        wire.Receive(Poll(0));
        _time.PassMs(20);
        Assert.Equal(8, _heard.Count);
    }

    [Fact]
    public void Only_the_reader_of_that_address_answers()
    {
        Wire wire = NewWire(9600, 0, 3);
        wire.Receive(Poll(3));
        _time.PassMs(30);
        Assert.Equal(0x83, _heard[1]);
        _heard.Clear();
        wire.Receive(Poll(2));
        _time.PassMs(30);
        Assert.Empty(_heard);
    }

    [Fact]
    public void A_broadcast_is_answered_only_by_a_reader_alone_on_its_line()
    {
        NewWire(9600, 0, 3).Receive(Poll(0x7F));
        _time.PassMs(30);
        Assert.Empty(_heard);
        NewWire(9600, 3).Receive(Poll(0x7F));
        _time.PassMs(30);
        Assert.Equal(0xFF, _heard[1]);
    }

    [Fact]
    public void What_another_reader_says_is_not_for_a_reader()
    {
        NewWire(9600, 0).Receive(Frame.Write(0x80, 0, true, 0x40, []));
        _time.PassMs(30);
        Assert.Empty(_heard);
    }

    private Wire NewWire(int baud, params int[] addresses) =>
        new(_time.Agenda, baud, [.. addresses.Select(a => new Reader((byte)a, () => _time.Agenda.NowNs, baud))], bytes => _heard.AddRange(bytes));

    private static byte[] Poll(int address) => Frame.Write((byte)address, 0, true, 0x60, []);
}
