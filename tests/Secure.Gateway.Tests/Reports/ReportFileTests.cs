using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Grpc.Core;
using Secure.Gateway.Audit;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Alerts;
using Secure.V1;
using static Secure.Gateway.Tests.Alerts.AlertsRig;

namespace Secure.Gateway.Tests.Reports;

/// <summary>A report as a workbook: all of it text, and no bigger than it may be; on the screen, no longer than a page can hold.</summary>
public sealed class ReportFileTests : IAsyncLifetime
{
    private const string Hostile = "=HYPERLINK(\"http://evil\")<b>&\u202E😀";

    private AlertsRig _rig = null!;

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _rig = await StartAsync();

    public async ValueTask DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task A_workbook_is_valid_holds_every_row_and_every_cell_is_text()
    {
        await RecordAsync(1_200);
        _rig.Clock.StepWall(TimeSpan.FromMinutes(1));
        MakeReportRequest request = new() { Kind = ReportKind.Entries };
        MakeReportResponse screen = await _rig.Reports.MakeAsync(request, As(Officer), cancellationToken: Limit);
        Assert.Equal((1_000, true), (screen.Table("entries.lines").Rows.Count, screen.Table("entries.lines").More));

        (byte[] file, ReportExportEnd end) = await ExportAsync(request);

        using SpreadsheetDocument document = SpreadsheetDocument.Open(new MemoryStream(file), isEditable: false);
        Assert.Empty(new OpenXmlValidator(FileFormatVersions.Office2016).Validate(document, Limit));
        Sheet[] sheets = [.. document.WorkbookPart!.Workbook.Descendants<Sheet>()];
        Assert.Equal(["报告 · report", "entries.rooms", "entries.lines"], sheets.Select(s => s.Name!.Value));
        WorksheetPart part = (WorksheetPart)document.WorkbookPart.GetPartById(sheets[^1].Id!);
        Row[] rows = [.. part.Worksheet.Descendants<Row>()];
        Assert.Equal((1_201, 1_201UL, false), (rows.Length, end.Rows, end.More));
        Assert.All(document.WorkbookPart.WorksheetParts.SelectMany(w => w.Worksheet.Descendants<Cell>()), cell => Assert.True(cell.DataType! == CellValues.InlineString && cell.CellFormula is null));
        // The time as the site's clocks show it, with its offset; the header names the zone.
        Assert.Contains("(Asia/Shanghai)", rows[0].InnerText, StringComparison.Ordinal);
        Assert.Contains(rows[1].Elements<Cell>(), cell => cell.InnerText.EndsWith(" +08:00", StringComparison.Ordinal));
        Assert.Equal(Hostile, rows[1].Elements<Cell>().ElementAt(1).InnerText);
        Assert.Contains("xlsx", (await _rig.EntriesAsync(AuditKinds.AuditRead)).Select(e => e.GetProperty("details").GetProperty("format").GetString()));
    }

    [Fact]
    public async Task Without_the_right_nothing_is_given_out()
    {
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => ExportAsync(new MakeReportRequest { Kind = ReportKind.Review }));
        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
        Assert.Empty(await _rig.EntriesAsync(AuditKinds.AuditRead));
    }

    private async Task RecordAsync(int count)
    {
        AuditEvent[] events = [.. Enumerable.Range(0, count).Select(_ => new AuditEvent(AuditKinds.EntryDenied) { Person = Hostile, Room = Hostile, Decision = "deny", Reasons = ["badge_unknown"] })];
        foreach (AuditEvent[] some in events.Chunk(100)) { Assert.IsType<CommitOutcome.Committed>(await _rig.Audit.RecordAsync(some, Limit)); }
    }

    private async Task<(byte[] File, ReportExportEnd End)> ExportAsync(MakeReportRequest request)
    {
        using AsyncServerStreamingCall<ExportReportResponse> call = _rig.Reports.Export(new ExportReportRequest { Report = request }, As(Officer), cancellationToken: Limit);
        using MemoryStream file = new();
        ReportExportEnd? end = null;
        while (await call.ResponseStream.MoveNext(Limit))
        {
            Assert.Null(end);
            file.Write(call.ResponseStream.Current.Chunk.Span);
            end = call.ResponseStream.Current.End;
        }
        return (file.ToArray(), end!);
    }
}
