namespace Secure.Gateway.Identity;

/// <summary>
/// Why the last sessions ended, for whoever still comes with the token of one. In memory alone, like the sessions; the
/// oldest is forgotten first.
/// </summary>
internal sealed class EndedSessions
{
    /// <summary>At some 200 bytes each.</summary>
    internal const int Max = 4096;

    private readonly Lock _gate = new();
    private readonly Dictionary<TokenHash, (SignInPlace Place, string Reason)> _reasons = [];
    private readonly Queue<TokenHash> _order = new();

    internal void Add(LiveSession session, string reason)
    {
        lock (_gate)
        {
            if (!_reasons.TryAdd(session.Token, (session.Place, reason))) { return; }
            _order.Enqueue(session.Token);
            if (_order.Count > Max) { _reasons.Remove(_order.Dequeue()); }
        }
    }

    internal (SignInPlace Place, string Reason)? Find(TokenHash token)
    {
        lock (_gate) { return _reasons.TryGetValue(token, out (SignInPlace, string) found) ? found : null; }
    }
}
