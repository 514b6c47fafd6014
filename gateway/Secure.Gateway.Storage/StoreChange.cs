namespace Secure.Gateway.Storage;

/// <summary>What one commit writes: rows, log entries, or both. At least one.</summary>
public sealed record StoreChange
{
    /// <summary>Applied in order, after every expected version was found right.</summary>
    public IReadOnlyList<RowWrite> Rows { get; init; } = [];

    /// <summary>Appended in order, with consecutive indices.</summary>
    public IReadOnlyList<LogAppend> Log { get; init; } = [];

    /// <summary>
    /// True only for the entry of a failure, alarms, revocations and door events:
    /// these may still be written from the reserve when the disk is full.
    /// </summary>
    public bool MayUseReserve { get; init; }

    /// <summary>
    /// Log entries below this index lose their content and search keys in this commit (never their leaf hashes).
    /// Null: none. The space is given back afterwards, in slices.
    /// </summary>
    public long? PruneLogBelow { get; init; }
}

/// <summary>One row to write.</summary>
/// <param name="Table">1 to 64 bytes of UTF-8.</param>
/// <param name="Key">1 to 512 bytes of UTF-8.</param>
/// <param name="Value">At most 16 MiB; null deletes the row.</param>
/// <param name="ExpectedVersion">The version the row must have now, 0 for a row that must be absent, null for any.</param>
public sealed record RowWrite(string Table, string Key, byte[]? Value, long? ExpectedVersion = null)
{
    /// <summary>
    /// True where what the row held before must be gone: no file of the store holds it any more when the commit returns.
    /// Where a long read or a full disk prevents that, it follows within seconds.
    /// </summary>
    public bool Erase { get; init; }

    /// <summary>
    /// Where in the value the store writes the index of this change's first log entry: 8 bytes, big-endian, in the caller's own
    /// array, so that a row can name the entry that records it although both are one commit. Null: nowhere.
    /// </summary>
    public int? IndexAt { get; init; }
}

/// <summary>One log entry.</summary>
/// <param name="Entry">The entry's bytes, 1 to 65,535 (a bundle's length prefix has 16 bits: C2SP tlog-tiles).</param>
/// <param name="LeafHash">32 bytes, SHA-256 of 0x00 and the entry (RFC 6962 section 2.1). Not checked here.</param>
/// <param name="TimeMs">When it was recorded, in milliseconds since 1970-01-01 UTC.</param>
/// <param name="Keys">What it can be found by.</param>
public sealed record LogAppend(ReadOnlyMemory<byte> Entry, ReadOnlyMemory<byte> LeafHash, long TimeMs, SearchKeys Keys);

/// <summary>The words an entry can be found by, each null or 1 to 255 bytes of UTF-8, compared byte for byte.</summary>
public sealed record SearchKeys(
    string? Kind = null,
    string? Subject = null,
    string? Person = null,
    string? Room = null,
    string? Door = null,
    string? Resource = null,
    string? Decision = null);
