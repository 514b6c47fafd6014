using System.Text;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>Records, cards and imports in words, Chinese first.</summary>
internal static class PeopleWords
{
    private static readonly string[] Marks = ["公开", "内部", "秘密", "机密", "绝密"];
    private static readonly string[] Levels = ["一般", "重要", "核心"];

    public static string Line(PersonRecord person) =>
        $"{person.Id}  {person.Name}  {Of(person.Status)}  {Of(person.Clearance)}{(person.Missing.Count > 0 ? "  缺 · lacks: " + Lacks(person) : "")}";

    public static string Of(PersonRecord person)
    {
        StringBuilder text = new();
        text.AppendLine($"{person.Name} ({person.Id}), {Of(person.Status)}{(person.DeclassificationUntil.Length > 0 ? "，脱密期至 · until " + person.DeclassificationUntil : "")}");
        text.AppendLine($"  工号 · staff number: {Or(person.StaffNumber)}  部门 · department: {Or(person.Department)}  岗位 · posts: {Or(string.Join(", ", person.Posts))}");
        text.AppendLine($"  涉密等级 · level: {Of(person.Level)}  密级 · clearance: {Of(person.Clearance)}");
        text.AppendLine($"  培训至 · training until: {Or(person.TrainingUntil)}  承诺书至 · pledge until: {Or(person.PledgeUntil)}  证件 · document: {Of(person.Document)}{(person.DocumentConfirmedBy.Length > 0 ? " (" + person.DocumentConfirmedBy + ")" : "")}");
        if (person.Missing.Count > 0) { text.AppendLine($"  档案不完整 · incomplete, lacks: {Lacks(person)}"); }
        text.AppendLine($"  版本 · version: {person.Version}");
        return text.ToString();
    }

    public static string Of(LeaveResponse left)
    {
        StringBuilder text = new(Of(left.Person));
        foreach (string ended in left.Ended) { text.AppendLine($"  已终止 · ended: {ended}"); }
        foreach (string held in left.Held) { text.AppendLine($"  尚未交回 · still held: {held}"); }
        if (left.Held.Count == 0) { text.AppendLine("  无未交回物品 · nothing is still held"); }
        return text.ToString();
    }

    public static string Line(BadgeCard badge) => $"{badge.Id}  {badge.Person}  {Of(badge.Number)}  {Of(badge.Status)}{(badge.Reason.Length > 0 ? "（" + badge.Reason + "）" : "")}";

    public static string Of(ImportPeopleResponse import)
    {
        StringBuilder text = new();
        foreach (BadRow bad in import.BadRows) { text.AppendLine($"第 {bad.Row} 行 · row {bad.Row}{(bad.Column.Length > 0 ? " " + bad.Column : "")}: {bad.Text.Zh} · {bad.Text.En}"); }
        text.AppendLine($"{import.Rows} 行：新增 {import.Joined}，更改 {import.Changed}，不变 {import.Unchanged}，错误 {import.BadRows.Count} · {import.Rows} rows: {import.Joined} join, {import.Changed} change, {import.Unchanged} stay, {import.BadRows.Count} faults");
        text.AppendLine(import.Applied ? "已生效 · applied" : "未更改任何内容 · nothing was changed");
        return text.ToString();
    }

    /// <exception cref="GatewayConnection.UsageException">No mark.</exception>
    public static Classification Mark(string word) => Array.IndexOf(Marks, word) is >= 0 and int at ? (Classification)(at + 1) : throw Unknown(Marks);

    /// <exception cref="GatewayConnection.UsageException">No level.</exception>
    public static SecrecyLevel Level(string word) => word == "none" ? SecrecyLevel.Unspecified : Array.IndexOf(Levels, word) is >= 0 and int at ? (SecrecyLevel)(at + 1) : throw Unknown([.. Levels, "none"]);

    private static string Of(Classification mark) => (int)mark is >= 1 and <= 5 ? Marks[(int)mark - 1] : "—";

    private static string Of(SecrecyLevel level) => (int)level is >= 1 and <= 3 ? Levels[(int)level - 1] : "—";

    private static string Of(PersonStatus status) => status switch
    {
        PersonStatus.Active => "在岗 · active",
        PersonStatus.Suspended => "停用 · suspended",
        PersonStatus.Left => "离岗 · left",
        PersonStatus.Declassifying => "脱密期 · left, in the 脱密期",
        _ => "未知 · unknown",
    };

    private static string Of(DocumentState document) => document switch
    {
        DocumentState.Given => "已登记，未核对 · given, not confirmed",
        DocumentState.Confirmed => "已核对 · confirmed",
        _ => "未登记 · none",
    };

    private static string Of(BadgeStatus status) => status switch
    {
        BadgeStatus.Active => "在用 · active",
        BadgeStatus.Suspended => "停用 · suspended",
        BadgeStatus.Lost => "丢失 · lost",
        BadgeStatus.Ended => "终止，未交回 · ended, not back",
        BadgeStatus.Returned => "已交回 · returned",
        _ => "未知 · unknown",
    };

    private static string Of(CardNumber number) => number.FormCase == CardNumber.FormOneofCase.H10301
        ? $"{number.H10301.Facility}:{number.H10301.Number}"
        : $"{number.Raw.Bits}:0x{Convert.ToHexString(number.Raw.Data.Span)}";

    private static string Lacks(PersonRecord person) => string.Join(", ", person.Missing.Select(m => m switch
    {
        RecordGap.Training => "培训 · training",
        RecordGap.Pledge => "承诺书 · pledge",
        _ => "证件核对 · document",
    }));

    private static string Or(string text) => text.Length > 0 ? text : "—";

    private static GatewayConnection.UsageException Unknown(IEnumerable<string> words) => new($"须为 · must be one of: {string.Join(", ", words)}");
}
