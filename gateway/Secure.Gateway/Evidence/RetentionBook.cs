using Secure.Gateway.Audit;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Evidence;

/// <summary>
/// The retention in force. The options give the first, which is recorded once; from then on only two officers change it,
/// and nothing on the gateway's own disk does. One that was altered past the store is none: then nothing is dropped.
/// </summary>
internal sealed class RetentionBook(IStore store, IAudit audit, IAlarms alarms, EvidenceOptions options)
{
    internal const string Kind = "evidence.retention";

    private int _told;

    /// <summary>With its version; null where it was altered or cannot be recorded now.</summary>
    internal async Task<(Retention Setting, long Version)?> NowAsync(CancellationToken cancellation)
    {
        RowRead read = await ReadAsync(cancellation);
        if (read is RowRead.Absent)
        {
            await BeginAsync(cancellation);
            // Also where another call was quicker.
            read = await ReadAsync(cancellation);
        }
        if (read is RowRead.Found { Row: var row } && Retention.FromRow(row) is { } setting)
        {
            Volatile.Write(ref _told, 0);
            return (setting, row.Version);
        }
        if (read is not RowRead.Absent) { await TellAsync(cancellation); }
        return null;
    }

    private ValueTask<RowRead> ReadAsync(CancellationToken cancellation) => store.ReadRowAsync(Retention.Table, Retention.Row, cancellation);

    private async Task BeginAsync(CancellationToken cancellation)
    {
        Retention first = new(Math.Max(options.KeepDays, options.PictureDaysMin), Math.Max(options.KeepDays, options.ClipDaysMin), options.ClipBytesMax);
        await audit.RecordAsync(new AuditEvent(Kind) { Reasons = ["first"], Details = first.Details() }, cancellation, first.ToRow(0));
    }

    private async Task TellAsync(CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _told, 1) != 0) { return; }
        Alarm alarm = new("store.tampered", "证据保存期限被篡改，在两名管理员重新设定前不删除任何证据 · the retention of evidence was altered; nothing is dropped until two officers set it anew")
        {
            Details = [new("table", Retention.Table), new("row", Retention.Row)],
        };
        if (await alarms.RaiseAsync(alarm, cancellation) is not CommitOutcome.Committed) { Volatile.Write(ref _told, 0); }
    }
}
