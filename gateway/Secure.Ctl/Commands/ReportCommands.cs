using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>report entries, alerts, drills, handover, review, unused.</summary>
internal static class ReportCommands
{
    private static readonly Option<DateTimeOffset?> From = new("--from") { Description = "起始时间（含） · begins with this time, as 2026-04-01 or 2026-04-01T08:00" };
    private static readonly Option<DateTimeOffset?> To = new("--to") { Description = "截止时间（不含），缺省为现在 · ends before this time; default: now" };
    private static readonly Option<string?> Xlsx = new("--xlsx") { Description = "写入此新文件（0600），不在屏幕显示 · write to this new file (0600) instead" };

    public static Command Build()
    {
        Option<string> room = new("--room") { Description = "房间 · room", DefaultValueFactory = _ => "" }, person = new("--person") { Description = "人员 · person", DefaultValueFactory = _ => "" };
        Option<string> drill = new("--drill") { Description = "这一次演练 · this one drill", DefaultValueFactory = _ => "" };
        return new Command("report", "报告 · reports")
        {
            Report("entries", "出入登记 · entries and exits", ReportKind.Entries, [From, To, room, person], (parsed, r) => { r.Room = parsed.GetValue(room)!; r.Person = parsed.GetValue(person)!; }),
            Report("alerts", "报警处置 · alerts and what was done", ReportKind.Alerts, [From, To]),
            Report("drills", "演练报告 · drills, timed", ReportKind.Drills, [From, To, drill], (parsed, r) => r.Alert = parsed.GetValue(drill)!),
            Report("handover", "值班交接 · how things stand, for the next watch", ReportKind.Handover, []),
            Report("review", "季度审查 · counts of the log's own entries", ReportKind.Review, [From, To]),
            Report("unused", "未使用权限 · rights that nobody has used", ReportKind.UnusedRights, [From, To]),
        };
    }

    private static Command Report(string name, string description, ReportKind kind, IReadOnlyList<System.CommandLine.Option> options, Action<ParseResult, MakeReportRequest>? fill = null)
    {
        Command command = new(name, description) { Xlsx };
        foreach (System.CommandLine.Option option in options) { command.Options.Add(option); }
        return command.Calls(async (gateway, parsed, cancellation) =>
        {
            MakeReportRequest request = new() { Kind = kind };
            if (options.Contains(From)) { (request.From, request.To) = (parsed.GetValue(From)?.ToTimestamp(), parsed.GetValue(To)?.ToTimestamp()); }
            fill?.Invoke(parsed, request);
            Reports.ReportsClient client = new(gateway.Invoker);
            if (parsed.GetValue(Xlsx) is { } path) { return await SaveAsync(client, request, gateway.Session(), path, cancellation); }
            MakeReportResponse report = await client.MakeAsync(request, gateway.Session(), cancellationToken: cancellation);
            if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(report); return 0; }
            ReportText.Print(report);
            return 0;
        });
    }

    /// <summary>A file that did not come to its end does not stay.</summary>
    private static async Task<int> SaveAsync(Reports.ReportsClient client, MakeReportRequest request, Metadata session, string path, CancellationToken cancellation)
    {
        using AsyncServerStreamingCall<ExportReportResponse> call = client.Export(new ExportReportRequest { Report = request }, session, cancellationToken: cancellation);
        using MemoryStream bytes = new();
        ReportExportEnd? end = null;
        await foreach (ExportReportResponse part in call.ResponseStream.ReadAllAsync(cancellation))
        {
            bytes.Write(part.Chunk.Span);
            end = part.End;
        }
        if (end is null) { throw new RpcException(new Status(StatusCode.DataLoss, "cut short")); }
        FileStreamOptions own = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        try { await using FileStream file = new(path, own); await file.WriteAsync(bytes.ToArray(), cancellation); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw new GatewayConnection.UsageException($"无法新建文件 · cannot make the file {path}: {e.Message}"); }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"已写入 {end.Rows} 行 · {end.Rows} rows written: {path}{(end.More ? "（另有更多行 · there are more rows than that）" : "")}"));
        return 0;
    }
}
