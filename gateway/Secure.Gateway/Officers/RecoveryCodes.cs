using Secure.Gateway.Audit;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Officers;

/// <summary>The sealed codes by which officers come back from a lost password. Kept as hashes.</summary>
internal sealed class RecoveryCodes(IStore store, IAlarms alarms)
{
    /// <summary>A new code and its row, which replaces whatever there was.</summary>
    internal static (V1.RecoveryCode Code, RowWrite Row) Draw(string account)
    {
        string code = Secrets.Draw();
        RowWrite row = new RecoveryRow(account, Secrets.HashOf(code), null, null, 0, 0).Write(0) with { ExpectedVersion = null };
        return (new V1.RecoveryCode { Account = account, Code = code }, row);
    }

    /// <summary>Null where the account has none, or its row was altered, which raises an alarm.</summary>
    internal async Task<(RecoveryRow Row, long Version)?> FindAsync(string account, CancellationToken cancellation)
    {
        RowRead read = await store.ReadRowAsync(OfficerTables.Recovery, account, cancellation);
        if (read is RowRead.Tampered)
        {
            await alarms.RaiseAsync(new Alarm("store.tampered", "恢复码记录被篡改 · the record of a recovery code was altered") { Details = [new("account", account)] }, cancellation);
        }
        return read is RowRead.Found { Row: { } row } ? (RecoveryRow.FromRow(row.Value), row.Version) : null;
    }
}
