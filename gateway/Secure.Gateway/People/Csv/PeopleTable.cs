using Secure.Contracts;
using Secure.Vocabulary;

namespace Secure.Gateway.People.Csv;

/// <summary>One row of a file of people.</summary>
/// <param name="Number">As a spreadsheet counts: the row of column names is 1.</param>
/// <param name="Edit">What it says; null where the row cannot be read.</param>
internal sealed record PeopleTableRow(int Number, string Id, PersonEdit? Edit, Sentence? Fault);

/// <summary>A file of people, read but not yet held against the records.</summary>
/// <param name="Edits">It has columns of Join and Change.</param>
/// <param name="Entrusts">It has columns of Entrust.</param>
internal sealed record PeopleTable(IReadOnlyList<PeopleTableRow> Rows, bool Edits, bool Entrusts)
{
    internal const int RowsMax = 10_000;

    /// <exception cref="RefusedException">The file as a whole cannot be used: size, encoding, column names.</exception>
    internal static PeopleTable Read(ReadOnlyMemory<byte> csv)
    {
        CsvReader reader = CsvReader.Open(csv);
        CsvRecord head = reader.Next() ?? throw Fault("文件是空的", "the file is empty");
        if (head.Fault is { } fault) { throw Fault("第 1 行：" + fault.Zh, "row 1: " + fault.En); }
        string[] names = [.. head.Cells.Select(c => c.Trim().ToLowerInvariant())];
        if (names.FirstOrDefault(n => !IsKnown(n)) is { } unknown) { throw Fault($"第 1 行：没有名为“{Shown(unknown)}”的列", $"row 1: no column is called '{Shown(unknown)}'"); }
        if (names.Distinct().Count() < names.Length) { throw Fault("第 1 行：有重复的列", "row 1: a column stands there twice"); }
        if (!names.Contains(PeopleColumns.Id)) { throw Fault("第 1 行：缺少 id 列", "row 1: a column id is needed"); }
        return new PeopleTable([.. ReadRows(reader, names)], names.Any(PeopleColumns.Edits.ContainsKey), names.Any(PeopleColumns.Entrusts.ContainsKey));
    }

    private static IEnumerable<PeopleTableRow> ReadRows(CsvReader reader, string[] names)
    {
        int number = 1;
        while (reader.Next() is { } record)
        {
            number++;
            if (number > RowsMax + 1) { throw Fault($"最多 {RowsMax} 行", $"at most {RowsMax} rows"); }
            if (record.Blank) { continue; }
            Sentence? fault = record.Fault ?? (record.Cells.Count == names.Length ? null : new Sentence($"应有 {names.Length} 列，实有 {record.Cells.Count} 列", $"{record.Cells.Count} cells where {names.Length} are named"));
            yield return fault is null ? Row(number, names, record.Cells) : new PeopleTableRow(number, "", null, fault);
        }
    }

    private static PeopleTableRow Row(int number, string[] names, IReadOnlyList<string> cells)
    {
        PersonEdit edit = new();
        string id = "";
        for (int i = 0; i < names.Length; i++)
        {
            string text = CsvCells.Bare(cells[i].Trim());
            if (names[i] == PeopleColumns.Id) { id = text; }
            else if ((PeopleColumns.Edits.GetValueOrDefault(names[i]) ?? PeopleColumns.Entrusts.GetValueOrDefault(names[i])) is { } put) { edit = put(edit, text); }
        }
        return new PeopleTableRow(number, id, edit, null);
    }

    private static bool IsKnown(string name) => name is PeopleColumns.Id or PeopleColumns.Status || PeopleColumns.Edits.ContainsKey(name) || PeopleColumns.Entrusts.ContainsKey(name);

    private static string Shown(string name) => name.Length <= 40 && name.All(c => char.IsLetterOrDigit(c) || c is '_' or ' ' or '-') ? name : "…";

    private static RefusedException Fault(string zh, string en) => new(PeopleRefusals.Invalid("csv", en) with { Text = new Sentence(zh, en) });
}
