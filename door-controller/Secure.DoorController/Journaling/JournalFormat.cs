using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Secure.Grants;

namespace Secure.DoorController.Journaling;

/// <summary>
/// The bytes of the journal's file. Head: "SDJ1", BE64 sequence before the first entry, its hash, check. Then entries:
/// BE32 length, check, record. A check is the first 8 bytes of the SHA-256 of what it covers.
/// </summary>
internal static class JournalFormat
{
    public const int HeadLength = 4 + 8 + SHA256.HashSizeInBytes + CheckLength;
    private const int CheckLength = 8;
    private const int PrefixLength = 4 + CheckLength;

    private static ReadOnlySpan<byte> Magic => "SDJ1"u8;

    /// <summary>What a file begins with.</summary>
    public static byte[] HeadOf(ulong before, byte[] beforeHash)
    {
        byte[] head = new byte[HeadLength];
        Magic.CopyTo(head);
        BinaryPrimitives.WriteUInt64BigEndian(head.AsSpan(4), before);
        beforeHash.CopyTo(head, 12);
        Check(head.AsSpan(0, HeadLength - CheckLength)).CopyTo(head.AsSpan(HeadLength - CheckLength));
        return head;
    }

    /// <summary>What came before the first entry; null when this is no journal.</summary>
    public static (ulong Before, byte[] Hash)? ReadHead(SafeFileHandle file)
    {
        byte[] head = new byte[HeadLength];
        bool sound = RandomAccess.Read(file, head, 0) == HeadLength && head.AsSpan().StartsWith(Magic)
            && Check(head.AsSpan(0, HeadLength - CheckLength)).SequenceEqual(head.AsSpan(HeadLength - CheckLength));
        return sound ? (BinaryPrimitives.ReadUInt64BigEndian(head.AsSpan(4)), head[12..(12 + SHA256.HashSizeInBytes)]) : null;
    }

    public static byte[] Frame(ReadOnlySpan<byte> record)
    {
        byte[] framed = new byte[PrefixLength + record.Length];
        BinaryPrimitives.WriteUInt32BigEndian(framed, (uint)record.Length);
        Check(record).CopyTo(framed.AsSpan(4));
        record.CopyTo(framed.AsSpan(PrefixLength));
        return framed;
    }

    /// <summary>The record at an offset, and the bytes that it takes in the file; null when no whole, sound one ends before <paramref name="end"/>.</summary>
    public static byte[]? ReadAt(SafeFileHandle file, long at, long end, out int framed)
    {
        framed = 0;
        byte[] prefix = new byte[PrefixLength];
        if (end - at < PrefixLength || RandomAccess.Read(file, prefix, at) != PrefixLength) { return null; }
        uint length = BinaryPrimitives.ReadUInt32BigEndian(prefix);
        if (length is 0 or > SignedRecord.LengthMax || end - at - PrefixLength < length) { return null; }
        byte[] record = new byte[length];
        if (RandomAccess.Read(file, record, at + PrefixLength) != length || !Check(record).SequenceEqual(prefix.AsSpan(4))) { return null; }
        framed = PrefixLength + (int)length;
        return record;
    }

    private static Span<byte> Check(ReadOnlySpan<byte> content) => SHA256.HashData(content).AsSpan(0, CheckLength);
}
