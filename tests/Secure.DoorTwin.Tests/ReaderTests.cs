using Secure.DoorTwin.Osdp;

namespace Secure.DoorTwin.Tests;

public class ReaderTests
{
    private const string Poll = "60", Ack = "40", WrongSequence = "4104";
    private long _nowNs = 1_000_000_000_000;
    private readonly Reader _reader;

    public ReaderTests() => _reader = new Reader(0, () => _nowNs);

    [Fact]
    public void It_says_who_it_is_to_the_standards_example_with_CRC()
    {
        string reply = Convert.ToHexString(_reader.Answer(Frame.Of(Convert.FromHexString("53000900046100C066"))));
        Assert.StartsWith("5380140004455EC0010101000000000100", reply, StringComparison.Ordinal);
        Assert.True(Frame.Of(Convert.FromHexString(reply)).IsSound);
    }

    [Fact]
    public void It_answers_a_checksum_with_a_checksum()
    {
        byte[] reply = _reader.Answer(Frame.Of(Convert.FromHexString("5300080000610044")));
        Assert.Equal(19, reply.Length);
        Assert.Equal(0, reply.Aggregate(0, (sum, b) => sum + b) % 256);
    }

    [Theory]
    [InlineData("6200", "46010101020101030100040401050201080100090000" + "0A00010B00010D0001100200")]
    [InlineData("64", "480000")]
    [InlineData("65", "4900")]
    [InlineData("66", "4A00")]
    [InlineData("67", "4B00")]
    [InlineData("6A0002010102", Ack)]
    [InlineData("690000020101020014000100000000", Ack)]
    [InlineData("69000002010102001400010000000000", WrongLength)]
    [InlineData("61", WrongLength)]
    [InlineData("6000", WrongLength)]
    [InlineData("75", "4103")]
    [InlineData("A0", "4103")]
    [InlineData("6805010000", CannotProcess)]
    [InlineData("6A0102010102", CannotProcess)]
    public void Each_command_has_its_reply(string command, string reply) => Assert.Equal(reply, Say(0, command));

    private const string WrongLength = "4102", CannotProcess = "4109";

    [Fact]
    public void An_output_stays_as_it_was_set()
    {
        Assert.Equal(Ack, Say(0, "6800020000"));
        Assert.Equal("4A01", Say(1, "66"));
        Assert.Equal(Ack, Say(2, "6800010000"));
        Assert.Equal("4A00", Say(3, "66"));
    }

    [Fact]
    public void A_security_block_is_refused_because_there_is_no_secure_channel_here() =>
        Assert.Equal("4105", Code(_reader.Answer(Sealed("53000B000C0311016000", 0))));

    [Fact]
    public void A_card_is_sent_once_and_again_only_to_the_same_question()
    {
        Say(0, Poll);
        Present("1001");
        byte[] first = _reader.Answer(Ask(1, Poll));
        Assert.Equal("5000011A000881F480", Code(first));
        Assert.Equal(first, _reader.Answer(Ask(1, Poll)));
        Assert.Equal(Ack, Say(2, Poll));
        Assert.Equal(Ack, Say(0, Poll));
        Assert.Equal(Ack, Say(1, Poll));
    }

    [Fact]
    public void Cards_and_keys_come_in_the_order_in_which_they_were_given()
    {
        Say(0, Poll);
        Present("12-1001");
        _reader.TryType("19#*");
        Present("bits:101");
        Assert.StartsWith("5000011A00", Say(1, Poll), StringComparison.Ordinal);
        Assert.Equal("53000431390D7F", Say(2, Poll));
        Assert.Equal("5000000300A0", Say(3, Poll));
        Assert.Equal(Ack, Say(1, Poll));
    }

    [Fact]
    public void A_card_never_travels_in_an_answer_that_cannot_be_asked_for_again()
    {
        Present("1001");
        Assert.Equal(Ack, Say(0, Poll));
        Assert.StartsWith("50", Say(1, Poll), StringComparison.Ordinal);
    }

    [Fact]
    public void A_card_that_nobody_fetched_for_eight_seconds_is_forgotten()
    {
        Present("1001");
        _nowNs += 8_100_000_000;
        Say(0, Poll);
        Assert.Equal(Ack, Say(1, Poll));
    }

    [Fact]
    public void A_full_reader_takes_no_further_card()
    {
        for (int i = 0; i < Reader.WaitingMax; i++) { Assert.True(Present("1001")); }
        Assert.False(Present("1001"));
    }

    [Fact]
    public void The_sequence_goes_0_1_2_3_1()
    {
        foreach (int sequence in (int[])[0, 1, 2, 3, 1, 2, 3, 0, 1]) { Assert.Equal(Ack, Say(sequence, Poll)); }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_sequence_out_of_order_is_refused_and_changes_nothing(int wrong)
    {
        Say(0, Poll);
        Assert.Equal(WrongSequence, Say(wrong, Poll));
        Assert.Equal(Ack, Say(1, Poll));
    }

    [Fact]
    public void A_reader_that_has_just_started_wants_sequence_0_first()
    {
        Assert.Equal(WrongSequence, Say(1, Poll));
        Assert.False(_reader.IsOnline);
        Assert.Equal(Ack, Say(0, Poll));
        Assert.True(_reader.IsOnline);
    }

    [Fact]
    public void After_eight_seconds_of_silence_it_counts_itself_off_line_and_wants_sequence_0()
    {
        Say(0, Poll);
        _nowNs += 8_100_000_000;
        Assert.False(_reader.IsOnline);
        Assert.Equal(WrongSequence, Say(1, Poll));
    }

    [Fact]
    public void The_same_sequence_with_another_command_is_not_a_repeat()
    {
        Say(0, Poll);
        Say(1, Poll);
        Assert.Equal(WrongSequence, Say(1, "64"));
    }

    [Fact]
    public void A_spoilt_command_is_refused_and_the_same_one_sound_is_then_carried_out()
    {
        Say(0, Poll);
        Present("1001");
        byte[] spoilt = Ask(1, Poll).Bytes.ToArray();
        spoilt[5] ^= 0x10;
        Assert.Equal("4101", Code(_reader.Answer(Frame.Of(spoilt))));
        Assert.StartsWith("50", Say(1, Poll), StringComparison.Ordinal);
    }

    [Fact]
    public void A_broadcast_is_answered_under_the_broadcast_address() =>
        Assert.Equal(0xFF, _reader.Answer(Frame.Of(Frame.Write(0x7F, 0, true, 0x60, [])))[1]);

    [Fact]
    public void The_light_shows_the_temporary_color_for_its_time_and_then_the_permanent_one()
    {
        Assert.Equal("off", _reader.Color);
        Say(0, "69" + "0000" + "00000000000000" + "0105000101");
        Assert.Equal("red", _reader.Color);
        Say(1, "69" + "0000" + "02050002021E00" + "0000000000");
        Assert.Equal("green", _reader.Color);
        _nowNs += 3_100_000_000;
        Assert.Equal("red", _reader.Color);
    }

    [Fact]
    public void A_light_that_there_is_not_is_refused_and_changes_nothing()
    {
        string fine = "0000" + "00000000000000" + "0105000101", wrong = "0001" + "00000000000000" + "0105000101";
        Assert.Equal("4109", Say(0, "69" + fine + wrong));
        Assert.Equal("off", _reader.Color);
    }

    private bool Present(string card)
    {
        Assert.True(CardRead.TryParse(card, 17, out CardRead? read));
        return _reader.TryPresent(read!);
    }

    private string Say(int sequence, string command) => Code(_reader.Answer(Ask(sequence, command)));

    private static Frame Ask(int sequence, string command)
    {
        byte[] bytes = Convert.FromHexString(command);
        return Frame.Of(Frame.Write(0, (byte)sequence, true, bytes[0], bytes.AsSpan(1)));
    }

    /// <summary>A message given in hex without its CRC.</summary>
    private static Frame Sealed(string hex, int sequence)
    {
        byte[] bytes = [.. Convert.FromHexString(hex), 0, 0];
        bytes[2] = (byte)bytes.Length;
        bytes[4] |= (byte)sequence;
        ushort crc = Check.Crc(bytes.AsSpan(..^2));
        (bytes[^2], bytes[^1]) = ((byte)crc, (byte)(crc >> 8));
        return Frame.Of(bytes);
    }

    /// <summary>Code and data of a reply, after checking that it is sound and from reader 0 or from all.</summary>
    private static string Code(byte[] reply)
    {
        Assert.True(Frame.Of(reply).IsSound);
        Assert.Equal(0x53, reply[0]);
        Assert.Equal(reply.Length, reply[2] | reply[3] << 8);
        return Convert.ToHexString(reply[5..^2]);
    }
}
