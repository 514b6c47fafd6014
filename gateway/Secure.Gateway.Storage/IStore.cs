namespace Secure.Gateway.Storage;

/// <summary>
/// Everything the gateway keeps: rows (small values under a table name and a key) and the append-only log.
/// A change of rows and the log entries that record it are one durable commit.
/// One process at a time has the store open.
/// </summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>
    /// Applies the change whole or not at all and returns after it is on the disk.
    /// The token counts only until the change is queued: after that the commit runs to its end and its outcome is returned,
    /// so that a cancelled caller never leaves doubt about what was written.
    /// The memory of entries and values must stay unchanged until then.
    /// </summary>
    /// <exception cref="ArgumentException">A size or a name out of the limits of <see cref="StoreLimits"/>; nothing was written.</exception>
    ValueTask<CommitOutcome> CommitAsync(StoreChange change, CancellationToken cancellation);

    /// <summary>One row as last committed.</summary>
    ValueTask<RowRead> ReadRowAsync(string table, string key, CancellationToken cancellation);

    /// <summary>All rows of a table, by key in ordinal order of UTF-8, from one snapshot.</summary>
    ValueTask<TableRead> ReadTableAsync(string table, CancellationToken cancellation);

    /// <summary>How many entries the log holds, pruned ones included; the next entry's index.</summary>
    long LogSize { get; }

    /// <summary>The lowest index whose entry is kept; below it only leaf hashes remain.</summary>
    long LogMinimum { get; }

    /// <summary>The entries of [from, from + count), fewer at the log's end. Pruned ones are left out. Count 1 to 4,096.</summary>
    ValueTask<IReadOnlyList<LogEntry>> ReadLogAsync(long from, int count, CancellationToken cancellation);

    /// <summary>Writes the leaf hashes of the <paramref name="count"/> entries from <paramref name="from"/>, 32 bytes each, one after the other.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not wholly inside the log.</exception>
    ValueTask<byte[]> ReadLeafHashesAsync(long from, int count, CancellationToken cancellation);

    /// <summary>The entries that match every key given, with a cursor for the next page.</summary>
    ValueTask<LogPage> SearchLogAsync(LogQuery query, CancellationToken cancellation);

    /// <summary>
    /// Copies everything, as of one moment, into one file that <see cref="SqliteStore.Open"/> takes, while commits go on. An
    /// earlier copy under that name is replaced once the new one is whole and on the disk. Takes a moment per 100 MiB.
    /// </summary>
    /// <param name="file">A full path in a folder that exists, outside the store's own.</param>
    /// <param name="without">Tables whose rows are not copied.</param>
    /// <exception cref="StoreException">Why not, in words; an earlier copy is as it was.</exception>
    /// <returns>How many entries the copy's log holds.</returns>
    Task<long> CopyAsync(string file, IReadOnlyCollection<string> without, CancellationToken cancellation);

    /// <summary>How the store is. Look here once after subscribing to <see cref="StateChanged"/>.</summary>
    StoreState State { get; }

    /// <summary>Raised on the writer's thread, which waits: return at once. After <see cref="StoreHealth.Failed"/> the process must end.</summary>
    event Action<StoreState>? StateChanged;
}
