using System.Collections.Concurrent;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>
/// Entries granted moments ago. An opening begins presence only by one of these, once: so neither a replayed nor a
/// belated event can put anybody into a room.
/// </summary>
public sealed class PendingEntries(TimeProvider clock)
{
    /// <summary>Longest from decision to opening: grant 3 s, hold 30 s, and 15 s for the event's way.</summary>
    public static readonly TimeSpan LifeMax = TimeSpan.FromSeconds(48);

    private readonly ConcurrentDictionary<string, PersonId> _companions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (DoorId Door, PersonId Person, long At)> _pending = new(StringComparer.Ordinal);

    /// <param name="companion">Who passes on the same grant: the first of two persons.</param>
    public void Add(string decisionId, DoorId door, PersonId person, PersonId? companion = null)
    {
        foreach ((string old, (DoorId, PersonId, long At) entry) in _pending)
        {
            if (clock.GetElapsedTime(entry.At) > LifeMax) { Remove(old); }
        }
        if (companion is not null) { _companions[decisionId] = companion; }
        _pending[decisionId] = (door, person, clock.GetTimestamp());
    }

    /// <summary>True where the entry was given for this door and person, in time, and not used yet.</summary>
    public bool Awaits(string decisionId, DoorId door, PersonId person) =>
        _pending.TryGetValue(decisionId, out (DoorId Door, PersonId Person, long At) entry)
        && entry.Door == door && entry.Person == person && clock.GetElapsedTime(entry.At) <= LifeMax;

    /// <summary>Who passes with the one to whom the entry was given; null: nobody.</summary>
    public PersonId? CompanionOf(string decisionId) => _companions.GetValueOrDefault(decisionId);

    /// <summary>It has been used.</summary>
    public void Remove(string decisionId)
    {
        _pending.TryRemove(decisionId, out _);
        _companions.TryRemove(decisionId, out _);
    }
}
