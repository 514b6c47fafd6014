namespace Secure.Gateway.Identity.Passkeys;

/// <summary>What waits for a passkey's word, by a key of the caller's. Each serves once, and not for long.</summary>
internal sealed class Challenges<T>(TimeProvider clock) where T : class
{
    /// <summary>Web Authentication Level 2, section 15, recommends 300 to 600 s where a person must verify; with a key at hand less will do.</summary>
    internal static readonly TimeSpan Life = TimeSpan.FromMinutes(2);

    /// <summary>Bytes of a challenge. Section 13.4.3 asks for 16 at least.</summary>
    internal const int Bytes = 32;

    // Only a right password or a session makes one, so this is never reached by strangers.
    private const int Max = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (T Waiting, long Made)> _waiting = new(StringComparer.Ordinal);

    /// <summary>An earlier one of the same key ends.</summary>
    internal void Add(string key, T waiting)
    {
        lock (_gate)
        {
            foreach (string over in _waiting.Where(w => IsOver(w.Value.Made)).Select(w => w.Key).ToArray()) { _waiting.Remove(over); }
            if (_waiting.Count >= Max) { _waiting.Remove(_waiting.MinBy(w => w.Value.Made).Key); }
            _waiting[key] = (waiting, clock.GetTimestamp());
        }
    }

    /// <summary>Null for one that is unknown, used or out of time. Whatever comes of it, it is used now.</summary>
    internal T? Take(string key)
    {
        lock (_gate) { return _waiting.Remove(key, out (T Waiting, long Made) found) && !IsOver(found.Made) ? found.Waiting : null; }
    }

    private bool IsOver(long made) => clock.GetElapsedTime(made) >= Life;
}
