using Secure.Gateway.Alerts;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Reports;

/// <summary>报警处置: what was raised, who took it up, when, and whether in time. Drills have a report of their own.</summary>
internal sealed class AlertReport(AlertBook book) : IReport
{
    public V1.ReportKind Kind => V1.ReportKind.Alerts;

    public OfficerAction Right => OfficerAction.ReportAlerts;

    public Sentence Title { get; } = new("报警处置", "Alerts and what was done");

    public TimeSpan? Usual => TimeSpan.FromDays(30);

    public Task<IReadOnlyList<Table>> MakeAsync(ReportScope scope, LogScan log, int rowsMax, CancellationToken cancellation)
    {
        Alert[] alerts = [.. book.All().Where(a => !a.Drill && !a.Silent && a.RaisedAt >= scope.From && a.RaisedAt < scope.To).OrderBy(a => a.RaisedAt).ThenBy(a => a.Id, StringComparer.Ordinal)];
        return Task.FromResult<IReadOnlyList<Table>>([Summary(alerts, scope.Now, rowsMax), Lines(alerts, new Names(scope.Site), scope.Now, rowsMax)]);
    }

    private static Table Summary(Alert[] alerts, DateTimeOffset now, int rowsMax)
    {
        Table summary = new(
            "alerts.summary", new Sentence("按等级汇总", "By severity"), rowsMax,
            ("severity", new("等级", "Severity")), ("raised", new("报警", "Raised")), ("ack_in_time", new("按时签收", "Acknowledged in time")), ("ack_late", new("逾期签收或未签收", "Acknowledged late, or overdue")),
            ("closed_in_time", new("按时办结", "Closed in time")), ("closed_late", new("逾期办结或未办结", "Closed late, or overdue")), ("open", new("未办结", "Still open")), ("false", new("误报", "False alarms")), ("escalated", new("升级", "Escalated")));
        foreach (IGrouping<AlertSeverity, Alert> of in alerts.GroupBy(a => a.Severity).OrderByDescending(g => g.Key))
        {
            AlertTimes[] times = [.. of.Select(AlertTimes.Of)];
            int ackLate = times.Count(t => t.IsAcknowledgedLate(now)), closedLate = times.Count(t => t.IsClosedLate(now));
            summary.Add(
                AlertCells.Severity(of.Key), Cells.Number(times.Length), Cells.Number(times.Count(t => t.AcknowledgedAt is not null && !t.IsAcknowledgedLate(now))), Cells.Number(ackLate, ackLate > 0),
                Cells.Number(times.Count(t => t.ClosedAt is not null && !t.IsClosedLate(now))), Cells.Number(closedLate, closedLate > 0), Cells.Number(times.Count(t => t.ClosedAt is null)),
                Cells.Number(of.Count(a => a.State == AlertState.FalseAlarm)), Cells.Number(of.Count(a => a.Escalated)));
        }
        return summary;
    }

    private static Table Lines(Alert[] alerts, Names names, DateTimeOffset now, int rowsMax)
    {
        Table lines = new(
            "alerts.lines", new Sentence("逐条", "One by one"), rowsMax,
            ("alert", new("编号", "Alert")), ("raised", new("发生时间", "Raised")), ("severity", new("等级", "Severity")), ("text", new("报警", "What")), ("place", new("地点", "Place")), ("state", new("状态", "State")),
            ("acknowledged", new("签收", "Acknowledged")), ("acknowledged_by", new("签收人", "By")), ("ack_after", new("签收用时", "After")), ("assigned", new("指派", "Assigned")), ("owner", new("负责人", "Owner")),
            ("closed", new("办结", "Closed")), ("closed_after", new("办结用时", "After")), ("reason", new("理由", "Reason")));
        foreach (Alert alert in alerts)
        {
            AlertTimes times = AlertTimes.Of(alert);
            lines.Add(
                Cells.Text(alert.Id), Cells.At(alert.RaisedAt), AlertCells.Severity(alert.Severity), AlertCells.Text(alert), names.Place(alert.About.Door, alert.About.Room, alert.About.Device), AlertCells.State(alert.State),
                Cells.At(times.AcknowledgedAt), names.People(times.AcknowledgedBy), Cells.Span(times.AcknowledgedAt - alert.RaisedAt, times.IsAcknowledgedLate(now)), Cells.At(times.AssignedAt), names.People(alert.Owner),
                Cells.At(times.ClosedAt), Cells.Span(times.ClosedAt - alert.RaisedAt, times.IsClosedLate(now)), Cells.Text(times.Reason));
        }
        return lines;
    }
}
