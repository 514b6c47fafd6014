using Microsoft.Extensions.Hosting;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Evidence;

/// <summary>
/// Drops, once an hour, what is past its time and named by no open alert, and after a day what no alarm ever named: the
/// record and the rows first, then the files, so that a crash in between leaves a file that the next hour drops.
/// </summary>
internal sealed class EvidenceUpkeep(
    EvidenceFolder folder, RetentionBook retention, IEvidenceHolds holds, IStore store, IAudit audit, TimeProvider clock, ILogger<EvidenceUpkeep> log) : BackgroundService
{
    private const int DropMax = 256;
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);
    private static readonly TimeSpan UnnamedMax = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try { await LookAsync(stoppingToken); }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or StoreException) { log.UpkeepFailed(fault); }
        }
    }

    internal async Task LookAsync(CancellationToken cancellation)
    {
        TableRead table = await store.ReadTableAsync(EvidenceRow.Table, cancellation);
        DateTimeOffset now = clock.GetUtcNow();
        // Without a retention nothing is past its time.
        if (await retention.NowAsync(cancellation) is { Setting: var keep }
            && Old(table, keep) is { Length: > 0 } old && await ForgetAsync(old, keep, cancellation))
        {
            foreach (string id in old) { folder.Delete(id); }
            log.Dropped(old.Length);
        }
        HashSet<string> known = [.. table.Rows.Select(r => r.Key), .. table.TamperedKeys];
        foreach ((string name, DateTime changed) in folder.All().Where(f => !known.Contains(f.Name) && now.UtcDateTime - f.ChangedUtc >= UnnamedMax)) { folder.DeleteFile(name); }
    }

    private string[] Old(TableRead table, Retention keep)
    {
        IReadOnlySet<string> held = holds.Held(), linked = holds.Linked();
        DateTimeOffset now = clock.GetUtcNow();
        return [.. table.Rows.Select(EvidenceRow.FromRow).OfType<EvidenceRow>().Where(r => now - r.KeptAt >= keep.AgeMax(r, linked.Contains(r.Id)) && !held.Contains(r.Id)).Take(DropMax).Select(r => r.Id)];
    }

    private async Task<bool> ForgetAsync(string[] ids, Retention keep, CancellationToken cancellation)
    {
        AuditEvent dropped = new("evidence.dropped") { Evidence = [.. ids.Select(Convert.FromHexString)], Details = keep.Details() };
        return await audit.RecordAsync(dropped, cancellation, [.. ids.Select(id => new RowWrite(EvidenceRow.Table, id, null))]) is CommitOutcome.Committed;
    }
}
