using Secure.DoorController.Core.Osdp;

namespace Secure.DoorController.Core.Tests.Osdp;

public sealed class SecureChannelTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly byte[] KeyBytes = Convert.FromHexString("8D1F0B62A9C4E37755106FDE29B3480A");

    private static TestLine Keyed(int count = 1, int baud = 9600)
    {
        TestLine line = new(count, baud, with: s => s with { Key = OsdpKey.FromBytes(KeyBytes) });
        foreach (TestReader reader in line.Readers) { reader.Key = KeyBytes; }
        return line;
    }

    // SIA OSDP specification, Annex E: SCBK-D, panel random B0 … B7, reader random A0 … A7.
    [Fact]
    public void Keys_cryptograms_and_the_first_mac_are_those_of_the_standard()
    {
        byte[] a = Convert.FromHexString("B0B1B2B3B4B5B6B7"), b = Convert.FromHexString("A0A1A2A3A4A5A6A7");
        using SecureHandshake handshake = new(OsdpKey.Default, a);
        OsdpFrame header = new(0, false, 1, true, 0, []);
        OsdpFrame challenge = handshake.Challenge(header);
        Assert.Equal((SecurityType.Challenge, (byte)0), (challenge.Security, challenge.SecurityValue));
        Assert.Equal(a, challenge.Data);
        byte[] client = Convert.FromHexString("FDE5D2F428EC16312471EA3C02BD7796");
        OsdpFrame reply = new(0, true, 1, true, 0x76, [.. new byte[8], .. b, .. client]) { Security = SecurityType.ClientCryptogram };
        Assert.True(handshake.Verify(reply));
        (byte[] encryption, byte[] mac1, byte[] mac2, byte[]? cryptogram) = handshake.Inspect();
        Assert.Equal("BF8DC2A8329ACB8C67C6D0CD9A451682", Convert.ToHexString(encryption));
        Assert.Equal("5E86C676603BDEE2D8BEAFE178637332", Convert.ToHexString(mac1));
        Assert.Equal("6FDA86E857777E81132035758239172E", Convert.ToHexString(mac2));
        Assert.Equal("26D3356E07762D262801FC8E6665A891", Convert.ToHexString(cryptogram!));
        byte[] initial = Convert.FromHexString("B2A30057EB98BA2229EC1F875662B524");
        OsdpFrame last = new(0, true, 2, true, 0x78, initial) { Security = SecurityType.InitialMac, SecurityValue = 1 };
        Assert.Null(handshake.Finish(last with { Data = [.. initial[..15], 0x25] }));
        Assert.Null(handshake.Finish(last with { SecurityValue = 0xFF }));
        Assert.NotNull(handshake.Finish(last));
    }

    [Fact]
    public void A_keyed_reader_comes_online_inside_the_channel_and_its_cards_and_lamps_travel_there()
    {
        TestLine line = Keyed();
        line.Run(Second);
        Assert.True(Assert.IsType<OsdpEvent.Online>(line.Events[0]).Secure);
        line.Reader.Present(1, 2, 3);
        line.Reader.Type("12");
        Assert.True(line.Bus.Enqueue(0, OsdpCommand.LedFor(LedColour.Green, Second)));
        line.Run(Second);
        Assert.Equal([1, 2, 3], Assert.Single(line.Cards));
        Assert.Single(line.Events.OfType<OsdpEvent.Keypad>());
        Assert.Equal(OsdpCommand.LedFor(LedColour.Green, Second).Data, line.Reader.LastData[0x69]);
        Assert.All(line.Sent.Skip(3), s => Assert.True((s.Bytes[4] & 8) != 0));
        Assert.Equal([0, 1, 2, 3, 1], line.Sent.Take(5).Select(s => s.Bytes[4] & 3));
        Assert.DoesNotContain(line.Events, e => e is OsdpEvent.Attack or OsdpEvent.Refused);
    }

    [Fact]
    public void A_lost_or_spoilt_reply_is_asked_for_with_the_same_bytes_and_the_session_lives()
    {
        TestLine line = Keyed();
        line.Run(Second);
        line.Reader.Present(9);
        int spoilt = 3;
        line.Fault = bytes => { if (bytes[0] == 0x53 && spoilt > 0) { spoilt--; bytes[^1] ^= 1; } return bytes; };
        int sent = line.Sent.Count;
        line.Run(2 * Second);
        Assert.Equal([9], Assert.Single(line.Cards));
        Assert.Equal(line.Sent[sent].Bytes, line.Sent[sent + 3].Bytes);
        Assert.Equal(1, line.Reader.Handshakes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Two_hundred_cards_survive_noise_inside_the_channel_without_a_new_handshake(int seed)
    {
        Random random = new(seed);
        TestLine line = Keyed();
        line.Run(Second);
        line.Fault = bytes =>
        {
            for (int i = 0; i < bytes.Length; i++) { if (random.Next(100) == 0) { bytes[i] ^= (byte)(1 << random.Next(8)); } }
            return bytes;
        };
        for (int i = 0; i < 200; i++)
        {
            line.Reader.Present((byte)i, 0x55);
            line.Run(0.7 * Second);
        }
        line.Fault = bytes => bytes;
        line.Run(2 * Second);
        Assert.Equal(Enumerable.Range(0, 200), line.Cards.Select(c => (int)c[0]));
        Assert.Equal(1, line.Reader.Handshakes);
        Assert.DoesNotContain(line.Events, e => e is OsdpEvent.Attack or OsdpEvent.Offline or OsdpEvent.Restarted);
    }

    [Fact]
    public void A_reader_that_was_restarted_gets_a_new_session_within_two_seconds()
    {
        TestLine line = Keyed();
        line.Run(Second);
        line.Reader.Reboot();
        line.Run(2 * Second);
        Assert.Equal(["Online", "Restarted", "Online"], line.Events.Where(e => e is OsdpEvent.Online or OsdpEvent.Restarted or OsdpEvent.Offline).Select(e => e.GetType().Name));
        Assert.True(line.Bus.IsSecure(0));
    }

    [Fact]
    public void A_reader_that_forgets_its_replies_keeps_its_session()
    {
        TestLine line = Keyed();
        line.Run(Second);
        line.Reader.ForgetsReplies = true;
        int losses = 1;
        line.Fault = bytes => bytes[0] == 0x53 && losses-- > 0 ? null : bytes;
        line.Run(Second);
        line.Reader.Present(4);
        line.Run(Second);
        Assert.Equal([4], Assert.Single(line.Cards));
        Assert.Equal(1, line.Reader.Handshakes);
    }

    [Fact]
    public void Busy_inside_the_channel_only_delays()
    {
        TestLine line = Keyed();
        line.Run(Second);
        line.Reader.BusyTimes = 3;
        line.Reader.Special.Enqueue([0x79]);
        line.Reader.Present(5);
        line.Run(Second);
        Assert.Equal([5], Assert.Single(line.Cards));
        Assert.Equal(1, line.Reader.Handshakes);
    }

    [Fact]
    public void A_strict_reader_that_says_nothing_in_plain_text_comes_online()
    {
        TestLine line = Keyed();
        (line.Reader.IsStrict, _) = (true, line.Reader.Unknown.Add(0x64));
        line.Run(Second);
        Assert.True(line.Bus.IsSecure(0));
    }

    [Fact]
    public void Several_keyed_readers_share_a_line()
    {
        TestLine line = Keyed(8, 115200);
        line.Run(2 * Second);
        foreach (TestReader reader in line.Readers) { reader.Present(reader.Address); }
        line.Run(Second);
        Assert.Equal(Enumerable.Range(0, 8), line.Cards.Select(c => (int)c[0]).Order());
        Assert.All(Enumerable.Range(0, 8), i => Assert.True(line.Bus.IsSecure((byte)i)));
    }

    [Fact]
    public void Every_exchange_of_random_data_verifies_at_both_ends()
    {
        Random random = new(5);
        TestLine line = Keyed();
        line.Run(Second);
        for (int length = 1; length < 32; length++)
        {
            byte[] card = new byte[length];
            random.NextBytes(card);
            line.Reader.Present(card);
            line.Run(0.2 * Second);
            Assert.Equal(card, line.Cards[^1]);
        }
        Assert.Equal(1, line.Reader.Handshakes);
    }
}
