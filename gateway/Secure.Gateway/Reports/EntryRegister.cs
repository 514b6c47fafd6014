using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Reports;

/// <summary>出入登记: who presented where, what was answered, and whether the door was then opened.</summary>
internal sealed class EntryRegister : IReport
{
    private const string Opened = "Opened", DecisionId = "decision_id", Offline = "offline";

    /// <summary>Lines and openings that are held in memory to be put together: more than twice what a sheet holds is refused rather than cut.</summary>
    private const int KeptMax = 120_000;

    /// <summary>A door that was granted in the report's last moments is opened after them.</summary>
    private static readonly TimeSpan OpenedWithin = TimeSpan.FromMinutes(5);

    public V1.ReportKind Kind => V1.ReportKind.Entries;

    public OfficerAction Right => OfficerAction.ReportEntries;

    public Sentence Title { get; } = new("出入登记", "Entries and exits");

    public TimeSpan? Usual => TimeSpan.FromDays(1);

    public async Task<IReadOnlyList<Table>> MakeAsync(ReportScope scope, LogScan log, int rowsMax, CancellationToken cancellation)
    {
        Dictionary<string, LogLine> openings = new(StringComparer.Ordinal);
        List<LogLine> offline = [];
        await foreach (LogLine line in log.ReadAsync(KeysOf(AuditKinds.DoorEvent, scope with { Person = "" }), scope.To + OpenedWithin, cancellation))
        {
            if (line.Detail("event") != Opened || line.Detail(DecisionId) is not { Length: > 0 } decision) { continue; }
            openings.TryAdd(decision, Within(openings.Count, line));
            if (line.Detail(Offline) == "true" && line.At < scope.To && (scope.Person.Length == 0 || line.Person == scope.Person)) { offline.Add(line); }
        }
        List<LogLine> asked = [];
        foreach (string kind in (string[])[AuditKinds.EntryGranted, AuditKinds.EntryDenied])
        {
            await foreach (LogLine line in log.ReadAsync(KeysOf(kind, scope), null, cancellation)) { asked.Add(Within(asked.Count, line)); }
        }
        return Tables(scope, [.. asked.Concat(offline).OrderBy(l => l.Index)], openings, rowsMax);
    }

    private static LogLine Within(int kept, LogLine line) => kept < KeptMax ? line : throw new RefusedException(ReportRefusals.TooMuch);

    private static SearchKeys KeysOf(string kind, ReportScope scope) => new(Kind: kind, Person: Key(scope.Person), Room: Key(scope.Room));

    private static string? Key(string text) => text.Length == 0 ? null : text;

    private static IReadOnlyList<Table> Tables(ReportScope scope, LogLine[] lines, Dictionary<string, LogLine> openings, int rowsMax)
    {
        Names names = new(scope.Site);
        Table rows = new(
            "entries.lines", new Sentence("登记", "Register"), rowsMax,
            ("time", new("时间", "Time")), ("person", new("人员编号", "Person’s id")), ("name", new("姓名", "Name")), ("room", new("房间", "Room")), ("door", new("门", "Door")),
            ("direction", new("方向", "Direction")), ("result", new("结果", "Result")), ("opened", new("开门时间", "Opened at")), ("with", new("同行", "Together with")), ("entry", new("日志条目", "Log entry")));
        foreach (LogLine line in lines)
        {
            LogLine? opening = line.Kind == AuditKinds.DoorEvent ? line : openings.GetValueOrDefault(line.Detail(DecisionId));
            rows.Add(
                Cells.At(line.At), Cells.Text(line.Person), names.Person(line.Person), names.Room(line.Room), names.Door(line.Door),
                Direction(line, scope), Result(line, opening), Cells.At(opening is null ? null : opening.EventTime ?? opening.At), Cells.Text(line.Detail("companion")), Cells.Number(line.Index));
        }
        return [Summary(scope, lines, openings, names, rowsMax), rows];
    }

    private static Table Summary(ReportScope scope, LogLine[] lines, Dictionary<string, LogLine> openings, Names names, int rowsMax)
    {
        Table rooms = new(
            "entries.rooms", new Sentence("按房间汇总", "By room"), rowsMax,
            ("room", new("房间", "Room")), ("in", new("进入", "Entered")), ("out", new("离开", "Left")), ("unused", new("允许但未开门", "Granted, not opened")),
            ("asked", new("须加强鉴别", "More proof asked for")), ("denied", new("拒绝", "Refused")), ("persons", new("人数", "Persons")));
        foreach (IGrouping<string, LogLine> room in lines.GroupBy(l => l.Room, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            LogLine[] passed = [.. room.Where(l => l.Kind == AuditKinds.DoorEvent || (l.Kind == AuditKinds.EntryGranted && openings.ContainsKey(l.Detail(DecisionId))))];
            int left = passed.Count(l => IsLeaving(l, scope)), asked = room.Count(IsAskedForMore), denied = room.Count(l => l.Kind == AuditKinds.EntryDenied) - asked;
            rooms.Add(
                names.Room(room.Key), Cells.Number(passed.Length - left), Cells.Number(left), Cells.Number(room.Count() - passed.Length - asked - denied),
                Cells.Number(asked), Cells.Number(denied, denied > 0), Cells.Number(room.Select(l => l.Person).Where(p => p.Length > 0).Distinct(StringComparer.Ordinal).Count()));
        }
        return rooms;
    }

    /// <summary>The room wants more than a badge: the answer to that has a line of its own.</summary>
    private static bool IsAskedForMore(LogLine line) => line is { Kind: AuditKinds.EntryDenied, Decision: "step_up" };

    private static V1.ReportCell Direction(LogLine line, ReportScope scope) => IsLeaving(line, scope) ? Cells.Words("出", "out") : Cells.Words("进", "in");

    /// <summary>What a controller granted by its pass list has no request with an action: the reader tells the side.</summary>
    private static bool IsLeaving(LogLine line, ReportScope scope) => line.Kind == AuditKinds.DoorEvent
        ? DoorId.TryParse(line.Door, out DoorId? id) && scope.Site.Doors.TryGetValue(id, out Decisions.Site.Door? door) && door.Readers.FirstOrDefault(r => r.Id.Text == line.Detail("reader")) is { Inside: true }
        : line.Action == "leave";

    private static V1.ReportCell Result(LogLine line, LogLine? opening) => line.Kind switch
    {
        AuditKinds.DoorEvent => Cells.Words("脱机通行", "passed while offline"),
        AuditKinds.EntryGranted => opening is null ? Cells.Words("允许，未开门", "granted, not opened") : Cells.Words("通行", "passed"),
        _ => IsAskedForMore(line) ? Cells.Words("须加强鉴别", "more proof asked for") : Names.Reason(line.Reason, attention: true),
    };
}
