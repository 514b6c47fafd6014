using Secure.Gateway.Audit;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Identity;

/// <summary>Accounts as the store has them, read anew each time: sign-ins are rare, and a row altered past the store is then found at once.</summary>
internal sealed class Accounts(IStore store, IAlarms alarms)
{
    /// <summary>The account and its row's version; null where there is none or its record was altered, which raises an alarm.</summary>
    internal async Task<(Account Account, long Version)?> FindAsync(string name, CancellationToken cancellation)
    {
        if (!Account.IsName(name)) { return null; }
        RowRead read = await store.ReadRowAsync(IdentityTables.Accounts, name, cancellation);
        if (read is RowRead.Tampered) { await RaiseAsync(name, cancellation); }
        return read is RowRead.Found { Row: { } row } ? (Account.FromRow(row.Value), row.Version) : null;
    }

    internal async Task<IReadOnlyList<Account>> AllAsync(CancellationToken cancellation)
    {
        TableRead table = await store.ReadTableAsync(IdentityTables.Accounts, cancellation);
        foreach (string name in table.TamperedKeys) { await RaiseAsync(name, cancellation); }
        return [.. table.Rows.Select(r => Account.FromRow(r.Value))];
    }

    internal static RowWrite Write(Account account, long expectedVersion) => new(IdentityTables.Accounts, account.Name, account.ToRow(), expectedVersion);

    private async Task RaiseAsync(string name, CancellationToken cancellation) =>
        await alarms.RaiseAsync(new Alarm("store.tampered", "账号记录被篡改 · an account's record was altered") { Details = [new("account", name)] }, cancellation);
}
