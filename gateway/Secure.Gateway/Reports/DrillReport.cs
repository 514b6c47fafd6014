using Secure.Contracts;
using Secure.Gateway.Alerts;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Reports;

/// <summary>演练报告: how long each step of a drill took from its raising, against the deadlines of an alarm of its severity.</summary>
internal sealed class DrillReport(AlertBook book) : IReport
{
    public V1.ReportKind Kind => V1.ReportKind.Drills;

    public OfficerAction Right => OfficerAction.ReportAlerts;

    public Sentence Title { get; } = new("演练报告", "Drills, timed");

    public TimeSpan? Usual => TimeSpan.FromDays(92);

    public Task<IReadOnlyList<Table>> MakeAsync(ReportScope scope, LogScan log, int rowsMax, CancellationToken cancellation)
    {
        Alert[] drills = [.. book.All().Where(a => a.Drill && (scope.Alert.Length > 0 ? a.Id == scope.Alert : a.RaisedAt >= scope.From && a.RaisedAt < scope.To)).OrderBy(a => a.RaisedAt).ThenBy(a => a.Id, StringComparer.Ordinal)];
        if (scope.Alert.Length > 0 && drills.Length == 0) { throw new RefusedException(ReportRefusals.UnknownDrill); }
        Names names = new(scope.Site);
        return Task.FromResult<IReadOnlyList<Table>>([Summary(drills, names, scope.Now, rowsMax), Steps(drills, names, rowsMax)]);
    }

    private static Table Summary(Alert[] drills, Names names, DateTimeOffset now, int rowsMax)
    {
        Table table = new(
            "drills.summary", new Sentence("演练", "Drills"), rowsMax,
            ("alert", new("编号", "Drill")), ("raised", new("开始", "Began")), ("text", new("内容", "What")), ("place", new("地点", "Place")), ("by", new("发起人", "Started by")), ("state", new("状态", "State")),
            ("ack_after", new("签收用时", "Acknowledged after")), ("ack_limit", new("签收时限", "Limit")), ("assigned_after", new("指派用时", "Assigned after")),
            ("closed_after", new("办结用时", "Closed after")), ("close_limit", new("办结时限", "Limit")), ("passed", new("按时完成", "All in time")));
        foreach (Alert drill in drills)
        {
            AlertTimes times = AlertTimes.Of(drill);
            bool late = times.IsAcknowledgedLate(now) || times.IsClosedLate(now);
            table.Add(
                Cells.Text(drill.Id), Cells.At(drill.RaisedAt), AlertCells.Text(drill), names.Place(drill.About.Door, drill.About.Room, drill.About.Device),
                names.People(drill.Why.FirstOrDefault(w => w.Name == Drills.StartedBy)?.Value ?? ""), AlertCells.State(drill.State),
                Cells.Span(times.AcknowledgedAt - drill.RaisedAt, times.IsAcknowledgedLate(now)), Cells.Span(drill.AcknowledgeBy - drill.RaisedAt), Cells.Span(times.AssignedAt - drill.RaisedAt),
                Cells.Span(times.ClosedAt - drill.RaisedAt, times.IsClosedLate(now)), Cells.Span(drill.CloseBy - drill.RaisedAt),
                late ? Cells.YesNo(yes: false, attention: true) : drill.IsClosed ? Cells.YesNo(yes: true, attention: false) : Cells.Words("进行中", "not over yet"));
        }
        return table;
    }

    private static Table Steps(Alert[] drills, Names names, int rowsMax)
    {
        Table table = new(
            "drills.steps", new Sentence("经过", "Step by step"), rowsMax,
            ("alert", new("编号", "Drill")), ("step", new("步骤", "Step")), ("at", new("时间", "Time")), ("after", new("距开始", "After")), ("limit", new("时限", "Limit")), ("by", new("执行人", "By")), ("to", new("对象", "To")), ("reason", new("说明", "Words")), ("entry", new("日志条目", "Log entry")));
        foreach (Alert drill in drills)
        {
            foreach (AlertLine line in drill.History)
            {
                DateTimeOffset? by = LimitOf(line.Step, drill);
                table.Add(
                    Cells.Text(drill.Id), AlertCells.Step(line.Step), Cells.At(line.At), Cells.Span(line.At - drill.RaisedAt, line.At > by), Cells.Span(by - drill.RaisedAt),
                    names.People(line.By), names.People(line.To), Cells.Text(line.Reason), Cells.Number(line.Index));
            }
        }
        return table;
    }

    /// <summary>Acknowledging has a deadline of its own; whatever comes after it, that of closing.</summary>
    private static DateTimeOffset? LimitOf(AlertStep step, Alert drill) => step switch
    {
        AlertStep.Acknowledged => drill.AcknowledgeBy,
        AlertStep.Assigned or AlertStep.Handled or AlertStep.Resolved or AlertStep.MarkedFalse => drill.CloseBy,
        _ => null,
    };
}
