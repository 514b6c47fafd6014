using System.Globalization;
using Secure.Gateway.Audit.Exports;

namespace Secure.Gateway.Reports;

/// <summary>A report as a workbook: a sheet that says what it is, and one for each table. Words stand in both languages, times as the site's clocks show them, each with its offset from UTC.</summary>
internal static class ReportBook
{
    private const int SheetNameMax = 31;

    /// <param name="zone">The site's.</param>
    internal static byte[] Of(V1.MakeReportResponse report, TimeZoneInfo zone)
    {
        using Workbook book = new();
        book.BeginSheet("报告 · report");
        foreach ((string name, string value) in About(report, zone)) { book.Add([name, value]); }
        foreach (V1.ReportTable table in report.Tables)
        {
            book.BeginSheet(NameOf(table));
            book.Add(table.Columns.Select((column, at) => Both(column.Title) + (HoldsTimes(table, at) ? $" ({zone.Id})" : "")));
            foreach (V1.ReportRow row in table.Rows) { book.Add(row.Cells.Select(cell => Text(cell, zone))); }
            if (table.More) { book.Add(["（另有更多行，未列出） · more rows than these were found"]); }
        }
        return book.Finish();
    }

    private static IEnumerable<(string, string)> About(V1.MakeReportResponse report, TimeZoneInfo zone)
    {
        yield return ("报告 · report", Both(report.Title));
        yield return ("单位 · site", report.Site);
        yield return ("制表人 · made by", report.MadeBy);
        yield return ("制表时间 · made at", Time(report.MadeAt, zone));
        if (report.From is not null) { yield return ("时段 · time", $"{Time(report.From, zone)} – {Time(report.To, zone)}"); }
        yield return ("时区 · time zone", zone.Id);
        yield return ("日志条目数 · entries in the log", report.LogSize.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The table's id alone is short enough, has no forbidden sign, and is never twice in a report.</summary>
    private static string NameOf(V1.ReportTable table) => table.Id.Length <= SheetNameMax ? table.Id : table.Id[..SheetNameMax];

    private static bool HoldsTimes(V1.ReportTable table, int column) => table.Rows.Any(r => r.Cells.Count > column && r.Cells[column].ValueCase == V1.ReportCell.ValueOneofCase.At);

    private static string Text(V1.ReportCell cell, TimeZoneInfo zone) => cell.ValueCase switch
    {
        V1.ReportCell.ValueOneofCase.Text => cell.Text,
        V1.ReportCell.ValueOneofCase.Words => Both(cell.Words),
        V1.ReportCell.ValueOneofCase.At => Time(cell.At, zone),
        V1.ReportCell.ValueOneofCase.Number => cell.Number.ToString(CultureInfo.InvariantCulture),
        V1.ReportCell.ValueOneofCase.Span => cell.Span.ToTimeSpan().ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture),
        _ => "",
    };

    private static string Both(V1.Sentence words) => words.Zh == words.En ? words.Zh : $"{words.Zh} · {words.En}";

    /// <summary>Equal times of a day whose clocks are put back differ in their offset.</summary>
    private static string Time(Google.Protobuf.WellKnownTypes.Timestamp at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), zone).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);
}
