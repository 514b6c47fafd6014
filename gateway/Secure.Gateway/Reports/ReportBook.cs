using System.Globalization;
using Secure.Gateway.Audit.Exports;

namespace Secure.Gateway.Reports;

/// <summary>A report as a workbook: a sheet that says what it is, and one for each table. Words stand in both languages, times in UTC.</summary>
internal static class ReportBook
{
    private const int SheetNameMax = 31;

    internal static byte[] Of(V1.MakeReportResponse report)
    {
        using Workbook book = new();
        book.BeginSheet("报告 · report");
        foreach ((string name, string value) in About(report)) { book.Add([name, value]); }
        foreach (V1.ReportTable table in report.Tables)
        {
            book.BeginSheet(NameOf(table));
            book.Add(table.Columns.Select(c => Both(c.Title)));
            foreach (V1.ReportRow row in table.Rows) { book.Add(row.Cells.Select(Text)); }
            if (table.More) { book.Add(["（另有更多行，未列出） · more rows than these were found"]); }
        }
        return book.Finish();
    }

    private static IEnumerable<(string, string)> About(V1.MakeReportResponse report)
    {
        yield return ("报告 · report", Both(report.Title));
        yield return ("单位 · site", report.Site);
        yield return ("制表人 · made by", report.MadeBy);
        yield return ("制表时间 · made at", Time(report.MadeAt));
        if (report.From is not null) { yield return ("时段 · time", $"{Time(report.From)} – {Time(report.To)}"); }
        yield return ("日志条目数 · entries in the log", report.LogSize.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The table's id alone is short enough, has no forbidden sign, and is never twice in a report.</summary>
    private static string NameOf(V1.ReportTable table) => table.Id.Length <= SheetNameMax ? table.Id : table.Id[..SheetNameMax];

    private static string Text(V1.ReportCell cell) => cell.ValueCase switch
    {
        V1.ReportCell.ValueOneofCase.Text => cell.Text,
        V1.ReportCell.ValueOneofCase.Words => Both(cell.Words),
        V1.ReportCell.ValueOneofCase.At => Time(cell.At),
        V1.ReportCell.ValueOneofCase.Number => cell.Number.ToString(CultureInfo.InvariantCulture),
        V1.ReportCell.ValueOneofCase.Span => cell.Span.ToTimeSpan().ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture),
        _ => "",
    };

    private static string Both(V1.Sentence words) => words.Zh == words.En ? words.Zh : $"{words.Zh} · {words.En}";

    private static string Time(Google.Protobuf.WellKnownTypes.Timestamp at) => at.ToDateTimeOffset().UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
