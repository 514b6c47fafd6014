using Microsoft.Extensions.Hosting;
using Secure.Gateway.Audit;

namespace Secure.Gateway.Alerts;

/// <summary>
/// Looks every second for alerts that nobody acknowledged, or nobody closed, in time: tells further people, streams and
/// records it, each once. What fell due while the gateway was down is found at the first look.
/// </summary>
internal sealed class AlertClock(AlertBook book, IDuty duty, IAudit audit, AlertOptions options, TimeProvider clock, ILogger<AlertClock> log) : BackgroundService
{
    private const int ForgetMax = 256;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromHours(1);

    private long? _forgot;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try { await LookAsync(stoppingToken); }
            catch (Exception fault) when (fault is not OperationCanceledException) { log.LookFailed(fault); } // the next look is a second away
        }
    }

    internal async Task LookAsync(CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        foreach (Alert alert in book.Open())
        {
            if (IsUnanswered(alert, now)) { await MarkAsync(alert.Id, a => IsUnanswered(a, now) ? Escalated(a, now) : null, cancellation); }
            if (IsLate(alert, now)) { await MarkAsync(alert.Id, a => IsLate(a, now) ? Late(a, now) : null, cancellation); }
        }
        await ForgetAsync(now, cancellation);
    }

    private static bool IsUnanswered(Alert alert, DateTimeOffset now) => alert is { State: AlertState.Raised, Escalated: false } && now >= alert.AcknowledgeBy;

    private static bool IsLate(Alert alert, DateTimeOffset now) => !alert.IsClosed && !alert.Overdue && now >= alert.CloseBy;

    private async Task MarkAsync(string id, Func<Alert, Alert?> change, CancellationToken cancellation)
    {
        await book.ChangeAsync(id, found => found is not null && change(found) is { } next ? (next, Entry(next)) : null, audit, cancellation);
    }

    private IReadOnlyList<string> Further(Alert alert) => alert.Silent ? duty.Elsewhere(alert.About, alert.Told) : duty.Second(alert.About, alert.Told);

    private Alert Escalated(Alert alert, DateTimeOffset now)
    {
        IReadOnlyList<string> more = Further(alert);
        log.Escalated(alert.Id, alert.PublicCode, string.Join(' ', more));
        return alert with
        {
            Escalated = true,
            Told = [.. alert.Told, .. more],
            History = [.. alert.History, new AlertLine(AlertStep.Escalated, now, "", string.Join(' ', more), "", AlertLine.Pending(0))],
        };
    }

    private Alert Late(Alert alert, DateTimeOffset now)
    {
        IReadOnlyList<string> more = Further(alert);
        return alert with
        {
            Overdue = true,
            Told = [.. alert.Told, .. more],
            History = [.. alert.History, new AlertLine(AlertStep.Overdue, now, "", string.Join(' ', more), "", AlertLine.Pending(0))],
        };
    }

    private static AuditEvent Entry(Alert alert)
    {
        AlertLine line = alert.History[^1];
        return AlertEntries.Of(alert, line.Step) with
        {
            Details =
            [
                new(AlarmReading.AlertDetail, alert.Id), new("code", alert.PublicCode), new("state", alert.State.ToString()), new("owner", alert.Owner), new("told", line.To),
                .. alert.Drill ? [new(AlarmEntries.Drill, "true")] : Array.Empty<KeyValuePair<string, string>>(),
            ],
        };
    }

    private async Task ForgetAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        if (_forgot is { } last && clock.GetElapsedTime(last) < ForgetEvery) { return; }
        _forgot = clock.GetTimestamp();
        string[] old = [.. book.All().Where(a => a.ClosedAt is { } at && now - at > TimeSpan.FromDays(options.KeepClosedDays)).Take(ForgetMax).Select(a => a.Id)];
        if (old.Length == 0) { return; }
        AuditEvent happened = new("alert.forgotten") { Details = [new("count", $"{old.Length}"), new("oldest", old[^1]), new("newest", old[0])] };
        await book.ForgetAsync(old, happened, audit, cancellation);
    }
}
