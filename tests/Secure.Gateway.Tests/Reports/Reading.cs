using Secure.V1;

namespace Secure.Gateway.Tests.Reports;

/// <summary>Reports as a test reads them: each row by its columns' ids, words in Chinese.</summary>
internal static class Reading
{
    internal static ReportTable Table(this MakeReportResponse report, string id) => report.Tables.Single(t => t.Id == id);

    internal static string Of(this ReportTable table, ReportRow row, string column) => Text(row.Cells[Place(table, column)]);

    internal static ReportCell Cell(this ReportTable table, ReportRow row, string column) => row.Cells[Place(table, column)];

    /// <summary>These columns of every row.</summary>
    internal static string[] Columns(this ReportTable table, params string[] columns) => [.. table.Rows.Select(row => string.Join(' ', columns.Select(c => table.Of(row, c))))];

    /// <summary>How often each, by its first columns.</summary>
    internal static Dictionary<string, long> Counts(this ReportTable table) =>
        table.Rows.ToDictionary(row => string.Join(' ', row.Cells.SkipLast(1).Select(Text)), row => row.Cells[^1].Number, StringComparer.Ordinal);

    private static int Place(ReportTable table, string column)
    {
        int at = table.Columns.Select(c => c.Id).ToList().IndexOf(column);
        return at >= 0 ? at : throw new ArgumentException($"{table.Id} has no column {column}.");
    }

    private static string Text(ReportCell cell) => cell.ValueCase switch
    {
        ReportCell.ValueOneofCase.Text => cell.Text,
        ReportCell.ValueOneofCase.Words => cell.Words.Zh,
        ReportCell.ValueOneofCase.At => cell.At.ToDateTimeOffset().ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture),
        ReportCell.ValueOneofCase.Number => $"{cell.Number}",
        ReportCell.ValueOneofCase.Span => $"{cell.Span.ToTimeSpan():c}",
        _ => "",
    };
}
