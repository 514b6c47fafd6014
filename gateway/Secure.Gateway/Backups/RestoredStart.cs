using Microsoft.Extensions.Hosting;
using Secure.Gateway.Audit;
using Secure.Gateway.Biometrics.Enrolments;
using Secure.Gateway.Doors;
using Secure.Gateway.Fleet;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Backups;

/// <summary>
/// The first start after a restore says so in the log and tells the officers: what was taken from anybody since the backup
/// has come back with it. Who had a face or finger here is not in a backup, so that whoever is on record counts as having had both.
/// </summary>
internal sealed class RestoredStart(IStore store, Templates templates, ISite site, AgentQueues queues, IAudit audit, IAlarms alarms, FleetOptions fleet, ILogger<RestoredStart> log) : IHostedService
{
    private const int RowsAtOnce = 4096;
    internal const string Kind = "log.restored", AlarmCode = "store.restored";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        string marker = Path.Combine(fleet.Folder, "store", BackupRestore.MarkerName);
        if (BackupLabel.ReadAs(marker) is not { } label) { return; }
        log.Restored(label.MadeAt);
        await MarkAsync(cancellationToken);
        if (queues.MarkRestored() is { Count: > 0 } marked) { (await store.CommitAsync(new StoreChange { Rows = marked }, cancellationToken)).OrRefuse(); }
        AuditEvent restored = new(Kind) { Details = [new("made_at", $"{label.MadeAt:O}"), new("origin", label.LogOrigin), new("log_size", $"{label.LogSize}"), new("log_root", label.LogRoot)] };
        (await audit.RecordAsync(restored, cancellationToken)).OrRefuse();
        Alarm alarm = new(AlarmCode, $"系统已从 {label.MadeAt:yyyy-MM-dd HH:mm}Z 的备份恢复：此后的吊销、挂失、撤权、离岗须重做，人脸与指纹须经两名管理员重新采集 · restored from the backup of {label.MadeAt:yyyy-MM-dd HH:mm}Z: whatever was revoked, lost, withdrawn or left since must be entered again, and faces and fingers enrolled anew, by two officers");
        (await alarms.RaiseAsync(alarm, cancellationToken)).OrRefuse();
        // Told twice rather than never.
        File.Delete(marker);
    }

    /// <summary>A row of nothing for each, as one leaves who had a template: one officer alone could else enrol their own face in the place of anybody's.</summary>
    private async Task MarkAsync(CancellationToken cancellation)
    {
        List<RowWrite> rows = [];
        foreach (PersonId person in site.Current.Persons.Keys)
        {
            foreach (Factor factor in EnrolmentTables.Factors)
            {
                // Those of a start that was broken off are there.
                if (!await templates.HasHadAsync(person, factor, cancellation)) { rows.Add(Templates.Write(person, factor, new TemplateRow([]), 0)); }
            }
        }
        foreach (RowWrite[] some in rows.Chunk(RowsAtOnce)) { (await store.CommitAsync(new StoreChange { Rows = some }, cancellation)).OrRefuse(); }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
