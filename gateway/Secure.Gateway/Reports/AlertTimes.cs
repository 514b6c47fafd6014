using Secure.Gateway.Alerts;

namespace Secure.Gateway.Reports;

/// <summary>When somebody took an alert up, gave it on and ended it, by its own history.</summary>
internal sealed record AlertTimes(Alert Alert, DateTimeOffset? AcknowledgedAt, string AcknowledgedBy, DateTimeOffset? AssignedAt, DateTimeOffset? ClosedAt, string Reason)
{
    internal static AlertTimes Of(Alert alert)
    {
        AlertLine? acknowledged = First(alert, AlertStep.Acknowledged);
        AlertLine? closed = alert.IsClosed ? alert.History[^1] : null;
        return new AlertTimes(alert, acknowledged?.At, acknowledged?.By ?? "", First(alert, AlertStep.Assigned)?.At, closed?.At, closed?.Reason ?? "");
    }

    /// <summary>Acknowledged after its time, or not yet, and the time is over.</summary>
    internal bool IsAcknowledgedLate(DateTimeOffset now) => (AcknowledgedAt ?? now) > Alert.AcknowledgeBy;

    /// <summary>Closed after its time, or not yet, and the time is over.</summary>
    internal bool IsClosedLate(DateTimeOffset now) => (ClosedAt ?? now) > Alert.CloseBy;

    private static AlertLine? First(Alert alert, AlertStep step) => alert.History.FirstOrDefault(line => line.Step == step);
}

/// <summary>An alert's words in cells.</summary>
internal static class AlertCells
{
    /// <summary>Most alarms say it in both languages, Chinese first.</summary>
    internal static V1.ReportCell Text(Alert alert) =>
        alert.Text.Split(" · ", 2) is [string zh, string en] ? Cells.Words(zh, en) : Cells.Text(alert.Text);

    internal static V1.ReportCell State(AlertState state) => Cells.Words(AlertNames.Of(state), state == AlertState.Raised);

    internal static V1.ReportCell Severity(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Urgent => Cells.Words("紧急", "urgent"),
        AlertSeverity.Warning => Cells.Words("一般", "warning"),
        _ => Cells.Words("提示", "notice"),
    };

    internal static V1.ReportCell Step(AlertStep step) => step switch
    {
        AlertStep.Raised => Cells.Words("报警", "raised"),
        AlertStep.Acknowledged => Cells.Words("签收", "acknowledged"),
        AlertStep.Assigned => Cells.Words("指派", "assigned"),
        AlertStep.Handled => Cells.Words("处置", "handled"),
        AlertStep.Noted => Cells.Words("备注", "note"),
        AlertStep.Resolved => Cells.Words("办结", "resolved"),
        AlertStep.MarkedFalse => Cells.Words("误报", "marked false"),
        AlertStep.Escalated => Cells.Words("升级", "escalated", attention: true),
        _ => Cells.Words("超时", "overdue", attention: true),
    };
}
