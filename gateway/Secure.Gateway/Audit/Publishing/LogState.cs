using System.Buffers.Binary;
using Secure.Gateway.Storage;
using Secure.TransparencyLog;

namespace Secure.Gateway.Audit.Publishing;

/// <summary>Size and root of the tree that was last made ready for signing: a row, so that it is durable before the signature is.</summary>
internal sealed record LogState(long Size, LogHash Root)
{
    /// <summary>The table of the log's own state; to be sealed.</summary>
    public const string Table = "audit_log";

    private const string Key = "published";
    private const int SizeBytes = sizeof(long);

    public static async Task<LogState?> ReadAsync(IStore store, CancellationToken cancellation) =>
        (await store.ReadRowAsync(Table, Key, cancellation)).Match(
            found => found.Value.Length == SizeBytes + LogHash.Length
                ? new LogState(BinaryPrimitives.ReadInt64BigEndian(found.Value), LogHash.Parse(found.Value.AsSpan(SizeBytes)))
                : throw new StoreException("The log's own state is damaged."),
            () => (LogState?)null,
            _ => throw new StoreException("The log's own state was written past the store."));

    public RowWrite ToRow()
    {
        byte[] value = new byte[SizeBytes + LogHash.Length];
        BinaryPrimitives.WriteInt64BigEndian(value, Size);
        Root.Bytes.CopyTo(value.AsSpan(SizeBytes));
        return new RowWrite(Table, Key, value);
    }
}
