using Secure.Gateway.Audit;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Approvals;

/// <summary>Requests for approval as the store has them, read anew each time: they are rare, and a row altered past the store is found before it serves.</summary>
internal sealed class ApprovalBook(IStore store, IAlarms alarms)
{
    /// <summary>Raised after any of them changed; handlers are quick and do not throw.</summary>
    public event Action? Changed;

    /// <summary>With their versions, the oldest first.</summary>
    internal async Task<IReadOnlyList<(ApprovalRow Row, long Version)>> AllAsync(CancellationToken cancellation)
    {
        TableRead table = await store.ReadTableAsync(ApprovalRow.Table, cancellation);
        foreach (string key in table.TamperedKeys) { await RaiseAsync(key, cancellation); }
        List<(ApprovalRow Row, long Version)> all = [];
        foreach (StoredRow row in table.Rows)
        {
            if (ApprovalRow.FromRow(row) is { } read) { all.Add((read, row.Version)); }
            else { await RaiseAsync(row.Key, cancellation); }
        }
        return [.. all.OrderBy(a => a.Row.AskedMs).ThenBy(a => a.Row.Id, StringComparer.Ordinal)];
    }

    internal void Told() => Changed?.Invoke();

    private async Task RaiseAsync(string id, CancellationToken cancellation) =>
        await alarms.RaiseAsync(new Alarm("store.tampered", "批准记录被篡改 · the record of an approval was altered") { Details = [new("table", ApprovalRow.Table), new("row", id)] }, cancellation);
}
