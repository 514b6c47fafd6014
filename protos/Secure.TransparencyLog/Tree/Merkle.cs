using System.Buffers;
using System.Security.Cryptography;

namespace Secure.TransparencyLog;

/// <summary>The three hashes of RFC 6962, section 2.1, over SHA-256.</summary>
public static class Merkle
{
    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;
    private const int SmallEntry = 1024;

    /// <summary>The root of a tree without entries: the hash of the empty string.</summary>
    public static LogHash EmptyRoot { get; } = LogHash.Parse(SHA256.HashData([]));

    /// <summary>Hashes one entry of any length.</summary>
    public static LogHash Leaf(ReadOnlySpan<byte> entry)
    {
        var rented = entry.Length < SmallEntry ? null : ArrayPool<byte>.Shared.Rent(entry.Length + 1);
        Span<byte> prefixed = rented ?? stackalloc byte[SmallEntry];
        prefixed[0] = LeafPrefix;
        entry.CopyTo(prefixed[1..]);
        var hash = Hash(prefixed[..(entry.Length + 1)]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return hash;
    }

    /// <summary>Hashes two neighbouring subtrees into the one above them.</summary>
    public static LogHash Node(in LogHash left, in LogHash right)
    {
        Span<byte> prefixed = stackalloc byte[1 + (2 * LogHash.Length)];
        prefixed[0] = NodePrefix;
        left.Bytes.CopyTo(prefixed[1..]);
        right.Bytes.CopyTo(prefixed[(1 + LogHash.Length)..]);
        return Hash(prefixed);
    }

    /// <summary>The root over <paramref name="hashes"/>, 32 bytes each: 1 to 256 of them, as a tile holds.</summary>
    internal static LogHash Root(ReadOnlySpan<byte> hashes)
    {
        var range = new CompactRange();
        for (var at = 0; at < hashes.Length; at += LogHash.Length)
        {
            range.Append(LogHash.Parse(hashes.Slice(at, LogHash.Length)));
        }

        return range.Root;
    }

    private static LogHash Hash(ReadOnlySpan<byte> bytes)
    {
        LogHash hash = default;
        SHA256.HashData(bytes, hash.Writable);
        return hash;
    }
}
