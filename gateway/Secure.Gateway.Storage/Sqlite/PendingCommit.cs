using System.Threading.Tasks.Sources;

namespace Secure.Gateway.Storage.Sqlite;

/// <summary>A change on its way through the writer, and its caller's wait. Used again after the caller took the outcome.</summary>
internal sealed class PendingCommit(PendingPool pool) : IValueTaskSource<CommitOutcome>
{
    private ManualResetValueTaskSourceCore<CommitOutcome> _wait = new() { RunContinuationsAsynchronously = true };
    private byte[] _keys = new byte[256];

    public StoreChange Change { get; private set; } = null!;

    public long Bytes { get; private set; }

    /// <summary>The search keys of all log entries, encoded one after the other: done by the caller, so that the writer need not.</summary>
    public ReadOnlySpan<byte> Keys => _keys;

    /// <summary>Set by the writer when it knows, told to the caller after the commit.</summary>
    public CommitOutcome? Outcome { get; set; }

    /// <summary>What the outcome is if the commit succeeds.</summary>
    public CommitOutcome? Tentative { get; set; }

    public ValueTask<CommitOutcome> Task => new(this, _wait.Version);

    public void Take(StoreChange change, long bytes)
    {
        Change = change;
        Bytes = bytes;
        Outcome = null;
        int at = 0;
        for (int i = 0; i < change.Log.Count; i++)
        {
            if (_keys.Length - at < KeyCodec.MaxBytes) { Array.Resize(ref _keys, Math.Max(2 * _keys.Length, at + KeyCodec.MaxBytes)); }
            at += KeyCodec.Encode(change.Log[i].Keys, _keys.AsSpan(at));
        }
    }

    public void Complete() => _wait.SetResult(Outcome ?? new CommitOutcome.Unavailable(UnavailableCause.Failed));

    CommitOutcome IValueTaskSource<CommitOutcome>.GetResult(short token)
    {
        CommitOutcome outcome = _wait.GetResult(token);
        _wait.Reset();
        Change = null!;
        pool.Return(this);
        return outcome;
    }

    ValueTaskSourceStatus IValueTaskSource<CommitOutcome>.GetStatus(short token) => _wait.GetStatus(token);

    void IValueTaskSource<CommitOutcome>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);
}
