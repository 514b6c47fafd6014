using System.Text;
using System.Text.Json;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Audit.Exports;
using Secure.Gateway.Storage;
using Secure.V1;

namespace Secure.Gateway.Tests.Audit;

/// <summary>What is found in the log, as a file: whole, as it was written, and nothing in it that a spreadsheet would calculate.</summary>
public sealed class ExportTests : IAsyncLifetime
{
    private static readonly string[] Hostile = ["=HYPERLINK(\"http://evil\")", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1", "say \"=1\", twice", "\u202Eright to left", "<b>&", "😀\u0001\uD800"];

    private readonly string _folder = Directory.CreateTempSubdirectory("secure-export-").FullName;
    private readonly TestKeys _keys = new();
    private AuditServer _server = null!;

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await AuditServer.StartAsync(_folder, _keys);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _keys.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Json_lines_hold_every_entry_found_byte_for_byte_and_the_export_is_recorded_first()
    {
        await _server.RecordAsync(1_203);
        (byte[] file, LogExportEnd end) = await ExportAsync(LogExportFormat.JsonLines, new QueryRequest { Kind = "test.even", PageSize = 3, OldestFirst = true });
        string[] lines = Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal((602UL, false, 602), (end.Entries, end.More, lines.Length));
        string last = lines[^1];
        long index = JsonDocument.Parse(last).RootElement.GetProperty("index").GetInt64();
        Storage.LogEntry kept = Assert.Single(await _server.Store.ReadLogAsync(index, 1, Limit));
        Assert.Equal($"{{\"index\":{index},\"entry\":{Encoding.UTF8.GetString(kept.Entry)}}}", last);
        QueryResponse reads = await _server.Client.QueryAsync(new QueryRequest { Kind = AuditKinds.AuditRead, OldestFirst = true }, AuditServer.As("officer"));
        string read = reads.Entries[0].Entry.ToStringUtf8();
        Assert.Contains("\"action\":\"export\"", read, StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"test.even\",\"format\":\"json_lines\"", read, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_cell_of_a_csv_file_begins_as_a_formula_does()
    {
        await RecordHostileAsync();
        (byte[] file, _) = await ExportAsync(LogExportFormat.Csv, new QueryRequest { Kind = "test.hostile" });

        Assert.Equal([0xEF, 0xBB, 0xBF], file[..3]);
        string text = Encoding.UTF8.GetString(file[3..]);
        Assert.StartsWith("\"index\",\"time\",\"site_time\",\"kind\",", text, StringComparison.Ordinal);
        foreach (char sign in "=+-@\t\r＝") { Assert.DoesNotContain($",\"{sign}", text, StringComparison.Ordinal); }
        Assert.Contains("\"'=HYPERLINK(\"\"http://evil\"\")\"", text, StringComparison.Ordinal);
        Assert.Contains("\"say \"\"=1\"\", twice\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beside_each_time_stands_the_same_moment_by_the_sites_clocks()
    {
        DateTimeOffset happened = new(2026, 3, 4, 20, 6, 7, TimeSpan.Zero);
        await _server.Audit.RecordAsync(new AuditEvent("test.timed") { EventTime = happened }, Limit);
        foreach (LogExportFormat format in (LogExportFormat[])[LogExportFormat.Csv, LogExportFormat.Xlsx])
        {
            (byte[] file, _) = await ExportAsync(format, new QueryRequest { Kind = "test.timed" });
            string[] row = format == LogExportFormat.Csv ? Csv(file)[1] : Xlsx(file)[1];
            string CellOf(string name) => row[Array.IndexOf([.. EntryCells.Names], name)];

            Assert.StartsWith("2026-03-04T20:06:07", CellOf("event_time"), StringComparison.Ordinal);
            Assert.Equal("2026-03-05 04:06:07 +08:00", CellOf("site_event_time"));
            DateTimeOffset written = DateTimeOffset.Parse(CellOf("time"), System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(written.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm:ss zzz", System.Globalization.CultureInfo.InvariantCulture), CellOf("site_time"));
        }
    }

    [Fact]
    public async Task A_workbook_is_valid_and_every_cell_is_text()
    {
        await RecordHostileAsync();
        (byte[] file, LogExportEnd end) = await ExportAsync(LogExportFormat.Xlsx, new QueryRequest { Kind = "test.hostile", OldestFirst = true });

        using SpreadsheetDocument document = SpreadsheetDocument.Open(new MemoryStream(file), isEditable: false);
        Assert.Empty(new OpenXmlValidator(FileFormatVersions.Office2016).Validate(document, Limit));
        Row[] rows = [.. document.WorkbookPart!.WorksheetParts.Single().Worksheet.Descendants<Row>()];
        Assert.Equal((ulong)Hostile.Length, end.Entries);
        Assert.Equal(Hostile.Length + 1, rows.Length);
        Assert.All(rows.SelectMany(row => row.Elements<Cell>()), cell => Assert.True(cell.DataType! == CellValues.InlineString && cell.CellFormula is null));
        int person = Array.IndexOf([.. EntryCells.Names], "person");
        // XML reads every line's end as one (section 2.11).
        Assert.Equal([.. Hostile[..^1].Select(text => text.Replace('\r', '\n')), "😀\uFFFD\uFFFD"], rows[1..].Select(row => row.Elements<Cell>().ElementAt(person).InnerText));
    }

    [Fact]
    public async Task Without_the_right_or_a_format_nothing_is_given_out()
    {
        await Assert.ThrowsAsync<RpcException>(() => ExportAsync(LogExportFormat.Csv, new QueryRequest(), "agent-9"));
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => ExportAsync(LogExportFormat.Unspecified, new QueryRequest()));
        Assert.Equal("invalid_request", refused.ToRefusal()?.Code);
    }

    private static string[][] Csv(byte[] file) =>
        [.. Encoding.UTF8.GetString(file[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line[1..^1].Split("\",\""))];

    private static string[][] Xlsx(byte[] file)
    {
        using SpreadsheetDocument document = SpreadsheetDocument.Open(new MemoryStream(file), isEditable: false);
        return [.. document.WorkbookPart!.WorksheetParts.Single().Worksheet.Descendants<Row>().Select(row => row.Elements<Cell>().Select(cell => cell.InnerText).ToArray())];
    }

    private async Task RecordHostileAsync()
    {
        foreach (string text in Hostile)
        {
            Assert.IsType<CommitOutcome.Committed>(await _server.Audit.RecordAsync(new AuditEvent("test.hostile") { Person = text, Details = [new("text", text)] }, Limit));
        }
    }

    private async Task<(byte[] File, LogExportEnd End)> ExportAsync(LogExportFormat format, QueryRequest query, string who = "officer")
    {
        using AsyncServerStreamingCall<ExportLogResponse> call = _server.Client.Export(new ExportLogRequest { Query = query, Format = format }, AuditServer.As(who), cancellationToken: Limit);
        using MemoryStream file = new();
        LogExportEnd? end = null;
        while (await call.ResponseStream.MoveNext(Limit))
        {
            Assert.Null(end);
            file.Write(call.ResponseStream.Current.Chunk.Span);
            end = call.ResponseStream.Current.End;
        }
        return (file.ToArray(), end!);
    }
}
