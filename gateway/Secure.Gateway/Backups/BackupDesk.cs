using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Backups;

/// <summary>One backup at a time, each on record, by whoever asked or by the clock; a failure raises one alarm until one succeeds.</summary>
internal sealed class BackupDesk(BackupMaker maker, BackupOptions options, IAudit audit, IAlarms alarms, IHostApplicationLifetime lifetime, ILogger<BackupDesk> log) : IDisposable
{
    internal const string Kind = "backup.made", FailedCode = "backup.failed";

    internal static readonly Refusal Off = new(StatusCode.FailedPrecondition, "backups_off", new Sentence("未配置备份目录（Backups:Folder）", "no folder for backups is configured (Backups:Folder)"));

    private readonly SemaphoreSlim _one = new(1, 1);
    private BackupLabel? _last;
    private bool _told;

    /// <summary>Why the last attempt failed; null where it did not.</summary>
    internal string? Trouble { get; private set; }

    /// <summary>The whole backup that lies there; null for none.</summary>
    internal BackupLabel? Last
    {
        get
        {
            try { return _last ??= options.On ? BackupLabel.Read(options.Folder) : null; }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException) { return null; }
        }
    }

    /// <summary>One is being made now.</summary>
    internal bool Making => _one.CurrentCount == 0;

    /// <summary>One that was begun ends with the gateway alone: a browser that is closed, or a network that is cut, breaks none off.</summary>
    /// <param name="officer">Null for the clock.</param>
    /// <param name="waiting">Ends waiting for the one before.</param>
    /// <exception cref="RefusedException">backups_off, backup_failed or record_unavailable.</exception>
    internal async Task<BackupLabel> MakeAsync(ISession? officer, CancellationToken waiting)
    {
        if (!options.On) { throw new RefusedException(Off); }
        await _one.WaitAsync(waiting);
        CancellationToken cancellation = lifetime.ApplicationStopping;
        try
        {
            BackupLabel made = await maker.MakeAsync(cancellation);
            (await audit.RecordAsync(Record(officer, made), cancellation)).OrRefuse();
            (_last, Trouble, _told) = (made, null, false);
            log.Made(made.LogSize);
            return made;
        }
        catch (Exception failed) when (failed is IOException or InvalidDataException or UnauthorizedAccessException or DiskFaultException or StoreException)
        {
            log.Failed(failed);
            (_last, Trouble) = (null, failed.Message);
            await TellAsync(cancellation);
            throw new RefusedException(FailedBecause(failed.Message));
        }
        finally { _one.Release(); }
    }

    public void Dispose() => _one.Dispose();

    private async Task TellAsync(CancellationToken cancellation)
    {
        if (_told) { return; }
        Alarm alarm = new(FailedCode, "备份失败，原因见 ctl backup --status · a backup failed: `ctl backup --status` says why");
        _told = await alarms.RaiseAsync(alarm, cancellation) is CommitOutcome.Committed;
    }

    private static Refusal FailedBecause(string why) => new(StatusCode.FailedPrecondition, "backup_failed", new Sentence($"备份失败：{why}", $"the backup failed: {why}"));

    private static AuditEvent Record(ISession? officer, BackupLabel made) => new(Kind)
    {
        Subject = officer?.Person.Text,
        Person = officer?.Person.Text,
        Session = officer?.Id,
        Workstation = officer?.Facts.Workstation?.Text,
        Details = [new("by", officer is null ? "schedule" : "officer"), new("log_size", $"{made.LogSize}"), new("log_root", made.LogRoot)],
    };
}
