using System.Buffers;
using System.Buffers.Binary;

namespace Secure.TransparencyLog;

/// <summary>The entries of one bundle: each a big-endian length of 16 bits and its bytes (C2SP tlog-tiles, "Log entries").</summary>
public static class EntryBundle
{
    /// <summary>Longest entry in bytes; larger evidence goes in by its hash.</summary>
    public const int EntryLengthMax = ushort.MaxValue;

    /// <summary>Longest bundle in bytes.</summary>
    public const int LengthMax = Tile.FullWidth * (sizeof(ushort) + EntryLengthMax);

    /// <summary>Adds one entry to the end of a bundle.</summary>
    /// <exception cref="ArgumentException">The entry is longer than 65,535 bytes; nothing was written.</exception>
    public static void Append(IBufferWriter<byte> bundle, ReadOnlySpan<byte> entry)
    {
        if (entry.Length > EntryLengthMax)
        {
            throw new ArgumentException("A log entry has at most 65,535 bytes.", nameof(entry));
        }

        BinaryPrimitives.WriteUInt16BigEndian(bundle.GetSpan(sizeof(ushort)), (ushort)entry.Length);
        bundle.Advance(sizeof(ushort));
        bundle.Write(entry);
    }

    /// <summary>Takes the next entry off a bundle.</summary>
    /// <returns>False at the end and where the bytes break off: then <paramref name="rest"/> is left as it was.</returns>
    public static bool TryTake(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> entry)
    {
        entry = default;
        if (!BinaryPrimitives.TryReadUInt16BigEndian(rest.Span, out var length) || rest.Length < sizeof(ushort) + length)
        {
            return false;
        }

        entry = rest.Slice(sizeof(ushort), length);
        rest = rest[(sizeof(ushort) + length)..];
        return true;
    }

    /// <summary>The entries of a bundle.</summary>
    /// <param name="count">1 to 256.</param>
    /// <returns>False unless there are exactly <paramref name="count"/> entries and not one byte more.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> bundle, int count, out IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        var found = new List<ReadOnlyMemory<byte>>(count);
        while (found.Count < count && TryTake(ref bundle, out var entry))
        {
            found.Add(entry);
        }

        entries = found;
        return found.Count == count && bundle.IsEmpty;
    }
}
