namespace Secure.Gateway.Storage.Sqlite;

/// <summary>
/// The changes that one commit carried, and the waking of their callers. The writer hands the whole batch to the thread pool
/// in one piece and goes on with the next; waking from a pool thread puts each caller into that thread's own queue, which is cheap
/// and from which the other threads help themselves.
/// </summary>
internal sealed class CompletedBatch(PendingPool pool) : IThreadPoolWorkItem
{
    public List<PendingCommit> Changes { get; } = [];

    public void WakeCallers()
    {
        if (Changes.Count == 1) { Execute(); }
        else if (Changes.Count > 1) { ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false); }
    }

    public void Execute()
    {
        foreach (PendingCommit change in Changes) { change.Complete(); }
        Changes.Clear();
        pool.Return(this);
    }
}
