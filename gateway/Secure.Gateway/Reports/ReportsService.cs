using Google.Protobuf;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.V1;

namespace Secure.Gateway.Reports;

/// <summary>The contract's Reports service.</summary>
internal sealed class ReportsService(ICallers callers, ReportDesk desk) : V1.Reports.ReportsBase
{
    private const int SheetRowsMax = 50_000;
    private const int ChunkBytes = 256 * 1024;

    public override async Task<MakeReportResponse> Make(MakeReportRequest request, ServerCallContext context)
    {
        ISession reader = ReaderOf(request, context);
        ReportPage page = ReportPage.Of(request);
        return page.Cut(await desk.MakeAsync(request, reader, "screen", SheetRowsMax, context.CancellationToken));
    }

    public override async Task Export(ExportReportRequest request, IServerStreamWriter<ExportReportResponse> responseStream, ServerCallContext context)
    {
        MakeReportRequest asked = request.Report ?? new MakeReportRequest();
        ISession reader = ReaderOf(asked, context);
        MakeReportResponse report = await desk.MakeAsync(asked, reader, "xlsx", SheetRowsMax, context.CancellationToken);
        byte[] file = ReportBook.Of(report, desk.Zone);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, reader.Ended);
        try
        {
            for (int at = 0; at < file.Length; at += ChunkBytes)
            {
                await responseStream.WriteAsync(new ExportReportResponse { Chunk = UnsafeByteOperations.UnsafeWrap(file.AsMemory(at, Math.Min(ChunkBytes, file.Length - at))) }, either.Token);
            }
            await responseStream.WriteAsync(new ExportReportResponse { End = new ReportExportEnd { Rows = (ulong)report.Tables.Sum(t => t.Rows.Count), More = report.Tables.Any(t => t.More) } }, either.Token);
        }
        catch (OperationCanceledException) when (reader.Ended.IsCancellationRequested) { throw new RefusedException(ReportRefusals.SessionEnded); }
    }

    /// <summary>Whoever has no session learns nothing of which kinds there are.</summary>
    private ISession ReaderOf(MakeReportRequest request, ServerCallContext context)
    {
        callers.RequireSession(context);
        return callers.RequireRight(context, desk.Of(request.Kind).Right);
    }
}
