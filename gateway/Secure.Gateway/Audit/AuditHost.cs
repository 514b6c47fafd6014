using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Audit.Witnessing;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Audit;

/// <summary>Records the start, publishes the log before the ports open, and then publishes whatever is committed.</summary>
public sealed class AuditHost(
    IStore store, IAudit audit, IAlarms alarms, Publisher publisher, LogKeys keys, LogPulse pulse, OpenGate gate, StoreWatch watch, IProcessEnd end, AuditOptions options, TimeProvider clock, ILogger<AuditHost> log)
    : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);
    private long _seen;
    private long _lastTry, _lastOpening;
    private bool _broken, _recorded, _armed;

    /// <summary>What it signed besides would be a second history under the same name.</summary>
    private bool MaySignNoMore => _broken || gate.Condemned.IsCancellationRequested;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        _ = gate.Opened.ContinueWith(_ => log.GateOpened(), TaskScheduler.Default);
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        watch.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Beat, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            bool due = !MaySignNoMore && publisher.IsDue && clock.GetElapsedTime(_lastTry) >= options.CheckpointEvery;
            bool news = store.LogSize != Interlocked.Exchange(ref _seen, store.LogSize);
            if (due) { await TryPublishAsync(stoppingToken); }
            if (due || news) { pulse.Beat(); }
            if (!_armed && !MaySignNoMore && clock.GetElapsedTime(_lastOpening) >= AfterFailure) { await OpenAsync(stoppingToken); }
        }
    }

    /// <summary>The start is on record and published: then the gate may open. A disk that was full at the start stays no reason to be shut once it has room.</summary>
    private async Task OpenAsync(CancellationToken cancellation)
    {
        _lastOpening = clock.GetTimestamp();
        int known = keys.Witnesses.Count, needed = Math.Min(options.WitnessesNeeded, known);
        _recorded = _recorded || await RecordAsync(needed, known, cancellation);
        if (!await TryPublishAsync(cancellation) || !_recorded) { return; }
        log.LogOpened(store.LogSize, keys.Signer.VerifierKey.ToString(), needed, known);
        if (needed == 0) { log.Unwitnessed(); }
        _armed = true;
        gate.Arm(needed);
    }

    // The setting is part of the record: a log without witnesses says so itself.
    private async Task<bool> RecordAsync(int needed, int known, CancellationToken cancellation)
    {
        AuditEvent opened = new(AuditKinds.LogOpened)
        {
            Details = [new("origin", keys.Origin), new("witnesses_needed", $"{needed}"), new("witnesses_known", $"{known}"), new("witnesses_asked", $"{options.WitnessesNeeded}")],
        };
        return await audit.RecordAsync(opened, cancellation) is CommitOutcome.Committed;
    }

    private async Task<bool> TryPublishAsync(CancellationToken cancellation)
    {
        _lastTry = clock.GetTimestamp();
        try { return await publisher.PublishAsync(cancellation); }
        catch (DiskFaultException e) { end.End(e.Message); }
        catch (LogBrokenException e)
        {
            _broken = true;
            log.LogBroken(e);
            gate.Condemn();
            await alarms.RaiseAsync(new Alarm("log.broken", "日志与已发布的内容不符，停止服务 · the log is not the one that was published; service stops"), cancellation);
        }
        catch (Exception e) when (e is IOException or StoreException)
        {
            log.PublishingFailed(e);
            _lastTry += (long)(AfterFailure.TotalSeconds * clock.TimestampFrequency);
        }
        return false;
    }
}
