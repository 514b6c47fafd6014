using Secure.EdgeAgent.Devices.Fingerprints;

namespace Secure.EdgeAgent.Devices.Tests.Fingerprints;

public sealed class PacketReaderTests
{
    private const uint Address = 0xFFFFFFFF;

    [Fact]
    public void A_packet_looks_as_the_manual_prints_it() =>
        // AS608 manual, GR_GetImage: EF01 FFFFFFFF 01 0003 01 0005.
        Assert.Equal(Convert.FromHexString("EF01FFFFFFFF010003010005"), new SensorPacket(PacketKind.Command, [1]).Encode(Address));

    [Fact]
    public void Every_packet_is_found_in_noise_in_pieces_of_any_size()
    {
        Random random = new(11);
        for (int round = 0; round < 300; round++)
        {
            byte[][] payloads = [.. Enumerable.Range(0, 5).Select(_ => Bytes(random, random.Next(1, 257)))];
            // Without the start's first byte no noise can swallow the packet behind it.
            byte[] stream = [.. payloads.SelectMany(p => Bytes(random, random.Next(40)).Where(b => b != 0xEF).Concat(new SensorPacket(PacketKind.Data, p).Encode(Address)))];
            PacketReader reader = new(Address);
            List<byte[]> found = [];
            for (int at = 0; at < stream.Length;)
            {
                int piece = Math.Min(random.Next(1, 60), stream.Length - at);
                reader.Add(stream.AsSpan(at, piece));
                at += piece;
                while (reader.Next() is { } packet) { found.Add(packet.Payload); }
            }
            Assert.Equal(payloads, found);
            Assert.Equal(0, reader.Damaged);
        }
    }

    [Fact]
    public void A_changed_byte_never_passes_for_a_packet_of_the_same_length_unless_the_sum_is_right()
    {
        byte[] good = new SensorPacket(PacketKind.Acknowledge, [0, 1, 2, 3]).Encode(Address);
        for (int at = 0; at < good.Length; at++)
        {
            byte[] bad = [.. good];
            bad[at] ^= 0x10;
            PacketReader reader = new(Address);
            reader.Add(bad);
            Assert.Null(reader.Next());
        }
    }

    [Fact]
    public void Packets_of_another_address_and_of_impossible_length_are_passed_over()
    {
        PacketReader reader = new(Address);
        reader.Add(new SensorPacket(PacketKind.Acknowledge, [9]).Encode(0x12345678));
        reader.Add([0xEF, 0x01, 255, 255, 255, 255, 7, 255, 255]);
        reader.Add([0xEF, 0x01, 255, 255, 255, 255, 7, 0, 0]);
        reader.Add(new SensorPacket(PacketKind.Acknowledge, [0]).Encode(Address));
        Assert.Equal([0], reader.Next()!.Payload);
    }

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
