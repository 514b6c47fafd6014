using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Identity;

/// <summary>
/// How the store began: whether it is a demo's, and whether the officers have been made. Both are sealed rows and
/// entries of the log; deleting the rows does not open the store again, since the log still tells.
/// </summary>
internal sealed class Origin(IStore store, IAudit audit, IAlarms alarms, Accounts accounts, IdentityOptions options, TimeProvider clock)
{
    internal const string CreatedKind = "identity.store";
    internal const string OfficerMadeKind = "identity.officer_made";

    private StoreOrigin? _origin;
    private long _version;

    /// <summary>Accounts of this store need no change of password. True only where both the store and the options say demo.</summary>
    internal bool Exempt => options.Demo && _origin is { Demo: true };

    /// <summary>The ceremony can still be held.</summary>
    internal bool AwaitsOfficers => _origin is { OfficersMade: false };

    /// <exception cref="InvalidOperationException">The options say demo and the store does not.</exception>
    internal async Task LoadAsync(CancellationToken cancellation)
    {
        RowRead read = await store.ReadRowAsync(IdentityTables.Store, IdentityTables.OriginKey, cancellation);
        if (read is RowRead.Found { Row: { } row }) { (_origin, _version) = (StoreOrigin.FromRow(row.Value), row.Version); }
        else if (read is RowRead.Absent && !await HasHistoryAsync(cancellation)) { await CreateAsync(cancellation); }
        else
        {
            // Altered or deleted: no demo, no ceremony, and somebody is told.
            await alarms.RaiseAsync(new Alarm("store.tampered", "初始记录被篡改或删除 · the record of this store's beginning was altered or deleted"), cancellation);
        }
        if (options.Demo && !Exempt) { throw new InvalidOperationException("Identity:Demo is set, but this store was not created as a demo's. Use another data folder."); }
    }

    /// <summary>The row that closes the ceremony for good; of two at once the second conflicts.</summary>
    internal RowWrite Closing()
    {
        StoreOrigin closed = (_origin ?? throw new InvalidOperationException("No origin.")) with { OfficersMade = true };
        return new RowWrite(IdentityTables.Store, IdentityTables.OriginKey, closed.ToRow(), _version);
    }

    internal void Closed(long version) => (_origin, _version) = (_origin! with { OfficersMade = true }, version);

    private async Task CreateAsync(CancellationToken cancellation)
    {
        StoreOrigin origin = new(options.Demo, clock.GetUtcNow().ToUnixTimeMilliseconds(), OfficersMade: false);
        AuditEvent happened = new(CreatedKind) { Details = [new("demo", options.Demo ? "yes" : "no")] };
        CommitOutcome.Committed done = (await audit.RecordAsync(happened, cancellation, new RowWrite(IdentityTables.Store, IdentityTables.OriginKey, origin.ToRow(), 0))).OrRefuse();
        (_origin, _version) = (origin, done.RowVersion);
    }

    private async Task<bool> HasHistoryAsync(CancellationToken cancellation)
    {
        if ((await accounts.AllAsync(cancellation)).Count > 0) { return true; }
        LogQuery query = new() { Keys = new SearchKeys(Kind: CreatedKind), Limit = 1 };
        while (true)
        {
            LogPage page = await store.SearchLogAsync(query, cancellation);
            if (page.Entries.Count > 0 || page.Next is null) { return page.Entries.Count > 0; }
            query = query with { Cursor = page.Next };
        }
    }
}
