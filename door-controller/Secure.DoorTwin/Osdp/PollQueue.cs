namespace Secure.DoorTwin.Osdp;

/// <summary>What waits for the panel's next poll: cards, keys, changes of inputs and tamper, in the order in which they came.</summary>
internal sealed class PollQueue(Func<long> nowNs)
{
    /// <summary>A person gives up waiting and a reader forgets: a card that nobody fetched for this long is never sent.</summary>
    internal static readonly TimeSpan KeptMax = TimeSpan.FromSeconds(8);

    /// <summary>More than this do not wait at once.</summary>
    internal const int WaitingMax = 64;

    private readonly Queue<Waiting> _waiting = new();

    internal int Count => _waiting.Count;

    /// <summary>False: the queue is full.</summary>
    /// <param name="sent">Called when the reply is formed.</param>
    internal bool TryAdd(Spoken reply, Action? sent)
    {
        if (_waiting.Count >= WaitingMax) { return false; }
        _waiting.Enqueue(new Waiting(reply, nowNs(), sent));
        return true;
    }

    /// <summary>The next one still fresh, or null.</summary>
    internal Spoken? Take()
    {
        while (_waiting.TryDequeue(out Waiting? next))
        {
            if (nowNs() - next.SinceNs > (long)KeptMax.TotalNanoseconds) { continue; }
            next.Sent?.Invoke();
            return next.Reply;
        }
        return null;
    }

    internal void Clear() => _waiting.Clear();

    private sealed record Waiting(Spoken Reply, long SinceNs, Action? Sent);
}
