using System.CommandLine;
using Grpc.Core;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>evidence view.</summary>
internal static class EvidenceCommands
{
    public static Command Build() => new("evidence", "报警证据 · evidence kept with alarms") { View() };

    private static Command View()
    {
        Argument<string> id = new("id") { Description = "证据编号（64 位十六进制） · its id, 64 hexadecimal digits" };
        Option<string> file = new("--out") { Description = "写入此新文件（0600） · new file to write (0600)", Required = true };
        Option<string> reason = new("--reason") { Description = "调阅理由，写入日志 · why; stands in the log", DefaultValueFactory = _ => "" };
        return new Command("view", "调阅一份证据（留有记录） · look at one piece; that you did is recorded") { id, file, reason }.Calls(async (gateway, parsed, cancellation) =>
        {
            ViewEvidenceRequest request = new() { Id = parsed.GetRequiredValue(id), Reason = parsed.GetValue(reason)! };
            using AsyncServerStreamingCall<ViewEvidenceResponse> call = new Evidence.EvidenceClient(gateway.Invoker).View(request, gateway.Session(), cancellationToken: cancellation);
            if (!await call.ResponseStream.MoveNext(cancellation) || call.ResponseStream.Current.Header is not { } header) { throw new RpcException(new Status(StatusCode.DataLoss, "no header")); }
            string path = parsed.GetRequiredValue(file);
            await WriteAsync(path, call.ResponseStream, header.Bytes, cancellation);
            if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(header); return 0; }
            Console.WriteLine($"已写入 · written: {path}（{Shown.Safe(header.MediaType)}，{header.Bytes} 字节 · bytes，摄于 · taken {header.TakenAt.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss}Z）");
            return 0;
        });
    }

    /// <summary>A file cut short by a broken connection does not stay.</summary>
    private static async Task WriteAsync(string path, IAsyncStreamReader<ViewEvidenceResponse> parts, uint bytes, CancellationToken cancellation)
    {
        FileStreamOptions own = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        FileStream file;
        try { file = new FileStream(path, own); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw new GatewayConnection.UsageException($"无法新建文件 · cannot make the file {path}: {e.Message}"); }
        bool whole = false;
        try
        {
            await using (file) { await foreach (ViewEvidenceResponse part in parts.ReadAllAsync(cancellation)) { await file.WriteAsync(part.Chunk.Memory, cancellation); } }
            whole = new FileInfo(path).Length == bytes;
            if (!whole) { throw new RpcException(new Status(StatusCode.DataLoss, "cut short")); }
        }
        finally { if (!whole) { File.Delete(path); } }
    }
}
