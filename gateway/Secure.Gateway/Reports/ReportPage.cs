using System.Globalization;
using Secure.Contracts;

namespace Secure.Gateway.Reports;

/// <summary>Which rows of a report are answered with: those that match, a page at a time.</summary>
/// <param name="Table">Empty: of every table.</param>
/// <param name="After">So many of those that match are passed over.</param>
/// <param name="Search">Empty: every row matches.</param>
internal sealed record ReportPage(string Table, int After, string Search)
{
    /// <summary>Rows of a table in one answer.</summary>
    internal const int RowsMax = 1_000;

    private const int SearchMax = 100, TableMax = 64, AfterMax = 50_000;

    /// <exception cref="RefusedException">Longer or further than can be.</exception>
    internal static ReportPage Of(V1.MakeReportRequest request)
    {
        if (request.Search.Length > SearchMax) { throw ReportRefusals.Invalid("search", "more than 100 characters"); }
        if (request.Table.Length > TableMax) { throw ReportRefusals.Invalid("table", "not a table's id"); }
        if (request.After > AfterMax) { throw ReportRefusals.Invalid("after", "more than 50,000"); }
        return new ReportPage(request.Table, (int)request.After, request.Search.Trim());
    }

    /// <summary>Takes out of the report what is not asked for.</summary>
    internal V1.MakeReportResponse Cut(V1.MakeReportResponse report)
    {
        foreach (V1.ReportTable table in report.Tables)
        {
            V1.ReportRow[] matching = [.. table.Rows.Where(IsFound)];
            V1.ReportRow[] page = Table.Length == 0 || Table == table.Id ? [.. matching.Skip(After).Take(RowsMax)] : [];
            (table.Total, table.Cut) = ((uint)matching.Length, table.More);
            table.More = table.Cut || After + page.Length < matching.Length;
            table.Rows.Clear();
            table.Rows.AddRange(page);
        }
        return report;
    }

    private bool IsFound(V1.ReportRow row) => Search.Length == 0 || row.Cells.Any(IsFound);

    private bool IsFound(V1.ReportCell cell) => cell.ValueCase switch
    {
        V1.ReportCell.ValueOneofCase.Text => Has(cell.Text),
        V1.ReportCell.ValueOneofCase.Words => Has(cell.Words.Zh) || Has(cell.Words.En),
        V1.ReportCell.ValueOneofCase.Number => Has(cell.Number.ToString(CultureInfo.InvariantCulture)),
        _ => false,
    };

    private bool Has(string text) => text.Contains(Search, StringComparison.OrdinalIgnoreCase);
}
