using Microsoft.Extensions.Hosting;
using Secure.Gateway.Audit;
using Secure.Gateway.Fleet;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Backups;

/// <summary>
/// The first start after a restore says so in the log and tells the officers: what was taken from anybody since the backup
/// has come back with it.
/// </summary>
internal sealed class RestoredStart(IAudit audit, IAlarms alarms, FleetOptions fleet, ILogger<RestoredStart> log) : IHostedService
{
    internal const string Kind = "log.restored", AlarmCode = "store.restored";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        string marker = Path.Combine(fleet.Folder, "store", BackupRestore.MarkerName);
        if (BackupLabel.ReadAs(marker) is not { } label) { return; }
        log.Restored(label.MadeAt);
        AuditEvent restored = new(Kind) { Details = [new("made_at", $"{label.MadeAt:O}"), new("origin", label.LogOrigin), new("log_size", $"{label.LogSize}"), new("log_root", label.LogRoot)] };
        (await audit.RecordAsync(restored, cancellationToken)).OrRefuse();
        Alarm alarm = new(AlarmCode, $"系统已从 {label.MadeAt:yyyy-MM-dd HH:mm}Z 的备份恢复：此后的吊销、挂失、撤权、离岗须重做，人脸与指纹须重新采集 · restored from the backup of {label.MadeAt:yyyy-MM-dd HH:mm}Z: whatever was revoked, lost, withdrawn or left since must be entered again, and faces and fingers enrolled anew");
        (await alarms.RaiseAsync(alarm, cancellationToken)).OrRefuse();
        // Told twice rather than never.
        File.Delete(marker);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
