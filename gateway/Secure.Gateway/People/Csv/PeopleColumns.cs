using System.Text;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.People.Csv;

/// <summary>The columns of a file of people: what each says of a record, and in which officer's hands it is.</summary>
internal static class PeopleColumns
{
    internal const string Id = "id";

    /// <summary>Written, and passed over when read: standing is changed by acts, each with its reason.</summary>
    internal const string Status = "status";

    private const char PostsBetween = ';';

    /// <summary>Of Join and Change: the system administrator's.</summary>
    internal static readonly IReadOnlyDictionary<string, Func<PersonEdit, string, PersonEdit>> Edits = new Dictionary<string, Func<PersonEdit, string, PersonEdit>>(StringComparer.Ordinal)
    {
        ["name"] = (e, t) => e with { Name = t },
        ["staff_number"] = (e, t) => e with { StaffNumber = t },
        ["department"] = (e, t) => e with { Department = t },
        ["document_number"] = (e, t) => e with { DocumentNumber = t },
    };

    /// <summary>Of Entrust: the security officer's.</summary>
    internal static readonly IReadOnlyDictionary<string, Func<PersonEdit, string, PersonEdit>> Entrusts = new Dictionary<string, Func<PersonEdit, string, PersonEdit>>(StringComparer.Ordinal)
    {
        ["posts"] = (e, t) => e with { Posts = t.Split(PostsBetween, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) },
        ["level"] = (e, t) => e with { Level = t },
        ["clearance"] = (e, t) => e with { Clearance = t },
        ["training_until"] = (e, t) => e with { TrainingUntil = t },
        ["pledge_until"] = (e, t) => e with { PledgeUntil = t },
    };

    /// <summary>What is written. The document's number is not among it.</summary>
    private static readonly (string Name, Func<PersonRow, string> Say)[] Written =
    [
        (Id, r => r.Id), ("name", r => r.Name), ("staff_number", r => r.StaffNumber), ("department", r => r.Department ?? ""),
        ("posts", r => string.Join(PostsBetween, r.Posts)), ("level", r => PersonDiff.Word(r.Level)), ("clearance", r => r.Clearance.Chinese()),
        ("training_until", r => PersonDiff.Word(r.TrainingUntil)), ("pledge_until", r => PersonDiff.Word(r.PledgeUntil)),
    ];

    internal static byte[] Write(IEnumerable<PersonRow> rows, Func<PersonRow, string> status)
    {
        StringBuilder csv = new();
        csv.AppendJoin(',', Written.Select(w => w.Name)).Append(',').Append(Status).Append("\r\n");
        foreach (PersonRow row in rows) { csv.AppendJoin(',', Written.Select(w => CsvCells.Guarded(w.Say(row)))).Append(',').Append(status(row)).Append("\r\n"); }
        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(csv.ToString())];
    }

    /// <summary>What a cell of this column must be, in Chinese.</summary>
    internal static string Wanted(string column) => column switch
    {
        "name" => $"须为 1 至 {PersonEdit.NameMax} 个可见字符",
        "staff_number" => "须为至多 32 个字母、数字、点、下划线或短横",
        "department" => "不是本站点的部门",
        "posts" => "含有本站点没有的岗位，或岗位过多",
        "level" => "须为 一般、重要、核心 之一",
        "clearance" => "须为 公开、内部、秘密、机密、绝密 之一",
        "document_number" => "证件号须为 6 至 32 位字母数字，居民身份证校验位须正确",
        _ => "须为日期，年-月-日",
    };

    internal static string WordOf(PersonStatus status) => status switch
    {
        PersonStatus.Active => "active",
        PersonStatus.Suspended => "suspended",
        PersonStatus.Declassifying => "declassifying",
        _ => "left",
    };
}

/// <summary>What a spreadsheet makes of a cell.</summary>
internal static class CsvCells
{
    // A spreadsheet runs a cell that begins so as a formula (OWASP, CSV Injection); the full-width forms are taken for the others.
    private const string FormulaSigns = "=+-@\t\r＝＋－＠";

    /// <summary>The cell as it is written: an apostrophe before what would be a formula, or before one more of those, and quotes where they are needed.</summary>
    internal static string Guarded(string text)
    {
        string safe = IsGuarded(text) || (text.Length > 0 && FormulaSigns.Contains(text[0], StringComparison.Ordinal)) ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : "\"" + safe.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }

    /// <summary>The text as it was before it was guarded.</summary>
    internal static string Bare(string cell) => IsGuarded(cell) ? cell[1..] : cell;

    private static bool IsGuarded(string text)
    {
        string rest = text.TrimStart('\'');
        return rest.Length < text.Length && rest.Length > 0 && FormulaSigns.Contains(rest[0], StringComparison.Ordinal);
    }
}
