using System.Text.Json;
using Secure.Gateway.Decisions;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Presence;

/// <summary>One person's place, as kept in the store.</summary>
public sealed record PresenceEntry(PersonId Person, PresenceFact Fact);

/// <summary>
/// Who is in which room. Changes are computed first, committed with the events that caused them, and only then taken
/// into memory. After a start everybody's place is unknown until the controllers of the room have shown that nothing
/// was missed.
/// </summary>
public sealed class PresenceBook : IPresence
{
    public const string Table = "presence";

    private readonly Lock _gate = new();
    private readonly Dictionary<PersonId, PresenceFact> _facts = [];
    private readonly Dictionary<PersonId, PresenceFact> _doubted = [];

    public event Action<PersonId>? Changed;

    public PresenceFact WhereIs(PersonId person)
    {
        lock (_gate) { return _facts.GetValueOrDefault(person, PresenceFact.NeverSeen); }
    }

    /// <summary>Everybody of whom something is known, absent persons included.</summary>
    public IReadOnlyList<PresenceEntry> All()
    {
        lock (_gate) { return [.. _facts.Select(f => new PresenceEntry(f.Key, f.Value))]; }
    }

    /// <summary>Everybody believed to be in one of the rooms, certain or not.</summary>
    public IReadOnlyList<PresenceEntry> In(IReadOnlySet<RoomId> rooms) => [.. All().Where(e => e.Fact.Room is { } room && rooms.Contains(room))];

    /// <summary>Takes committed changes into memory and tells whoever watches.</summary>
    public void Apply(IReadOnlyList<PresenceEntry> changes)
    {
        if (changes.Count == 0) { return; }
        lock (_gate)
        {
            foreach (PresenceEntry change in changes)
            {
                _facts[change.Person] = change.Fact;
                _doubted.Remove(change.Person);
            }
        }
        foreach (PresenceEntry change in changes) { Changed?.Invoke(change.Person); }
    }

    /// <summary>
    /// Sets aside, in memory alone, what the store said about these rooms: it counts as unknown until
    /// <see cref="Restore"/>. What was doubted in the store stays so.
    /// </summary>
    public void Doubt(IReadOnlySet<RoomId> rooms, string cause)
    {
        List<PersonId> touched = [];
        lock (_gate)
        {
            foreach ((PersonId person, PresenceFact fact) in _facts.Where(f => f.Value.State == PresenceState.Present && f.Value.Room is { } r && rooms.Contains(r)).ToList())
            {
                _doubted[person] = fact;
                _facts[person] = fact with { State = PresenceState.Unknown, Cause = cause };
                touched.Add(person);
            }
        }
        foreach (PersonId person in touched) { Changed?.Invoke(person); }
    }

    /// <summary>Ends a doubt that <see cref="Doubt"/> began: the journal shows that nothing happened meanwhile.</summary>
    public void Restore(IReadOnlySet<RoomId> rooms)
    {
        List<PersonId> touched = [];
        lock (_gate)
        {
            foreach ((PersonId person, PresenceFact fact) in _doubted.Where(d => d.Value.Room is { } r && rooms.Contains(r)).ToList())
            {
                _doubted.Remove(person);
                _facts[person] = fact;
                touched.Add(person);
            }
        }
        foreach (PersonId person in touched) { Changed?.Invoke(person); }
    }

    /// <summary>Loads the store's rows. A row that fails its seal, or does not read, leaves that person unknown.</summary>
    public void Load(TableRead table)
    {
        lock (_gate)
        {
            foreach (StoredRow row in table.Rows)
            {
                if (PersonId.TryParse(row.Key, out PersonId? person)) { _facts[person] = Read(row.Value); }
            }
            foreach (string key in table.TamperedKeys)
            {
                if (PersonId.TryParse(key, out PersonId? person)) { _facts[person] = Unreadable; }
            }
        }
    }

    public static RowWrite Row(PresenceEntry entry) =>
        new(Table, entry.Person.Text, JsonSerializer.SerializeToUtf8Bytes(new Stored(entry.Fact.State.ToString(), entry.Fact.Room?.Text, entry.Fact.Since, entry.Fact.Cause)));

    private static readonly PresenceFact Unreadable = new(PresenceState.Unknown, null, null, "record_unreadable");

    private static PresenceFact Read(byte[] value)
    {
        try
        {
            return JsonSerializer.Deserialize<Stored>(value) is { } stored && Enum.TryParse(stored.State, out PresenceState state)
                ? new PresenceFact(state, RoomId.TryParse(stored.Room, out RoomId? room) ? room : null, stored.Since, stored.Cause)
                : Unreadable;
        }
        catch (JsonException) { return Unreadable; }
    }

    private sealed record Stored(string State, string? Room, DateTimeOffset? Since, string Cause);
}
