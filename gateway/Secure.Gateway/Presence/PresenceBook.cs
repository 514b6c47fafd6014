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
    /// <summary>Why somebody's place does not count for now, although nothing is written against it.</summary>
    private readonly Dictionary<PersonId, string> _doubts = [];

    public event Action<PersonId>? Changed;

    public PresenceFact WhereIs(PersonId person)
    {
        lock (_gate) { return Counting(person, _facts.GetValueOrDefault(person, PresenceFact.NeverSeen)); }
    }

    /// <summary>Everybody of whom something is known, absent persons included.</summary>
    public IReadOnlyList<PresenceEntry> All()
    {
        lock (_gate) { return [.. _facts.Select(f => new PresenceEntry(f.Key, Counting(f.Key, f.Value)))]; }
    }

    /// <summary>Persons whose last known place the room is.</summary>
    /// <param name="certain">False: also those of whom nobody knows whether they are there still.</param>
    public IReadOnlyList<PersonId> PersonsIn(RoomId room, bool certain) =>
        [.. All().Where(e => e.Fact.Room == room && (e.Fact.State == PresenceState.Present || (!certain && e.Fact.State == PresenceState.Unknown))).Select(e => e.Person)];

    /// <summary>The same as it is written in the store, doubts held in memory left out.</summary>
    public IReadOnlyList<PresenceEntry> Written()
    {
        lock (_gate) { return [.. _facts.Select(f => new PresenceEntry(f.Key, f.Value))]; }
    }

    /// <summary>Where the store says that somebody is, a doubt held in memory left out.</summary>
    public PresenceFact WrittenOf(PersonId person)
    {
        lock (_gate) { return _facts.GetValueOrDefault(person, PresenceFact.NeverSeen); }
    }

    public bool IsWritten(PersonId person)
    {
        lock (_gate) { return _facts.ContainsKey(person); }
    }

    /// <summary>Takes committed changes into memory and tells whoever watches.</summary>
    public void Apply(IReadOnlyList<PresenceEntry> changes)
    {
        lock (_gate)
        {
            foreach (PresenceEntry change in changes)
            {
                _facts[change.Person] = change.Fact;
                _doubts.Remove(change.Person);
            }
        }
        foreach (PresenceEntry change in changes) { Changed?.Invoke(change.Person); }
    }

    /// <summary>
    /// Sets aside, in memory alone, where the store says that people are: it counts as unknown until <see cref="Restore"/>
    /// or a new event.
    /// </summary>
    public void DoubtAll(string cause)
    {
        List<PersonId> touched;
        lock (_gate)
        {
            touched = [.. _facts.Where(f => f.Value.State == PresenceState.Present).Select(f => f.Key)];
            touched.ForEach(person => _doubts[person] = cause);
        }
        touched.ForEach(person => Changed?.Invoke(person));
    }

    /// <summary>Ends such doubts about these rooms: their controllers have shown that nothing happened meanwhile.</summary>
    public void Restore(IReadOnlySet<RoomId> rooms)
    {
        List<PersonId> touched;
        lock (_gate)
        {
            touched = [.. _doubts.Keys.Where(p => _facts[p].Room is { } room && rooms.Contains(room))];
            touched.ForEach(person => _doubts.Remove(person));
        }
        touched.ForEach(person => Changed?.Invoke(person));
    }

    /// <summary>Loads the store's rows. A row that fails its seal, or does not read, leaves that person unknown.</summary>
    /// <returns>Keys of the rows that could not be used.</returns>
    public IReadOnlyList<string> Load(TableRead table)
    {
        List<string> bad = [.. table.TamperedKeys];
        lock (_gate)
        {
            foreach (StoredRow row in table.Rows)
            {
                if (PersonId.TryParse(row.Key, out PersonId? person) && Read(row.Value) is { } fact) { _facts[person] = fact; } else { bad.Add(row.Key); }
            }
            foreach (string key in bad)
            {
                if (PersonId.TryParse(key, out PersonId? person)) { _facts[person] = Unreadable; }
            }
        }
        return bad;
    }

    public static RowWrite Row(PresenceEntry entry) =>
        new(Table, entry.Person.Text, JsonSerializer.SerializeToUtf8Bytes(new Stored(entry.Fact.State.ToString(), entry.Fact.Room?.Text, entry.Fact.Since, entry.Fact.Cause, entry.Fact.PassedAt)));

    /// <summary>Of somebody whose row failed its seal, or does not read.</summary>
    public static readonly PresenceFact Unreadable = new(PresenceState.Unknown, null, null, "record_unreadable");

    private PresenceFact Counting(PersonId person, PresenceFact written) =>
        _doubts.TryGetValue(person, out string? cause) ? written with { State = PresenceState.Unknown, Cause = cause } : written;

    private static PresenceFact? Read(byte[] value)
    {
        try
        {
            return JsonSerializer.Deserialize<Stored>(value) is { Cause: not null } stored && Enum.TryParse(stored.State, out PresenceState state) && Enum.IsDefined(state)
                ? new PresenceFact(state, RoomId.TryParse(stored.Room, out RoomId? room) ? room : null, stored.Since, stored.Cause) { PassedAt = stored.PassedAt }
                : null;
        }
        catch (JsonException) { return null; }
    }

    private sealed record Stored(string State, string? Room, DateTimeOffset? Since, string Cause, DateTimeOffset? PassedAt = null);
}
