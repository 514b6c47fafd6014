using Secure.DoorTwin.Osdp;

namespace Secure.DoorTwin.Tests.Osdp;

public class SecureReaderTests
{
    private const string Ack = "40", NotMet = "4106", Refused = "78" + "00000000000000000000000000000000";
    private static readonly byte[] Key = Convert.FromHexString("6E3E1D0C5B8A79F2C4D1A0936857EE41"), NewKey = Convert.FromHexString("0F1E2D3C4B5A69788796A5B4C3D2E1F0");
    private readonly List<ReaderState> _kept = [];
    private long _nowNs = 1_000_000_000_000;

    [Fact]
    public void The_handshake_follows_the_standards_vectors_byte_by_byte()
    {
        Reader reader = NewReader(null);
        byte[] answer = reader.Answer(Sealed("530000000C" + "031100" + "76" + "B0B1B2B3B4B5B6B7"));
        Assert.Equal("53802B000C" + "031200" + "76" + "5EC0010101785634" + "A0A1A2A3A4A5A6A7" + "FDE5D2F428EC16312471EA3C02BD7796", Convert.ToHexString(answer[..^2]));
        byte[] last = reader.Answer(Sealed("530000000D" + "031300" + "77" + "26D3356E07762D262801FC8E6665A891"));
        Assert.Equal("53801B000D" + "031401" + "78" + "B2A30057EB98BA2229EC1F875662B524", Convert.ToHexString(last[..^2]));
        Assert.True(reader.IsSecure);
    }

    [Fact]
    public void In_a_session_everything_works_and_data_never_goes_in_the_clear()
    {
        (Reader reader, HandPanel panel) = Secure();
        Assert.Equal("455EC001010178563412020000", panel.Say("6100"));
        Assert.StartsWith("46", panel.Say("6200"), StringComparison.Ordinal);
        Assert.Equal("480000", panel.Say("64"));
        Assert.Equal(Ack, panel.Say("6A0002010102"));
        Assert.Equal(Ack, panel.Say("6800020000", open: true));
        Assert.Equal("4A0100", panel.Say("66"));
        Present(reader);
        Assert.Equal("5000011A000881F480", panel.Say("60"));
        Assert.Equal(Ack, panel.Say("60"));
        Assert.Equal("4103", panel.Say("A0"));
        Assert.Equal("4102", panel.Say("6000"));
    }

    [Fact]
    public void A_question_asked_again_gets_the_same_bytes_and_the_session_goes_on()
    {
        (Reader reader, HandPanel panel) = Secure();
        Present(reader);
        Frame poll = panel.Protect("60");
        byte[] first = reader.Answer(poll);
        Assert.Equal(first, reader.Answer(poll));
        Assert.Equal(first, reader.Answer(poll));
        Assert.Equal("5000011A000881F480", panel.Read(first));
        Assert.Equal(Ack, panel.Say("60"));
    }

    [Fact]
    public void With_a_key_nothing_but_id_and_capabilities_is_answered_outside_a_session()
    {
        Reader reader = NewReader(Key);
        Present(reader);
        foreach (string command in (string[])["60", "64", "65", "66", "67", "6800020000", "6A0002010102", "6E0080250000", "7501100102030405060708090A0B0C0D0E0F10", "760102030405060708"])
        {
            Assert.Equal(NotMet, Say(reader, 0, command));
        }
        Assert.StartsWith("45", Say(reader, 0, "6100"), StringComparison.Ordinal);
        Assert.Contains("090100", Say(reader, 0, "6200"), StringComparison.Ordinal);
        Assert.Equal(1, reader.WaitingCount);
    }

    [Fact]
    public void With_a_key_the_default_key_opens_nothing()
    {
        HandPanel panel = new(NewReader(Key), null);
        Assert.Equal(NotMet, panel.ShakeHands());
        Assert.Equal(Refused, new HandPanel(NewReader(Key), null).ShakeHands(kind: 1));
    }

    [Fact]
    public void A_panel_that_cannot_show_the_key_is_refused_and_must_ask_for_a_new_challenge()
    {
        Reader reader = NewReader(Key);
        HandPanel panel = new(reader, Key);
        Assert.Equal(Refused, panel.ShakeHands(spoil: true));
        Assert.Equal(NotMet, Hex(reader.Answer(panel.Show(1, new byte[16]))));
        Assert.False(reader.IsSecure);
    }

    [Fact]
    public void A_command_without_the_right_proof_ends_the_session_and_is_not_carried_out()
    {
        (Reader reader, HandPanel panel) = Secure();
        byte[] forged = panel.Protect("6800020000", open: true).Bytes.ToArray();
        forged[^3] ^= 1;
        Assert.Equal(NotMet, Hex(reader.Answer(Checked(forged))));
        Assert.Equal([0, 0], reader.Device.OutputLevels);
        Assert.Equal("clear:" + NotMet, panel.Say("60"));
    }

    [Fact]
    public void A_command_of_an_earlier_session_is_refused()
    {
        (Reader reader, HandPanel panel) = Secure();
        Frame old = panel.Protect("6800020000");
        reader.Answer(old);
        panel.ShakeHands();
        Assert.Equal(Ack, panel.Say("6800010000"));
        byte[] again = old.Bytes.ToArray();
        again[4] = (byte)((again[4] & ~3) | panel.NextSequence);
        Assert.Equal(NotMet, Hex(reader.Answer(Checked(again))));
        Assert.Equal([0, 0], reader.Device.OutputLevels);
    }

    [Fact]
    public void What_is_said_in_the_clear_ends_the_session()
    {
        (Reader reader, HandPanel panel) = Secure();
        Assert.Equal(NotMet, Hex(reader.Answer(panel.Plain([], 0x60, []))));
        Assert.False(reader.IsSecure);
        Assert.Equal("clear:" + NotMet, panel.Say("60"));
    }

    [Fact]
    public void A_session_ends_with_eight_seconds_of_silence()
    {
        (Reader reader, HandPanel panel) = Secure();
        _nowNs += 8_100_000_000;
        Assert.False(reader.IsSecure);
        Assert.Equal("clear:4104", panel.Say("60"));
    }

    [Fact]
    public void A_key_set_under_the_default_key_is_kept_before_the_answer_and_holds_from_the_next_session_on()
    {
        Reader reader = NewReader(null);
        HandPanel panel = new(reader, null);
        panel.ShakeHands();
        Assert.Equal(Ack, panel.Say("750110" + Convert.ToHexString(NewKey)));
        Assert.Equal(NewKey, Assert.Single(_kept).Key);
        Assert.Equal(Ack, panel.Say("60"));
        Assert.Equal(NotMet, panel.ShakeHands(kind: 0));
        panel.TakeKey(NewKey);
        Assert.StartsWith("78", panel.ShakeHands(), StringComparison.Ordinal);
        Assert.Equal(Ack, panel.Say("60"));
    }

    [Theory]
    [InlineData("7501100F1E2D3C4B5A69788796A5B4C3D2E1F0", true, "4106")]
    [InlineData("7502100F1E2D3C4B5A69788796A5B4C3D2E1F0", false, "4109")]
    [InlineData("7501100F1E2D3C4B5A69788796A5B4C3D2E1", false, "4102")]
    [InlineData("7501080F1E2D3C4B5A6978", false, "4109")]
    public void A_key_is_taken_only_sealed_and_only_whole(string command, bool open, string reply)
    {
        (_, HandPanel panel) = Secure();
        Assert.Equal(reply, panel.Say(command, open));
        Assert.Empty(_kept);
    }

    [Fact]
    public void A_swapped_reader_has_another_serial_and_no_key()
    {
        (Reader reader, HandPanel panel) = Secure();
        reader.Swap(7);
        _nowNs += (long)Reader.StartTime.TotalNanoseconds;
        Assert.Equal("455EC001010107000000020000", Say(reader, 0, "6100"));
        Assert.Equal(NotMet, panel.ShakeHands());
    }

    [Fact]
    public void A_reader_in_install_mode_has_forgotten_its_key_and_nothing_else()
    {
        (Reader reader, _) = Secure();
        reader.Install();
        _nowNs += (long)Reader.StartTime.TotalNanoseconds;
        Assert.StartsWith("78", new HandPanel(reader, null).ShakeHands(), StringComparison.Ordinal);
        Assert.Equal(new ReaderState(0, 9600, 0x12345678, null), reader.Device.State);
    }

    [Fact]
    public void A_checksum_serves_in_a_session_too()
    {
        Reader reader = NewReader(Key);
        byte[] challenge = Frame.Write(0, 0, false, [3, 0x11, 1], 0x76, HandPanel.Random, null);
        Frame answer = Frame.Of(reader.Answer(Frame.Of(challenge)));
        Assert.True(answer is { IsSound: true, UsesCrc: false } && (Reply)answer.Code == Reply.ReaderCryptogram);
    }

    [Fact]
    public void A_hundred_thousand_hostile_commands_move_nothing_and_each_gets_a_sound_answer()
    {
        Random random = new(8);
        Reader reader = NewReader(Key);
        byte[] blocks = [0, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19];
        for (int i = 0; i < 100_000; i++)
        {
            byte[] rest = new byte[random.Next(1, 40)];
            random.NextBytes(rest);
            byte type = blocks[random.Next(blocks.Length)];
            byte[] block = type == 0 ? [] : [(byte)random.Next(5), type, (byte)random.Next(3)];
            byte[] bytes = [0x53, 0, 0, 0, (byte)(4 | random.Next(4) | (type == 0 ? 0 : 8)), .. block, .. rest, 0, 0];
            bytes[2] = (byte)bytes.Length;
            if (random.Next(4) > 0) { bytes[5 + block.Length] = (byte)random.Next(0x60, 0x80); }
            Assert.True(Frame.Of(reader.Answer(Checked(bytes))).IsSound);
        }
        Assert.Equal([0, 0], reader.Device.OutputLevels);
        Assert.Equal("off", reader.Color);
        Assert.Empty(_kept);
        Assert.False(reader.IsSecure);
    }

    private Reader NewReader(byte[]? key) => new(new ReaderState(0, 9600, 0x12345678, key), () => _nowNs, _kept.Add, FillFromA0);

    private (Reader Reader, HandPanel Panel) Secure()
    {
        Reader reader = NewReader(Key);
        HandPanel panel = new(reader, Key);
        Assert.StartsWith("78", panel.ShakeHands(), StringComparison.Ordinal);
        Assert.True(reader.IsSecure);
        return (reader, panel);
    }

    private static void FillFromA0(byte[] bytes)
    {
        for (int i = 0; i < bytes.Length; i++) { bytes[i] = (byte)(0xA0 + i); }
    }

    private static void Present(Reader reader)
    {
        Assert.True(CardRead.TryParse("1001", 17, out CardRead? card));
        Assert.True(reader.TryPresent(card!));
    }

    private static string Say(Reader reader, int sequence, string command)
    {
        byte[] bytes = Convert.FromHexString(command);
        return Hex(reader.Answer(Frame.Of(Frame.Write(0, (byte)sequence, true, bytes[0], bytes.AsSpan(1)))));
    }

    private static string Hex(byte[] reply)
    {
        Frame frame = Frame.Of(reply);
        Assert.True(frame.IsSound && !frame.HasSecurityBlock);
        return $"{frame.Code:X2}{Convert.ToHexString(frame.Data)}";
    }

    /// <summary>A message given in hex without its length and CRC.</summary>
    private static Frame Sealed(string hex)
    {
        byte[] bytes = [.. Convert.FromHexString(hex), 0, 0];
        bytes[2] = (byte)bytes.Length;
        return Checked(bytes);
    }

    private static Frame Checked(byte[] bytes)
    {
        ushort crc = Check.Crc(bytes.AsSpan(..^2));
        (bytes[^2], bytes[^1]) = ((byte)crc, (byte)(crc >> 8));
        return Frame.Of(bytes);
    }
}
