using Secure.Vocabulary;

namespace Secure.Gateway.Reports;

/// <summary>The counts as tables, the most frequent first.</summary>
internal sealed class ReviewTables(ReviewCounts counts, Names names, int rowsMax)
{
    private static readonly Sentence Times = new("次数", "Count");

    internal IReadOnlyList<Table> All() => [Total(), Kinds(), Decisions(), Reasons(), Rooms(), Alarms(), Reads()];

    private Table Total()
    {
        Table table = new(
            "review.total", new Sentence("总数", "In all"), rowsMax,
            ("entries", new("日志条目", "Entries of the log")), ("first", new("首条序号", "First index")), ("last", new("末条序号", "Last index")), ("alarms", new("报警次数（含重复）", "Alarms, repeats counted")), ("drills", new("其中演练", "Drills among them")));
        table.Add(
            Cells.Number(counts.Total), counts.First is { } first ? Cells.Number(first) : Cells.Nothing, counts.First is null ? Cells.Nothing : Cells.Number(counts.Last),
            Cells.Number(counts.Alarms.Values.Sum()), Cells.Number(counts.Alarms.Where(a => a.Key.Drill).Sum(a => a.Value)));
        return table;
    }

    private Table Kinds() => Counted("review.kinds", new("按类别", "By kind"), [("kind", new("类别", "Kind")), ("code", new("代码", "Code"))], counts.Kinds, kind => [Names.Kind(kind), Cells.Text(kind)]);

    private Table Decisions() => Counted("review.decisions", new("判定", "Decisions"), [("decision", new("判定", "Decision"))], counts.Decisions, decision => [Decision(decision)]);

    private Table Reasons() => Counted("review.reasons", new("拒绝的原因（判定与门）", "Why it was denied, in decisions and at doors"), [("reason", new("原因", "Reason")), ("code", new("代码", "Code"))], counts.Reasons, code => [Names.Reason(code), Cells.Text(code)]);

    private Table Rooms() => Counted(
        "review.rooms", new("各房间的出入申请", "Presentations by room"), [("room", new("房间", "Room")), ("answer", new("结果", "Answer"))], counts.Rooms,
        of => [names.Room(of.Room), Decision(of.Decision)]);

    private Table Alarms() => Counted(
        "review.alarms", new("报警", "Alarms"), [("code", new("代码", "Code")), ("drill", new("演练", "Drill"))], counts.Alarms, of => [Cells.Text(of.Code), Cells.YesNo(of.Drill, attention: false)]);

    private Table Reads() => Counted(
        "review.reads", new("谁读了日志", "Who read the log"), [("person", new("人员编号", "Person’s id")), ("how", new("方式", "How"))], counts.Reads, of => [Cells.Text(of.Person), Cells.Text(of.How)]);

    private Table Counted<T>(string id, Sentence title, (string, Sentence)[] columns, Count<T> count, Func<T, V1.ReportCell[]> cells) where T : notnull
    {
        Table table = new(id, title, rowsMax, [.. columns, ("count", Times)]);
        foreach ((T of, long times) in count.OrderByDescending(c => c.Value).ThenBy(c => c.Key.ToString(), StringComparer.Ordinal)) { table.Add([.. cells(of), Cells.Number(times)]); }
        return table;
    }

    private static V1.ReportCell Decision(string code) => code switch
    {
        "permit" => Cells.Words("允许", "permit"),
        "step_up" => Cells.Words("须加强鉴别", "step-up"),
        "deny" => Cells.Words("拒绝", "deny", attention: true),
        _ => Cells.Text(code),
    };
}
