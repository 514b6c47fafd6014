using System.Collections.Immutable;
using System.Text.Json;
using Secure.Gateway.Audit;
using Secure.Gateway.Storage;

namespace Secure.Gateway.People;

/// <summary>The rows behind the records: read once at start, written with every change.</summary>
internal sealed class PeopleRowStore(IStore store, IAlarms alarms, PersonalCipher cipher, ILogger<PeopleBook> log)
{
    // More rows than these are not told apart in alarms: somebody has been through the whole table.
    private const int AlarmsMax = 16;

    /// <summary>What the store holds, without what cannot be trusted, which raises alarms; and whether the site's people were taken over once.</summary>
    internal async Task<(PeopleState State, bool Seeded)> LoadAsync(CancellationToken cancellation)
    {
        RowRead origin = await store.ReadRowAsync(PeopleTables.Origin, PeopleTables.OriginKey, cancellation);
        if (origin is RowRead.Tampered || (origin is RowRead.Absent && await WasSeededAsync(cancellation)))
        {
            log.Gone();
            await RaiseAsync(new Alarm("store.tampered", "人员记录被删除或篡改 · the people on record were deleted or altered") { Details = [new("table", PeopleTables.Origin)] }, cancellation);
            return (PeopleState.Empty with { Gone = true }, true);
        }
        (ImmutableSortedDictionary<string, HeldPerson> persons, List<string> altered) = await ReadAsync(
            PeopleTables.Persons, PeopleRows.Default.PersonRow, (p, version) => p is null ? null : new HeldPerson(p, version, p.ToFact()), p => p.Row.Id, cancellation);
        (ImmutableSortedDictionary<string, HeldBadge> badges, List<string> alteredBadges) = await ReadAsync(
            PeopleTables.Badges, PeopleRows.Default.BadgeRow, (b, version) => b is null ? null : new HeldBadge(b with { Number = b.ToNumber().Key }, version), b => b.Row.Id, cancellation);
        await TellAsync(PeopleTables.Persons, altered, cancellation);
        await TellAsync(PeopleTables.Badges, alteredBadges, cancellation);
        return (PeopleState.Empty with { Persons = persons, Badges = badges, Altered = altered.ToImmutableHashSet(StringComparer.Ordinal) }, origin is RowRead.Found);
    }

    /// <summary>The change as rows, each of which must still be as <paramref name="before"/> has it.</summary>
    internal IEnumerable<RowWrite> Writes(PeopleChange change, PeopleState before) =>
        change.Persons.Select(p => new RowWrite(PeopleTables.Persons, p.Id, cipher.EncryptRow(PeopleTables.Persons, p.Id, p.ToJson()), before.Persons.GetValueOrDefault(p.Id)?.Version ?? 0))
            .Concat(change.Badges.Select(b => new RowWrite(PeopleTables.Badges, b.Id, cipher.EncryptRow(PeopleTables.Badges, b.Id, b.ToJson()), before.Badges.GetValueOrDefault(b.Id)?.Version ?? 0)));

    internal static RowWrite Origin(PeopleOrigin origin) =>
        new(PeopleTables.Origin, PeopleTables.OriginKey, JsonSerializer.SerializeToUtf8Bytes(origin, PeopleRows.Default.PeopleOrigin), ExpectedVersion: 0);

    private async Task<(ImmutableSortedDictionary<string, T> Rows, List<string> Altered)> ReadAsync<TRow, T>(
        string table, System.Text.Json.Serialization.Metadata.JsonTypeInfo<TRow> form, Func<TRow?, long, T?> make, Func<T, string> id, CancellationToken cancellation) where T : class
    {
        TableRead read = await store.ReadTableAsync(table, cancellation);
        ImmutableSortedDictionary<string, T>.Builder rows = ImmutableSortedDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        List<string> altered = [.. read.TamperedKeys];
        foreach (StoredRow row in read.Rows)
        {
            T? made = Decode(table, row, form, make);
            if (made is not null && id(made) == row.Key) { rows.Add(row.Key, made); } else { altered.Add(row.Key); }
        }
        return (rows.ToImmutable(), altered);
    }

    private T? Decode<TRow, T>(string table, StoredRow row, System.Text.Json.Serialization.Metadata.JsonTypeInfo<TRow> form, Func<TRow?, long, T?> make) where T : class
    {
        try { return cipher.DecryptRow(table, row.Key, row.Value) is { } content ? make(JsonSerializer.Deserialize(content, form), row.Version) : null; }
        catch (Exception e) when (e is JsonException or FormatException) { return null; }
    }

    private async Task TellAsync(string table, List<string> altered, CancellationToken cancellation)
    {
        foreach (string key in altered) { log.Altered(table, key); }
        foreach (string key in altered.Take(AlarmsMax))
        {
            Alarm alarm = new("store.tampered", "人员或门禁卡记录被篡改，已停用 · a record of a person or badge was altered and counts no more");
            await RaiseAsync(table == PeopleTables.Persons ? alarm with { Person = key } : alarm with { Details = [new("badge", key)] }, cancellation);
        }
    }

    private async Task RaiseAsync(Alarm alarm, CancellationToken cancellation)
    {
        if (await alarms.RaiseAsync(alarm, cancellation) is not CommitOutcome.Committed) { throw new InvalidOperationException("The alarm about altered people could not be recorded."); }
    }

    /// <summary>A row that was deleted leaves no seal to fail; the log remembers that there was one.</summary>
    private async Task<bool> WasSeededAsync(CancellationToken cancellation)
    {
        LogQuery query = new() { Keys = new SearchKeys(Kind: PeopleKinds.Seeded), Limit = 1 };
        while (true)
        {
            LogPage page = await store.SearchLogAsync(query, cancellation);
            if (page.Entries.Count > 0) { return true; }
            if (page.Next is not { } next) { return false; }
            query = query with { Cursor = next };
        }
    }
}
