using System.Buffers.Binary;

namespace Secure.DoorController.Core.Osdp;

/// <summary>The bits of one card as the reader sent them, first bit in the top of the first byte.</summary>
public sealed record CardBits
{
    private CardBits(int count, byte[] data) => (Count, Data) = (count, data);

    /// <summary>1 to 1024.</summary>
    public int Count { get; }

    /// <summary>The bits; unused bits of the last byte are zero, so that one card always reads the same.</summary>
    public byte[] Data { get; }

    /// <summary>Reads an osdp_RAW reply (SIA OSDP v2.2, 7.10): reader, format, bit count, bits. Null when it does not add up.</summary>
    internal static CardBits? Decode(ReadOnlySpan<byte> reply)
    {
        if (reply.Length < 5) { return null; }
        int count = BinaryPrimitives.ReadUInt16LittleEndian(reply[2..]);
        ReadOnlySpan<byte> bits = reply[4..];
        if (count is < 1 or > 1024 || bits.Length != (count + 7) / 8) { return null; }
        byte[] data = bits.ToArray();
        if (count % 8 != 0) { data[^1] &= (byte)(0xFF << (8 - (count % 8))); }
        return new CardBits(count, data);
    }

    /// <summary>Reads an osdp_FMT reply (SIA OSDP v2.2, 7.11): reader, direction, count, characters, which stand for eight bits each. Null when it does not add up.</summary>
    internal static CardBits? DecodeText(ReadOnlySpan<byte> reply) =>
        reply.Length > 3 && reply[2] == reply.Length - 3 && reply[2] <= 128 ? new CardBits(reply[2] * 8, reply[3..].ToArray()) : null;

    /// <summary>Bits that came one by one: 1 to 1024.</summary>
    internal static CardBits Of(ReadOnlySpan<bool> bits)
    {
        byte[] data = new byte[(bits.Length + 7) / 8];
        for (int i = 0; i < bits.Length; i++) { data[i / 8] |= (byte)(bits[i] ? 0x80 >> (i % 8) : 0); }
        return new CardBits(bits.Length, data);
    }

    /// <summary>Never the card's number: it would end in a log.</summary>
    public override string ToString() => $"card of {Count} bits";
}
