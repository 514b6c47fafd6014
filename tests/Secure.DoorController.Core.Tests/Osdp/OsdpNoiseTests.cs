using Secure.DoorController.Core.Osdp;
using Secure.TestKit;

namespace Secure.DoorController.Core.Tests.Osdp;

public sealed class OsdpNoiseTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Two_hundred_cards_survive_a_flipped_bit_in_one_percent_of_the_bytes(int seed)
    {
        Random random = new(seed);
        AllCardsArrive(bytes =>
        {
            for (int i = 0; i < bytes.Length; i++)
            {
                if (random.Next(100) == 0) { bytes[i] ^= (byte)(1 << random.Next(8)); }
            }
            return bytes;
        });
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Two_hundred_cards_survive_the_loss_of_one_frame_in_twenty(int seed)
    {
        Random random = new(seed);
        AllCardsArrive(bytes => random.Next(20) == 0 ? null : bytes);
    }

    [Fact]
    public void A_hundred_thousand_hostile_replies_bring_no_card_and_no_exception()
    {
        Random random = new(6);
        TestLine line = new();
        line.Run(TimeSpan.FromSeconds(1));
        byte[] card = new OsdpFrame(0, true, 1, true, 0x50, [0, 1, 26, 0, 1, 2, 3, 0x40]).Encode();
        TimeSpan now = line.Now;
        OsdpBus bus = new(9600, TestLine.Poll, [new(0)]);
        for (int i = 0; i < HostileFrames.Count; i++)
        {
            OsdpStep step = bus.Next(now);
            bus.Received(Hostile(random, card), now);
            now = step.WakeAt > now ? step.WakeAt : now + TestLine.Poll;
        }
        while (bus.TryTakeEvent(out OsdpEvent? happened)) { Assert.IsNotType<OsdpEvent.Card>(happened); }
    }

    [Fact]
    public void A_hundred_thousand_altered_frames_are_refused_or_read_without_exception()
    {
        Random random = new(7);
        for (int i = 0; i < HostileFrames.Count; i++)
        {
            byte[] data = new byte[random.Next(24)];
            random.NextBytes(data);
            OsdpFrame good = new((byte)random.Next(127), true, (byte)random.Next(4), true, (byte)random.Next(256), data);
            byte[] bytes = good.Encode();
            int at = random.Next(bytes.Length);
            byte other = (byte)random.Next(256);
            bool same = bytes[at] == other;
            bytes[at] = other;
            OsdpFrame? read = OsdpFrame.Decode(bytes);
            Assert.Equal(same, read is not null);
            _ = CardBits.Decode(data);
            _ = ReaderIdentity.Decode(data);
            OsdpDecoder decoder = new();
            decoder.Append(data);
            decoder.Append(bytes.AsSpan(0, at));
        }
    }

    [Fact]
    public void Hostile_replies_inside_a_session_bring_no_card_and_no_exception_and_leave_the_session()
    {
        Random random = new(9);
        byte[] key = Convert.FromHexString("8D1F0B62A9C4E37755106FDE29B3480A");
        TestLine line = new(with: s => s with { Key = OsdpKey.FromBytes(key) });
        line.Reader.Key = key;
        line.Run(TimeSpan.FromSeconds(1));
        int sent = 0;
        line.Injects = command =>
        {
            sent++;
            byte[] data = new byte[random.Next(48)];
            random.NextBytes(data);
            SecurityType[] types = [SecurityType.None, SecurityType.InitialMac, SecurityType.ReplyWithMac, SecurityType.ReplyEncrypted];
            byte code = random.Next(4) switch { 0 => (byte)OsdpReplyCode.Raw, 1 => (byte)OsdpReplyCode.Nak, 2 => (byte)OsdpReplyCode.Busy, _ => (byte)random.Next(256) };
            OsdpFrame forged = new(0, true, (byte)(command[4] & 3), true, code, data) { Security = types[random.Next(types.Length)] };
            return forged.HasMac ? forged.Encode(data, _ => [1, 2, 3, (byte)random.Next(256)]) : forged.Encode();
        };
        while (sent < HostileFrames.Count) { line.Run(TimeSpan.FromSeconds(10)); }
        Assert.DoesNotContain(line.Events, e => e is OsdpEvent.Card or OsdpEvent.Offline or OsdpEvent.Restarted);
        Assert.Equal(1, line.Reader.Handshakes);
        Assert.Contains(line.Events, e => e is OsdpEvent.Attack);
    }

    private static void AllCardsArrive(Func<byte[], byte[]?> fault)
    {
        TestLine line = new() { Fault = fault };
        line.Run(TimeSpan.FromSeconds(5));
        for (int i = 0; i < 200; i++)
        {
            line.Reader.Present((byte)i, 0x55);
            line.Run(TimeSpan.FromMilliseconds(700));
        }
        line.Fault = bytes => bytes;
        line.Run(TimeSpan.FromSeconds(3));
        Assert.Equal(Enumerable.Range(0, 200), line.Cards.Select(c => (int)c[0]));
    }

    /// <summary>A card whose check is wrong, in every kind of dress.</summary>
    private static byte[] Hostile(Random random, byte[] card)
    {
        byte[] bytes = random.Next(3) == 0 ? new byte[random.Next(300)] : [.. card];
        if (bytes.Length != card.Length) { random.NextBytes(bytes); return bytes; }
        bytes[4] = (byte)(bytes[4] & 0xFC | random.Next(4));
        for (int flips = random.Next(1, 4); flips > 0; flips--) { bytes[random.Next(5, bytes.Length)] ^= (byte)(1 << random.Next(8)); }
        return bytes;
    }
}
