using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Secure.EdgeAgent.Outboxes;

/// <summary>How an entry lies in a segment: length (4 bytes, big-endian), CRC-32C over length and entry (4 bytes), entry.</summary>
internal static class Frames
{
    internal const int HeadLength = 8;

    /// <summary>Longest entry, bytes.</summary>
    internal const int EntryMax = 64 * 1024;

    internal static byte[] Wrap(ReadOnlySpan<byte> entry)
    {
        byte[] frame = new byte[HeadLength + entry.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, entry.Length);
        entry.CopyTo(frame.AsSpan(HeadLength));
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), Check(frame.AsSpan(0, 4), entry));
        return frame;
    }

    /// <summary>The entry that begins here; false where the bytes end too early or do not check.</summary>
    internal static bool TryUnwrap(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> entry)
    {
        entry = default;
        if (bytes.Length < HeadLength) { return false; }
        int length = BinaryPrimitives.ReadInt32BigEndian(bytes);
        if (length is <= 0 or > EntryMax || length > bytes.Length - HeadLength) { return false; }
        ReadOnlySpan<byte> body = bytes.Slice(HeadLength, length);
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]) != Check(bytes[..4], body)) { return false; }
        entry = body;
        return true;
    }

    /// <summary>
    /// Whether these last bytes of a file, which do not unwrap, can be one write that a crash cut off: entries are flushed one by
    /// one, so nothing lies behind such a write. Else durable entries were damaged later.
    /// </summary>
    internal static bool IsTorn(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < HeadLength) { return true; }
        int length = BinaryPrimitives.ReadInt32BigEndian(rest);
        // Zeros stand where the file had grown before the bytes came. No crash writes any other impossible length.
        return length switch
        {
            0 => rest.Length <= HeadLength + EntryMax,
            > 0 and <= EntryMax => rest.Length <= HeadLength + length,
            _ => false,
        };
    }

    private static uint Check(ReadOnlySpan<byte> length, ReadOnlySpan<byte> entry) => ~Crc(Crc(uint.MaxValue, length), entry);

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (ulong eight in MemoryMarshal.Cast<byte, ulong>(bytes[..(bytes.Length & ~7)])) { crc = BitOperations.Crc32C(crc, eight); }
        foreach (byte one in bytes[(bytes.Length & ~7)..]) { crc = BitOperations.Crc32C(crc, one); }
        return crc;
    }
}
