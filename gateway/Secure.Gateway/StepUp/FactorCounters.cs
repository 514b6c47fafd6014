using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.StepUp;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.StepUp;

/// <summary>Where a counter stands, and the version to write it back with.</summary>
internal readonly record struct CounterRow(string Key, FactorCounter Counter, long Version)
{
    internal RowWrite Write(FactorCounter counter) => new(StepUpTables.Counters, Key, StepUpTables.ToRow(counter), Version);

    internal RowWrite? Delete() => Version == 0 ? null : new RowWrite(StepUpTables.Counters, Key, null, Version);
}

/// <param name="Altered">Table and key: of these only the key can be told.</param>
internal sealed record FactorRows(IReadOnlyList<StoredRow> Counters, IReadOnlyList<StoredRow> Disabled, IReadOnlyList<(string Table, string Key)> Altered);

/// <summary>The failures of each person's factors at each place, read anew each time: they are rare, and a row altered past the store is found at once.</summary>
internal sealed class FactorCounters(IStore store, IAlarms alarms, TimeProvider clock, ILogger<FactorCounters> log)
{
    internal static FactorLimits LimitsOf(Factor factor) => factor switch
    {
        Factor.Face => FactorLimits.Face,
        Factor.Pin => FactorLimits.Pin,
        _ => FactorLimits.Fingerprint,
    };

    /// <summary>Where a session's failures are counted: its workstation, else its network address.</summary>
    internal static string PlaceOf(ISession session) => session.Facts.Workstation?.Text ?? "address:" + (session.Address?.ToString() ?? "unknown");

    /// <summary>Where failures at a door are counted.</summary>
    internal static string PlaceOf(DoorId door) => "door:" + door.Text;

    /// <exception cref="RefusedException">Disabled, delayed, or its record was altered.</exception>
    internal async Task RequireUsableAsync(PersonId person, Factor factor, string place, CancellationToken cancellation)
    {
        if (await IsDisabledAsync(person, factor, cancellation)) { throw new RefusedException(StepUpRefusals.Disabled(factor)); }
        CounterRow row = await ReadAsync(person, factor, place, cancellation);
        TimeSpan wait = row.Counter.Delay(clock.GetUtcNow().ToUnixTimeMilliseconds());
        if (wait > TimeSpan.Zero) { throw new RefusedException(StepUpRefusals.Delayed(wait)); }
    }

    /// <exception cref="RefusedException">Its record was altered, which raises an alarm.</exception>
    internal async Task<CounterRow> ReadAsync(PersonId person, Factor factor, string place, CancellationToken cancellation)
    {
        string key = StepUpTables.KeyOf(person, factor, place);
        return await store.ReadRowAsync(StepUpTables.Counters, key, cancellation) switch
        {
            RowRead.Found found => new CounterRow(key, StepUpTables.FromRow(found.Row.Value), found.Row.Version),
            RowRead.Absent => new CounterRow(key, FactorCounter.Clean, 0),
            _ => throw await AlteredAsync(person, key, cancellation),
        };
    }

    /// <exception cref="RefusedException">Its record was altered, which raises an alarm.</exception>
    internal async Task<bool> IsDisabledAsync(PersonId person, Factor factor, CancellationToken cancellation)
    {
        string key = StepUpTables.KeyOf(person, factor);
        return await store.ReadRowAsync(StepUpTables.Disabled, key, cancellation) switch
        {
            RowRead.Found => true,
            RowRead.Absent => false,
            _ => throw await AlteredAsync(person, key, cancellation),
        };
    }

    /// <summary>Those of the persons whose factor proves nothing at present, wherever they try: it is disabled, or a record of it was altered, which raises an alarm each.</summary>
    internal async Task<IReadOnlySet<PersonId>> BarredAsync(IReadOnlyCollection<PersonId> persons, Factor factor, CancellationToken cancellation)
    {
        if (persons.Count == 0) { return new HashSet<PersonId>(); }
        TableRead counters = await store.ReadTableAsync(StepUpTables.Counters, cancellation);
        TableRead disabled = await store.ReadTableAsync(StepUpTables.Disabled, cancellation);
        HashSet<string> off = [.. disabled.Rows.Select(r => r.Key)];
        HashSet<PersonId> barred = [.. persons.Where(p => off.Contains(StepUpTables.KeyOf(p, factor)))];
        foreach (string key in counters.TamperedKeys.Concat(disabled.TamperedKeys))
        {
            if (persons.FirstOrDefault(p => $"{key}/".StartsWith($"{StepUpTables.KeyOf(p, factor)}/", StringComparison.Ordinal)) is not { } person) { continue; }
            await AlteredAsync(person, key, cancellation);
            barred.Add(person);
        }
        return barred;
    }

    /// <summary>Every counter and every disabled factor of a person, by key, and those rows of them that were altered past the store, which raises an alarm each.</summary>
    internal async Task<FactorRows> OfAsync(PersonId person, CancellationToken cancellation)
    {
        string prefix = person.Text + "/";
        TableRead counters = await store.ReadTableAsync(StepUpTables.Counters, cancellation);
        TableRead disabled = await store.ReadTableAsync(StepUpTables.Disabled, cancellation);
        (string Table, string Key)[] altered = [.. counters.TamperedKeys.Where(IsOwn).Select(k => (StepUpTables.Counters, k)), .. disabled.TamperedKeys.Where(IsOwn).Select(k => (StepUpTables.Disabled, k))];
        foreach ((_, string key) in altered) { await AlteredAsync(person, key, cancellation); }
        return new FactorRows([.. counters.Rows.Where(r => IsOwn(r.Key))], [.. disabled.Rows.Where(r => IsOwn(r.Key))], altered);
        bool IsOwn(string key) => key.StartsWith(prefix, StringComparison.Ordinal);
    }

    private async Task<RefusedException> AlteredAsync(PersonId person, string key, CancellationToken cancellation)
    {
        log.CounterAltered(key);
        await alarms.RaiseAsync(new Alarm("store.tampered", "鉴别失败计数被篡改 · a count of failed proofs was altered") { Person = person.Text, Details = [new("row", key)] }, cancellation);
        return new RefusedException(StepUpRefusals.Tampered);
    }
}
