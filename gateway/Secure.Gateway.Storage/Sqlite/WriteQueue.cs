namespace Secure.Gateway.Storage.Sqlite;

/// <summary>What waits for the writer. The writer takes everything at once and sleeps only when there is nothing.</summary>
internal sealed class WriteQueue(PendingPool pool, int waitingMax)
{
    private const long WaitingBytesMax = 64L * 1024 * 1024;
    private readonly object _gate = new();
    private CompletedBatch _waiting = pool.RentBatch();
    private long _bytes;
    private bool _asleep;
    private bool _tick;
    private bool _closed;

    /// <summary>Null when queued; else why not.</summary>
    public UnavailableCause? Add(PendingCommit change)
    {
        lock (_gate)
        {
            if (_closed) { return UnavailableCause.Closed; }
            if (_waiting.Changes.Count >= waitingMax || _bytes > WaitingBytesMax) { return UnavailableCause.Busy; }
            _waiting.Changes.Add(change);
            _bytes += change.Bytes;
            Wake();
            return null;
        }
    }

    /// <summary>Asks the writer to look after the disk.</summary>
    public void Tick() { lock (_gate) { _tick = true; Wake(); } }

    /// <summary>Takes no more; what waits is still committed.</summary>
    public void Close() { lock (_gate) { _closed = true; Wake(); } }

    /// <summary>The writer's next work. <paramref name="busy"/>: it has other work and will not sleep.</summary>
    public Work Take(bool busy)
    {
        lock (_gate)
        {
            while (!busy && _waiting.Changes.Count == 0 && !_tick && !_closed)
            {
                _asleep = true;
                Monitor.Wait(_gate);
            }
            Work work = new(_waiting, _tick, _closed);
            _waiting = pool.RentBatch();
            (_bytes, _tick) = (0, false);
            return work;
        }
    }

    private void Wake()
    {
        if (!_asleep) { return; }
        _asleep = false;
        Monitor.Pulse(_gate);
    }

    internal readonly record struct Work(CompletedBatch Batch, bool Tick, bool Closed);
}
