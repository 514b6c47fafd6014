using System.Buffers.Binary;

namespace Secure.EdgeAgent.Devices.Fingerprints;

/// <summary>What a packet carries (AS608 and R503 manuals, "data package format").</summary>
internal enum PacketKind : byte
{
    Command = 1,
    Data = 2,
    Acknowledge = 7,
    LastData = 8,
}

/// <summary>One packet: EF01, the address, the kind, the length, the payload and a sum, everything big-endian.</summary>
internal sealed record SensorPacket(PacketKind Kind, byte[] Payload)
{
    internal const int HeaderBytes = 9;
    internal const int SumBytes = 2;

    /// <summary>Largest that a sensor can be set to.</summary>
    internal const int PayloadMax = 256;

    private const ushort Start = 0xEF01;

    internal byte[] Encode(uint address)
    {
        byte[] bytes = new byte[HeaderBytes + Payload.Length + SumBytes];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, Start);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(2), address);
        bytes[6] = (byte)Kind;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(7), (ushort)(Payload.Length + SumBytes));
        Payload.CopyTo(bytes, HeaderBytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(HeaderBytes + Payload.Length), Sum(bytes.AsSpan(6, 3 + Payload.Length)));
        return bytes;
    }

    /// <summary>From the kind to the end of the payload, without carry beyond 16 bits.</summary>
    internal static ushort Sum(ReadOnlySpan<byte> bytes)
    {
        ushort sum = 0;
        foreach (byte b in bytes) { sum += b; }
        return sum;
    }
}
