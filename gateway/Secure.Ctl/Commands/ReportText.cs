using System.Globalization;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>Reports in words: a line for each row, empty cells left out, what needs a look marked by an exclamation mark.</summary>
internal static class ReportText
{
    public static void Print(MakeReportResponse report)
    {
        Console.WriteLine($"{Both(report.Title)}  {Shown.Safe(report.Site)}  {Time(report.MadeAt)}  {Shown.Safe(report.MadeBy)}");
        if (report.From is not null) { Console.WriteLine($"{Time(report.From)} – {Time(report.To)}"); }
        foreach (ReportTable table in report.Tables)
        {
            Console.WriteLine();
            Console.WriteLine($"{Both(table.Title)}（{table.Rows.Count}{(table.More ? "+" : "")}）");
            foreach (ReportRow row in table.Rows) { Console.WriteLine("  " + Line(table, row)); }
            if (table.More) { Console.WriteLine("  （更多行请用 --xlsx 或缩小时间范围 · for more rows: --xlsx, or a narrower time）"); }
        }
    }

    internal static string Line(ReportTable table, ReportRow row) => string.Join(
        "  ", table.Columns.Zip(row.Cells).Where(c => c.Second.ValueCase != ReportCell.ValueOneofCase.None).Select(c => $"{(c.Second.Attention ? "!" : "")}{c.First.Title.Zh}={Text(c.Second)}"));

    private static string Text(ReportCell cell) => cell.ValueCase switch
    {
        ReportCell.ValueOneofCase.Text => Shown.Safe(cell.Text),
        ReportCell.ValueOneofCase.Words => Both(cell.Words),
        ReportCell.ValueOneofCase.At => Time(cell.At),
        ReportCell.ValueOneofCase.Number => cell.Number.ToString(CultureInfo.InvariantCulture),
        ReportCell.ValueOneofCase.Span => cell.Span.ToTimeSpan().ToString("c", CultureInfo.InvariantCulture).Split('.')[0],
        _ => "",
    };

    private static string Both(Sentence words) => Shown.Safe(words.Zh == words.En ? words.Zh : $"{words.Zh} · {words.En}");

    private static string Time(Google.Protobuf.WellKnownTypes.Timestamp at) => at.ToDateTimeOffset().ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
