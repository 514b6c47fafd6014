using System.Globalization;
using Secure.Gateway.Storage;
using Secure.TransparencyLog;

namespace Secure.Gateway.Audit.Publishing;

/// <summary>
/// The checkpoints with which each key of the log vouched for the next: rows, and files beside the tiles for whoever has the
/// copy alone. Never changed, never dropped.
/// </summary>
internal sealed class Handovers(IStore store)
{
    private const string Prefix = "handover/";

    public async ValueTask<IReadOnlyList<SignedNote>> ReadAsync(CancellationToken cancellation)
    {
        TableRead table = await store.ReadTableAsync(LogState.Table, cancellation);
        if (table.TamperedKeys.Count > 0) { throw new StoreException("The log's own state was written past the store."); }
        return [.. table.Rows.Where(r => r.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(r => SignedNote.TryParse(r.Value, out SignedNote? note) ? note : throw new StoreException("A kept checkpoint of the log is damaged."))];
    }

    /// <summary>Keeps one more, in the store first. False when the store took no row.</summary>
    public async Task<bool> AddAsync(SignedNote note, LogFolder folder, CancellationToken cancellation)
    {
        int number = (await ReadAsync(cancellation)).Count;
        if (number > TileFolder.HandoverMax) { throw new StoreException("The log has had too many keys."); }
        RowWrite row = new(LogState.Table, Prefix + number.ToString("D3", CultureInfo.InvariantCulture), note.ToBytes());
        if (await store.CommitAsync(new StoreChange { Rows = [row] }, cancellation) is not CommitOutcome.Committed) { return false; }
        folder.WriteHandover(number, note);
        return true;
    }

    /// <summary>Writes every file anew: a folder that was lost, or a crash before the last one, leaves none behind.</summary>
    public async Task WriteAsync(LogFolder folder, CancellationToken cancellation)
    {
        IReadOnlyList<SignedNote> kept = await ReadAsync(cancellation);
        for (int number = 0; number < kept.Count; number++) { folder.WriteHandover(number, kept[number]); }
    }
}
