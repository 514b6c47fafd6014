namespace Secure.Gateway.Identity;

/// <summary>
/// Work that waits, shared fairly among those who brought it: each source's oldest piece in turn. When it is full, a source
/// with less than another gets in, and the fullest source's newest piece goes. A flood from one place then delays no other.
/// </summary>
internal sealed class FairQueue<T>(int max) where T : class
{
    private readonly Dictionary<string, LinkedList<T>> _bySource = new(StringComparer.Ordinal);
    private readonly Queue<string> _turns = new();
    private readonly Lock _gate = new();
    private int _count;

    internal int Count
    {
        get { lock (_gate) { return _count; } }
    }

    /// <summary>False where there is no room for it.</summary>
    /// <param name="pushedOut">What had to go for it, for its owner to be told; null for nothing.</param>
    internal bool TryAdd(string source, T work, out T? pushedOut)
    {
        lock (_gate)
        {
            pushedOut = null;
            int own = _bySource.GetValueOrDefault(source)?.Count ?? 0;
            if (_count >= max)
            {
                LinkedList<T> fullest = _bySource.Values.MaxBy(l => l.Count)!;
                if (fullest.Count <= own + 1) { return false; }
                pushedOut = fullest.Last!.Value;
                fullest.RemoveLast();
                _count--;
            }
            if (own == 0) { _bySource[source] = new LinkedList<T>(); _turns.Enqueue(source); }
            _bySource[source].AddLast(work);
            _count++;
            return true;
        }
    }

    /// <summary>The next piece in turn; null where nothing waits.</summary>
    internal T? Take()
    {
        lock (_gate)
        {
            while (_turns.TryDequeue(out string? source))
            {
                LinkedList<T> waiting = _bySource[source];
                T? next = waiting.First?.Value;
                if (next is not null) { waiting.RemoveFirst(); _count--; }
                if (waiting.Count > 0) { _turns.Enqueue(source); }
                else { _bySource.Remove(source); }
                if (next is not null) { return next; }
            }
            return null;
        }
    }
}
