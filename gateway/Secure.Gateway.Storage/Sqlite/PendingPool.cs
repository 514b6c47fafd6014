using System.Collections.Concurrent;

namespace Secure.Gateway.Storage.Sqlite;

/// <summary>Keeps used waits and lists, so that a commit allocates only its outcome.</summary>
internal sealed class PendingPool
{
    private const int KeptMax = 1_024;
    private readonly ConcurrentQueue<PendingCommit> _waits = new();
    private readonly ConcurrentQueue<CompletedBatch> _batches = new();

    public PendingCommit Rent() => _waits.TryDequeue(out PendingCommit? wait) ? wait : new PendingCommit(this);

    public CompletedBatch RentBatch() => _batches.TryDequeue(out CompletedBatch? batch) ? batch : new CompletedBatch(this);

    // A wait is returned by its caller's first read of the outcome; a second read of the same ValueTask throws by its version.
    public void Return(PendingCommit wait) { if (_waits.Count < KeptMax) { _waits.Enqueue(wait); } }

    public void Return(CompletedBatch batch) { if (_batches.Count < 8) { _batches.Enqueue(batch); } }
}
