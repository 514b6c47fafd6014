using System.Collections.Concurrent;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Officers;

/// <summary>
/// The roles as they stand, for every call that needs one. A person's row is read anew at each sign-in, so that one altered
/// past the store gives no role and is found.
/// </summary>
internal sealed class RoleBook(IStore store, IAlarms alarms) : IRoles
{
    private readonly ConcurrentDictionary<PersonId, Held> _held = new();

    public event Action<PersonId>? Changed;

    internal IReadOnlyList<RoleHolding> All => [.. _held.Values.Select(h => h.Holding).OrderBy(h => h.Person.Text, StringComparer.Ordinal)];

    public Roles WithoutDeputy => OfficerActions.Separated & ~_held.Values.Where(h => h.Holding.Deputy).Aggregate(Roles.None, (all, h) => all | h.Holding.Separated);

    public Roles Of(PersonId person) => Find(person)?.Roles ?? Roles.None;

    public IReadOnlyList<PersonId> Holding(Roles any) => [.. All.Where(h => (h.Roles & any) != Roles.None).Select(h => h.Person)];

    internal RoleHolding? Find(PersonId person) => _held.GetValueOrDefault(person)?.Holding;

    /// <summary>0 where the person has no row.</summary>
    internal long VersionOf(PersonId person) => _held.GetValueOrDefault(person)?.Version ?? 0;

    /// <summary>Before anything is served.</summary>
    internal async Task LoadAsync(CancellationToken cancellation)
    {
        TableRead table = await store.ReadTableAsync(OfficerTables.Roles, cancellation);
        foreach (string key in table.TamperedKeys) { await RaiseAsync(key, cancellation); }
        foreach (StoredRow row in table.Rows)
        {
            if (RoleHolding.FromRow(row) is { } holding) { _held[holding.Person] = new Held(holding, row.Version); }
            else { await RaiseAsync(row.Key, cancellation); }
        }
    }

    public async Task RefreshAsync(PersonId person, CancellationToken cancellation)
    {
        RowRead read = await store.ReadRowAsync(OfficerTables.Roles, person.Text, cancellation);
        RoleHolding? holding = read is RowRead.Found { Row: { } row } ? RoleHolding.FromRow(row) : null;
        if (holding is not null) { Take(holding, ((RowRead.Found)read).Row.Version); return; }
        if (read is not RowRead.Absent) { await RaiseAsync(person.Text, cancellation); }
        if (_held.TryRemove(person, out _)) { Changed?.Invoke(person); }
    }

    /// <summary>Takes what has been committed. An older version than the one known changes nothing.</summary>
    internal void Take(RoleHolding holding, long version)
    {
        if (holding.Roles == Roles.None)
        {
            if (_held.TryRemove(holding.Person, out _)) { Changed?.Invoke(holding.Person); }
            return;
        }
        Held now = new(holding, version);
        Held kept = _held.AddOrUpdate(holding.Person, now, (_, before) => before.Version > version ? before : now);
        if (ReferenceEquals(kept, now)) { Changed?.Invoke(holding.Person); }
    }

    private async Task RaiseAsync(string person, CancellationToken cancellation) =>
        await alarms.RaiseAsync(new Alarm("store.tampered", "角色记录被篡改 · a record of roles was altered") { Details = [new("table", OfficerTables.Roles), new("row", person)] }, cancellation);

    private sealed record Held(RoleHolding Holding, long Version);
}
