using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Evidence;

/// <summary>Shows evidence to whoever may see it: recorded first, and only what is as it was kept.</summary>
internal sealed class EvidenceViews(EvidenceFolder folder, IEvidenceKeys keys, IEvidenceHolds holds, IStore store, IAudit audit, IAlarms alarms, ILogger<EvidenceViews> log)
{
    internal const string Kind = "evidence.viewed";
    internal const string AlteredCode = "evidence.tampered";

    private static readonly Refusal Unknown = new(StatusCode.NotFound, "unknown_evidence", new Sentence("没有这份证据", "there is no such evidence"));
    private static readonly Refusal Altered = new(StatusCode.DataLoss, "evidence_tampered", new Sentence("证据已被改动或丢失，拒绝显示", "the evidence was altered or is gone; it is not shown"));

    /// <exception cref="RefusedException">Unknown, altered, or the view could not be recorded: nothing is shown.</exception>
    internal async Task<EvidenceItem> OpenAsync(string id, string reason, ISession viewer, CancellationToken cancellation)
    {
        if (!EvidenceFolder.IsId(id)) { throw new RefusedException(Unknown); }
        RowRead read = await store.ReadRowAsync(EvidenceRow.Table, id, cancellation);
        if (read is RowRead.Absent) { throw new RefusedException(Unknown); }
        if (read is not RowRead.Found) { throw await RefuseAsync(id, "its row was altered", cancellation); }
        byte[]? file = await Task.Run(() => folder.Read(id), cancellation);
        if (file is null) { throw await RefuseAsync(id, "its file is gone", cancellation); }
        if (!EvidenceFolder.DeservesItsName(id, file)) { throw await RefuseAsync(id, "its file was altered", cancellation); }
        if (!EvidenceSeal.TryOpen(file, keys, out EvidenceItem? item)) { throw await RefuseAsync(id, "it cannot be opened with the site's keys", cancellation); }
        AuditEvent viewed = new(Kind)
        {
            Subject = viewer.Person.Text,
            Session = viewer.Id,
            Workstation = viewer.Facts.Workstation?.Text,
            Action = "view",
            Evidence = [Convert.FromHexString(id)],
            Details = [.. holds.Naming(id).Take(8).Select((alert, i) => KeyValuePair.Create($"of_alert_{i + 1}", alert)), .. reason.Length > 0 ? [new("reason", reason)] : Array.Empty<KeyValuePair<string, string>>()],
        };
        (await audit.RecordAsync(viewed, cancellation)).OrRefuse();
        return item;
    }

    private async Task<RefusedException> RefuseAsync(string id, string why, CancellationToken cancellation)
    {
        log.Altered(id, why);
        Alarm alarm = new(AlteredCode, "证据已被改动或丢失 · evidence was altered or is gone")
        {
            Resource = "evidence/" + id,
            Details = [new("why", why), .. holds.Naming(id).Take(8).Select((alert, i) => KeyValuePair.Create($"of_alert_{i + 1}", alert))],
        };
        (await alarms.RaiseAsync(alarm, cancellation)).OrRefuse();
        return new RefusedException(Altered);
    }
}
