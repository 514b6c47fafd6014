namespace Secure.Gateway.Storage.Sqlite;

/// <summary>
/// The one thread that writes. It takes all that waits, never sleeping to fill a batch, and wakes the callers after the one commit.
/// A full disk passes; any other failure of a commit is final, because after a failed fsync nobody knows what the disk holds.
/// </summary>
internal sealed class Writer : IDisposable
{
    private const long CheckpointBytes = 16L * 1024 * 1024;
    private const long CommitOverheadBytes = 12 * 1024; // About three pages: a leaf, a counter, a frame's share.
    private readonly Connection _connection;
    private readonly Ledger _ledger;
    private readonly Pruning _pruning;
    private readonly WriteQueue _queue;
    private readonly Room _room;
    private readonly Thread _thread;
    private long _sinceCheckpoint;

    // At the start, too: the process may have ended between a commit and its erasing.
    private bool _eraseDue = true;
    private long _logSize;
    private long _logMinimum;

    public Writer(Connection connection, Seals seals, WriteQueue queue, Room room)
    {
        (_connection, _queue, _room) = (connection, queue, room);
        _ledger = new Ledger(connection, seals);
        _pruning = new Pruning(connection);
        Publish();
        _thread = new Thread(Run) { IsBackground = true, Name = "store writer" };
    }

    public long LogSize => Volatile.Read(ref _logSize);

    public long LogMinimum => Volatile.Read(ref _logMinimum);

    public void Start() => _thread.Start();

    /// <summary>Waits for the thread to end, which it does after <see cref="WriteQueue.Close"/>.</summary>
    public void Join() => _thread.Join();

    public void Dispose() { _pruning.Dispose(); _ledger.Dispose(); _connection.Dispose(); }

    private void Run()
    {
        bool open = true;
        Guard(Erase);
        while (open)
        {
            WriteQueue.Work work = _queue.Take(_room.CanWrite && _pruning.Due(LogMinimum));
            Guard(() => Do(work));
            work.Batch.WakeCallers();
            open = !work.Closed;
        }
        Guard(() => _connection.EmptyLog());
    }

    private void Do(WriteQueue.Work work)
    {
        if (work.Tick) { _room.Look(); }
        if (work.Batch.Changes.Count > 0) { Commit(work.Batch.Changes); }
        if (_room.CanWrite && _pruning.Due(LogMinimum)) { Prune(); }
        Erase();
        if ((_sinceCheckpoint > CheckpointBytes || (work.Tick && _sinceCheckpoint > 0)) && _room.FitsCheckpoint) { Checkpoint(); }
    }

    // The outermost loop: whatever breaks here ends the store, and with it the process.
    private void Guard(Action action)
    {
        if (_room.Failed) { return; }
        try { action(); }
        catch (Exception e) { _room.Fail(e.Message); }
    }

    private void Commit(List<PendingCommit> batch)
    {
        if (_room.CanWrite && TryCommit(batch)) { return; }
        _room.NoteFull();
        foreach (PendingCommit p in batch)
        {
            p.Outcome = p.Change.MayUseReserve ? null : new CommitOutcome.Unavailable(UnavailableCause.Full);
        }
        if (!batch.Exists(static p => p.Outcome is null)) { return; }
        while (!TryCommit(batch))
        {
            if (_room.ReleaseReserve()) { continue; }
            foreach (PendingCommit p in batch) { p.Outcome ??= new CommitOutcome.Unavailable(UnavailableCause.Full); }
            return;
        }
    }

    /// <summary>Commits what has no outcome yet; false, with nothing written and no outcome given, when there is no room.</summary>
    private bool TryCommit(List<PendingCommit> batch)
    {
        try
        {
            _ledger.Begin();
            foreach (PendingCommit p in batch) { p.Tentative = p.Outcome is null ? _ledger.Apply(p) : null; }
            _ledger.Commit();
        }
        catch (SqliteFault fault) when (fault.NoRoom)
        {
            _ledger.Rollback();
            return false;
        }
        _sinceCheckpoint += CommitOverheadBytes;
        foreach (PendingCommit p in batch)
        {
            _eraseDue |= p.Outcome is null && p.Tentative is CommitOutcome.Committed && p.Change.Rows.Any(static r => r.Erase);
            p.Outcome ??= p.Tentative;
            _sinceCheckpoint += p.Bytes;
        }
        Publish();
        return true;
    }

    private void Prune()
    {
        try { _pruning.Run(_ledger); _sinceCheckpoint += CommitOverheadBytes; }
        catch (SqliteFault fault) when (fault.NoRoom) { _ledger.Rollback(); _room.NoteFull(); }
    }

    private void Checkpoint()
    {
        try { if (_connection.Checkpoint(truncate: false)) { _sinceCheckpoint = 0; } else { _sinceCheckpoint /= 2; } }
        catch (SqliteFault fault) when (fault.NoRoom) { _sinceCheckpoint = 1; } // Somebody else took the room; try again at the next tick.
    }

    private void Erase()
    {
        if (!_eraseDue || !_room.FitsCheckpoint) { return; }
        try
        {
            if (!_connection.EmptyLog()) { return; }
            _eraseDue = false;
            _sinceCheckpoint = 0;
        }
        catch (SqliteFault fault) when (fault.NoRoom) { }
    }

    private void Publish()
    {
        Volatile.Write(ref _logSize, _ledger.LogSize);
        Volatile.Write(ref _logMinimum, _ledger.LogMinimum);
    }
}
