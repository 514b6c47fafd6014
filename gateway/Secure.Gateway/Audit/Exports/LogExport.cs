using Google.Protobuf;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.V1;

namespace Secure.Gateway.Audit.Exports;

/// <summary>Gives out what a query finds as one file. Who took what is recorded before the first byte leaves.</summary>
public sealed class LogExport(AuditReads reads, IStore store, ISite site)
{
    /// <summary>What one file may hold: a workbook is made in memory, and an hour of the busiest site is fewer.</summary>
    internal const int EntriesMax = 50_000;

    private const int ChunkBytes = 256 * 1024;

    /// <exception cref="RefusedException">The request is not valid, nothing could be recorded, or the session ended meanwhile.</exception>
    public async Task SendAsync(ExportLogRequest request, ISession reader, IServerStreamWriter<ExportLogResponse> to, CancellationToken cancellation)
    {
        using IEntryFile file = Begin(request.Format, site.Current.TimeZone);
        LogQuery query = await reads.BeginExportAsync(request.Query ?? new QueryRequest(), NameOf(request.Format), reader, cancellation);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, reader.Ended);
        try
        {
            LogExportEnd end = await FillAsync(file, query, to, either.Token);
            await SendAsync(file.Finish(), to, either.Token);
            await to.WriteAsync(new ExportLogResponse { End = end }, either.Token);
        }
        catch (OperationCanceledException) when (reader.Ended.IsCancellationRequested) { throw new RefusedException(AuditRefusals.SessionEnded); }
    }

    private async Task<LogExportEnd> FillAsync(IEntryFile file, LogQuery query, IServerStreamWriter<ExportLogResponse> to, CancellationToken cancellation)
    {
        int entries = 0;
        while (true)
        {
            LogPage page = await store.SearchLogAsync(query with { Limit = Math.Min(query.Limit, EntriesMax - entries) }, cancellation);
            foreach (Storage.LogEntry entry in page.Entries) { file.Add(entry.Index, entry.Entry); }
            entries += page.Entries.Count;
            await SendAsync(file.Take(), to, cancellation);
            if (page.Next is null || entries >= EntriesMax) { return new LogExportEnd { Entries = (ulong)entries, More = page.Next is not null }; }
            query = query with { Cursor = page.Next };
        }
    }

    private static async Task SendAsync(byte[] bytes, IServerStreamWriter<ExportLogResponse> to, CancellationToken cancellation)
    {
        for (int at = 0; at < bytes.Length; at += ChunkBytes)
        {
            ReadOnlyMemory<byte> chunk = bytes.AsMemory(at, Math.Min(ChunkBytes, bytes.Length - at));
            await to.WriteAsync(new ExportLogResponse { Chunk = UnsafeByteOperations.UnsafeWrap(chunk) }, cancellation);
        }
    }

    private static IEntryFile Begin(LogExportFormat format, TimeZoneInfo zone) => format switch
    {
        LogExportFormat.JsonLines => new JsonLinesFile(),
        LogExportFormat.Csv => new CsvFile(zone),
        LogExportFormat.Xlsx => new XlsxFile(zone),
        _ => throw new RefusedException(AuditRefusals.Invalid("format", "not one of these")),
    };

    private static string NameOf(LogExportFormat format) => format switch
    {
        LogExportFormat.Csv => "csv",
        LogExportFormat.Xlsx => "xlsx",
        _ => "json_lines",
    };
}
