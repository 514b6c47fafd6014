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
        Assert.StartsWith("5380140004455EC00101010100000002", reply, StringComparison.Ordinal);
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
    [InlineData("6200", "46010102020102030100040401050201080100090101" + "0A00010B00010D0001100200")]
    [InlineData("64", "480000")]
    [InlineData("65", "490000")]
    [InlineData("66", "4A0000")]
    [InlineData("67", "4B00")]
    [InlineData("6A0002010102", Ack)]
    [InlineData("690000020101020014000100000000", Ack)]
    [InlineData("69000002010102001400010000000000", WrongLength)]
    [InlineData("61", WrongLength)]
    [InlineData("6000", WrongLength)]
    [InlineData("75", WrongLength)]
    [InlineData("7501100102030405060708090A0B0C0D0E0F10", "4106")]
    [InlineData("760102030405060708", "4106")]
    [InlineData("7C0104000000000000000200AABBCC", WrongLength)]
    [InlineData("A0", "4103")]
    [InlineData("6805010000", CannotProcess)]
    [InlineData("6A0102010102", CannotProcess)]
    public void Each_command_has_its_reply(string command, string reply) => Assert.Equal(reply, Say(0, command));

    private const string WrongLength = "4102", CannotProcess = "4109";

    [Fact]
    public void An_output_stays_as_it_was_set()
    {
        Assert.Equal(Ack, Say(0, "6800020000"));
        Assert.Equal("4A0100", Say(1, "66"));
        Assert.Equal(Ack, Say(2, "68" + "00010000" + "01020000"));
        Assert.Equal("4A0001", Say(3, "66"));
    }

    [Fact]
    public void An_output_that_is_on_for_a_time_goes_back_by_itself()
    {
        Assert.Equal(Ack, Say(0, "6801050A00"));
        Assert.Equal("4A0001", Say(1, "66"));
        _nowNs += 1_100_000_000;
        Assert.Equal("4A0000", Say(2, "66"));
    }

    [Theory]
    [InlineData("0220" + "60", "4105")]
    [InlineData("0216" + "60" + "00000000", "4105")]
    [InlineData("031100" + "60", "4105")]
    [InlineData("0211" + "760102030405060708", "4105")]
    [InlineData("031100" + "7601020304050607", "4102")]
    [InlineData("031101" + "760102030405060708", "4106")]
    [InlineData("031300" + "7700112233445566778899AABBCCDDEEFF", "4106")]
    [InlineData("0215" + "60" + "00000000", "4106")]
    [InlineData("0915" + "60", "4102")]
    [InlineData("0015" + "60", "4102")]
    [InlineData("FF15" + "60", "4102")]
    public void A_security_block_that_does_not_fit_is_refused(string blockAndCode, string reply) =>
        Assert.Equal(reply, Code(_reader.Answer(Sealed("530000000C" + blockAndCode, 0))));

    [Fact]
    public void A_changed_input_and_an_opened_case_are_told_at_the_next_poll()
    {
        Say(0, Poll);
        _reader.Device.TryInput(1, true);
        _reader.Device.TryTamper(true);
        _reader.Device.TryTamper(true);
        Assert.Equal("490001", Say(1, Poll));
        Assert.Equal("480100", Say(2, Poll));
        Assert.Equal(Ack, Say(3, Poll));
        Assert.Equal("480100", Say(1, "64"));
    }

    [Fact]
    public void A_busy_reader_says_so_with_sequence_0_and_does_the_same_command_later()
    {
        Say(0, Poll);
        Present("1001");
        _reader.BusyFor = 1;
        Assert.Equal("538008000479EEAE"[..12], Convert.ToHexString(_reader.Answer(Ask(1, Poll)))[..12]);
        Assert.StartsWith("50", Say(1, Poll), StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_that_lost_its_power_says_nothing_at_first_and_then_wants_sequence_0()
    {
        Say(0, Poll);
        Present("1001");
        _reader.Reboot();
        Assert.Empty(_reader.Answer(Ask(1, Poll)));
        _nowNs += (long)Reader.StartTime.TotalNanoseconds;
        Assert.Equal(WrongSequence, Say(1, Poll));
        Assert.Equal(Ack, Say(0, Poll));
        Assert.Equal(Ack, Say(1, Poll));
    }

    [Fact]
    public void A_command_longer_than_it_said_it_can_take_is_refused() =>
        Assert.Equal(WrongLength, Code(_reader.Answer(Frame.Of(Frame.Write(0, 0, true, 0x7C, new byte[256])))));

    [Fact]
    public void New_line_settings_hold_from_the_next_message_on()
    {
        Assert.Equal("540500C20100", Say(0, "6E0500C20100"));
        Assert.Equal((5, 115200), (_reader.Address, _reader.Baud));
        Assert.Equal(0x85, _reader.Answer(Frame.Of(Frame.Write(5, 0, true, 0x60, [])))[1]);
    }

    [Fact]
    public void Line_settings_that_it_has_not_stay_as_they_were() => Assert.Equal("540080250000", Say(0, "6E7F01000000"));

    [Fact]
    public void The_light_blinks()
    {
        Say(0, "69" + "0000" + "00000000000000" + "0105050102");
        Assert.Equal("red", _reader.Color);
        _nowNs += 600_000_000;
        Assert.Equal("green", _reader.Color);
        _nowNs += 500_000_000;
        Assert.Equal("red", _reader.Color);
    }

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
        for (int i = 0; i < PollQueue.WaitingMax; i++) { Assert.True(Present("1001")); }
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
