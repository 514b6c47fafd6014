using Secure.Gateway.Spine;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Audit;

/// <summary>Turns events into log entries and hands them, with their rows, to the store's one commit.</summary>
/// <param name="alerts">Null where nobody keeps alerts: an alarm is then its entry alone.</param>
public sealed class Recorder(IStore store, TimeProvider clock, IAlertRows? alerts = null) : IAudit, IAlarms
{
    public ValueTask<CommitOutcome> RecordAsync(AuditEvent happened, CancellationToken cancellation, params RowWrite[] rows) =>
        alerts is not null && alerts.Concerns(happened) ? RecordAsync([happened], cancellation, rows) : store.CommitAsync(
            new StoreChange
            {
                Log = [EntryEncoder.Encode(happened, clock.GetUtcNow())],
                Rows = rows,
                MayUseReserve = AuditKinds.MayUseReserve(happened.Kind),
            },
            cancellation);

    public ValueTask<CommitOutcome> RecordAsync(IReadOnlyList<AuditEvent> happened, CancellationToken cancellation, params RowWrite[] rows) =>
        alerts is not null && happened.Any(alerts.Concerns)
            ? alerts.CommitAsync(happened, rows, (told, all) => CommitAsync(told, all, cancellation), cancellation)
            : CommitAsync(happened, rows, cancellation);

    /// <summary>Records that contents below an index are given up, and gives them up, in one commit.</summary>
    internal ValueTask<CommitOutcome> PruneAsync(AuditEvent happened, long below, RowWrite approval, CancellationToken cancellation) =>
        store.CommitAsync(new StoreChange { Log = [EntryEncoder.Encode(happened, clock.GetUtcNow())], Rows = [approval], PruneLogBelow = below }, cancellation);

    public ValueTask<CommitOutcome> RaiseAsync(Alarm alarm, CancellationToken cancellation, params RowWrite[] rows) =>
        RecordAsync(AlarmEntries.Of(alarm), cancellation, [.. rows, .. alarm.Evidence.OfType<EvidenceKept.Kept>().Select(e => e.Row)]);

    private ValueTask<CommitOutcome> CommitAsync(IReadOnlyList<AuditEvent> happened, RowWrite[] rows, CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return store.CommitAsync(
            new StoreChange
            {
                Log = [.. happened.Select(e => EntryEncoder.Encode(e, now))],
                Rows = rows,
                MayUseReserve = happened.Count > 0 && happened.All(e => AuditKinds.MayUseReserve(e.Kind)),
            },
            cancellation);
    }
}
