using Secure.Gateway.Storage.Sqlite;

namespace Secure.Gateway.Storage;

/// <summary>The store in one SQLite file: write-ahead log, synchronous FULL, one connection that writes.</summary>
public sealed class SqliteStore : IStore
{
    /// <summary>The database's name in the store's folder.</summary>
    public const string FileName = "store.db";

    private readonly string _path;
    private readonly FileStream _lock;
    private readonly PendingPool _pool = new();
    private readonly WriteQueue _queue;
    private readonly Seals _seals;
    private readonly Room _room;
    private readonly Writer _writer;
    private readonly ReaderPool _readers;
    private readonly ITimer _ticks;
    private int _disposed;

    private SqliteStore(StoreOptions options, TimeProvider clock, FileStream held)
    {
        _lock = held;
        string path = _path = Path.Combine(options.Folder, FileName);
        _queue = new WriteQueue(_pool, options.WaitingMax);
        _seals = new Seals(options.SealedTables, options.SealKey);
        _room = new Room(options, path + "-wal", new Reserve(Path.Combine(options.Folder, "reserve"), options.ReserveBytes), new DiskFill(options.Folder), state => StateChanged?.Invoke(state));
        _room.Look();
        Connection connection = Connection.OpenWriter(path);
        try
        {
            Schema.Prepare(connection);
            _writer = new Writer(connection, _seals, _queue, _room);
        }
        catch { connection.Dispose(); throw; }
        _readers = new ReaderPool(path);
        _writer.Start();
        _ticks = clock.CreateTimer(static queue => ((WriteQueue)queue!).Tick(), _queue, options.SpaceCheckEvery, options.SpaceCheckEvery);
    }

    /// <summary>Opens the store, making it where there is none. While it is open a lock file keeps every other process out.</summary>
    /// <exception cref="StoreException">Says in words why not: options, another process, the disk, a foreign or damaged file.</exception>
    public static SqliteStore Open(StoreOptions options, TimeProvider clock)
    {
        if (options.Faults() is { Count: > 0 } faults) { throw new StoreException(string.Join(' ', faults)); }
        FileStream held = Lock(options.Folder);
        try { return new SqliteStore(options, clock, held); }
        catch (Exception e)
        {
            held.Dispose();
            if (e is SqliteFault or IOException or UnauthorizedAccessException) { throw new StoreException($"The store in {options.Folder} cannot be opened: {e.Message}", e); }
            throw;
        }
    }

    public event Action<StoreState>? StateChanged;

    public StoreState State => _room.State;

    public long LogSize => _writer.LogSize;

    public long LogMinimum => _writer.LogMinimum;

    public ValueTask<CommitOutcome> CommitAsync(StoreChange change, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        long bytes = StoreLimits.Check(change);
        PendingCommit pending = _pool.Rent();
        pending.Take(change, bytes);
        ValueTask<CommitOutcome> task = pending.Task;
        if (_queue.Add(pending) is not { } refused) { return task; }
        _pool.Return(pending);
        return ValueTask.FromResult<CommitOutcome>(new CommitOutcome.Unavailable(refused));
    }

    public ValueTask<RowRead> ReadRowAsync(string table, string key, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_readers.Use(r => r.Row(table, key, _seals)));
    }

    public ValueTask<TableRead> ReadTableAsync(string table, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_readers.Use(r => r.Table(table, _seals)));
    }

    public ValueTask<IReadOnlyList<LogEntry>> ReadLogAsync(long from, int count, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNotEqual(count is >= 1 and <= StoreLimits.ReadCount, true, nameof(count));
        long first = Math.Max(from, LogMinimum);
        return ValueTask.FromResult(_readers.Use(r => r.Log(first, from + count)));
    }

    public ValueTask<byte[]> ReadLeafHashesAsync(long from, int count, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, LogSize - from);
        byte[] hashes = new byte[count * StoreLimits.HashBytes];
        return _readers.Use(r => r.Hashes(from, hashes)) ? ValueTask.FromResult(hashes) : throw new StoreException("A leaf hash is missing from the log.");
    }

    public ValueTask<LogPage> SearchLogAsync(LogQuery query, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfNotEqual(query.Limit is >= 1 and <= StoreLimits.PageLimit, true, nameof(query));
        StoreLimits.Check(query.Keys);
        long minimum = LogMinimum;
        return ValueTask.FromResult(_readers.Use(r => r.Search.Run(query, minimum)));
    }

    public Task<long> CopyAsync(string file, IReadOnlyCollection<string> without, CancellationToken cancellation)
    {
        // A thread of its own: it waits for the disk, for long.
        return Task.Factory.StartNew(Copy, cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        long Copy()
        {
            try { return Copying.Run(_path, file, without); }
            catch (Exception e) when (e is SqliteFault or IOException or UnauthorizedAccessException) { throw new StoreException($"The store could not be copied to {file}: {e.Message}", e); }
        }
    }

    /// <summary>Commits what waits, moves the write-ahead log into the database and lets the next process in.</summary>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) { return ValueTask.CompletedTask; }
        _ticks.Dispose();
        _queue.Close();
        _readers.Dispose();
        _writer.Join();
        _writer.Dispose();
        _lock.Dispose();
        return ValueTask.CompletedTask;
    }

    private static FileStream Lock(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) { throw new StoreException($"Another process has the store in {folder} open, or the folder cannot be used.", e); }
        catch (UnauthorizedAccessException e) { throw new StoreException($"The folder {folder} cannot be written.", e); }
    }
}
