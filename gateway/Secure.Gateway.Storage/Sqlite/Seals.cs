using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Secure.Gateway.Storage.Sqlite;

/// <summary>
/// The HMAC-SHA256 of a row in a sealed table, over table, key, version and value, each with its length before it.
/// Whoever edits the file without the key is found out; an old row put back whole, or a row taken away, is not.
/// </summary>
internal sealed class Seals(IReadOnlySet<string> tables, byte[]? key)
{
    private const int HeadBytes = 4 + StoreLimits.TableBytes + 4 + StoreLimits.KeyBytes + 8;

    public bool Covers(string table) => tables.Contains(table);

    public byte[] Seal(string table, string rowKey, long version, ReadOnlySpan<byte> value)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        int at = Put(head, table);
        at += Put(head[at..], rowKey);
        BinaryPrimitives.WriteInt64BigEndian(head[at..], version);
        using IncrementalHash mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key!);
        mac.AppendData(head[..(at + 8)]);
        mac.AppendData(value);
        return mac.GetHashAndReset();
    }

    public bool IsGenuine(string table, string rowKey, long version, ReadOnlySpan<byte> value, ReadOnlySpan<byte> seal) =>
        !Covers(table) || CryptographicOperations.FixedTimeEquals(Seal(table, rowKey, version, value), seal);

    private static int Put(Span<byte> to, string text)
    {
        int length = Encoding.UTF8.GetBytes(text, to[4..]);
        BinaryPrimitives.WriteInt32BigEndian(to, length);
        return 4 + length;
    }
}
