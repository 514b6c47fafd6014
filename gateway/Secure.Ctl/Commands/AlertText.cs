using Google.Protobuf.WellKnownTypes;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>Alerts in words.</summary>
internal static class AlertText
{
    private const string Unknown = "未知 · unknown";

    public static string Line(Alert alert) =>
        $"{alert.Id}  {(alert.Drill ? "【演练 · drill】" : "")}{Severity(alert.Severity)}  {State(alert.State)}  {alert.Code}  {Shown.Safe(alert.Text)}{About(alert)}"
        + $"{(alert.Count > 1 ? $"  ×{alert.Count}" : "")}{(alert.Owner.Length > 0 ? $"  承办 · owner {alert.Owner}" : "")}{(alert.Escalated ? "  已升级 · escalated" : "")}{(alert.Overdue ? "  超期 · overdue" : "")}"
        + $"  {At(alert.LastAt)}  [v{alert.Version}]";

    public static void Print(GetAlertResponse told)
    {
        Alert alert = told.Alert;
        Console.WriteLine(Line(alert));
        Row("首次 · first", $"{At(alert.RaisedAt)}，记录 · log entry {alert.FirstIndex}");
        Row("最近 · last", $"{At(alert.LastAt)}，记录 · log entry {alert.LastIndex}");
        Row("人员 · person", alert.Person);
        Row("客体 · resource", alert.Resource);
        Row("操作判定 · decision", alert.DecisionId);
        Row("签收期限 · acknowledge by", At(alert.AcknowledgeBy));
        Row("办结期限 · close by", At(alert.CloseBy));
        Row("已通知 · told", alert.Told.Count == 0 ? Unknown : string.Join(' ', alert.Told));
        foreach (AlertWord word in alert.Why) { Row(Shown.Safe(word.Name), word.Value); }
        foreach (string id in alert.Evidence) { Row("证据 · evidence", id); }
        foreach (AlertLine line in told.History)
        {
            Console.WriteLine($"  {At(line.At)}  {Step(line.Step)}  {(line.By.Length > 0 ? line.By : "网关 · gateway")}{(line.To.Length > 0 ? " → " + Shown.Safe(line.To) : "")}{(line.Reason.Length > 0 ? "：" + Shown.Safe(line.Reason) : "")}  [{line.LogIndex}]");
        }
    }

    private static string About(Alert alert) => string.Concat(new[] { alert.Door, alert.Room, alert.Device, alert.Workstation }.Where(s => s.Length > 0).Distinct().Select(s => "  " + Shown.Safe(s)));

    private static void Row(string name, string value)
    {
        if (value.Length > 0) { Console.WriteLine($"    {name}: {Shown.Safe(value)}"); }
    }

    private static string At(Timestamp? at) => at is null ? Unknown : at.ToDateTimeOffset().ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

    private static string Severity(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Urgent => "紧急 · urgent",
        AlertSeverity.Warning => "一般 · warning",
        AlertSeverity.Notice => "提示 · notice",
        _ => Unknown,
    };

    private static string State(AlertState state) => state switch
    {
        AlertState.Raised => "未签收 · not acknowledged",
        AlertState.Acknowledged => "签收 · acknowledged",
        AlertState.Assigned => "指派 · assigned",
        AlertState.Handling => "处置 · being handled",
        AlertState.Resolved => "办结 · resolved",
        AlertState.FalseAlarm => "误报 · false alarm",
        _ => Unknown,
    };

    private static string Step(AlertStep step) => step switch
    {
        AlertStep.Raised => "报警 · raised",
        AlertStep.Acknowledged => "签收 · acknowledged",
        AlertStep.Assigned => "指派 · assigned",
        AlertStep.Handled => "处置 · handled",
        AlertStep.Noted => "备注 · note",
        AlertStep.Resolved => "办结 · resolved",
        AlertStep.MarkedFalse => "误报 · false alarm",
        AlertStep.Escalated => "升级 · escalated",
        AlertStep.Overdue => "超期 · overdue",
        _ => Unknown,
    };
}
