using System.CommandLine;
using Grpc.Core;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>evidence view, evidence retention.</summary>
internal static class EvidenceCommands
{
    public static Command Build() => new("evidence", "报警证据 · evidence kept with alarms") { View(), Retention() };

    private static Command View()
    {
        Argument<string> id = new("id") { Description = "证据编号（64 位十六进制） · its id, 64 hexadecimal digits" };
        Option<string> file = new("--out") { Description = "写入此新文件（0600） · new file to write (0600)", Required = true };
        Option<string> reason = new("--reason") { Description = "调阅理由，写入日志 · why; stands in the log", DefaultValueFactory = _ => "" };
        return new Command("view", "调阅一份证据（留有记录） · look at one piece; that you did is recorded") { id, file, reason }.Calls(async (gateway, parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(file);
            EvidenceHeader header = await SaveAsync(gateway, parsed.GetRequiredValue(id), parsed.GetValue(reason)!, path, cancellation);
            if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(header); return 0; }
            Console.WriteLine($"已写入 · written: {path}（{Shown.Safe(header.MediaType)}，{header.Bytes} 字节 · bytes，摄于 · taken {header.TakenAt.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss}Z）");
            return 0;
        });
    }

    /// <summary>Looks at one piece, which is recorded, and writes it into a new file.</summary>
    internal static async Task<EvidenceHeader> SaveAsync(GatewayConnection gateway, string id, string reason, string path, CancellationToken cancellation)
    {
        ViewEvidenceRequest request = new() { Id = id, Reason = reason };
        using AsyncServerStreamingCall<ViewEvidenceResponse> call = new Evidence.EvidenceClient(gateway.Invoker).View(request, gateway.Session(), cancellationToken: cancellation);
        if (!await call.ResponseStream.MoveNext(cancellation) || call.ResponseStream.Current.Header is not { } header) { throw new RpcException(new Status(StatusCode.DataLoss, "no header")); }
        await WriteAsync(path, call.ResponseStream, header.Bytes, cancellation);
        return header;
    }

    private static Command Retention()
    {
        Option<uint?> pictures = new("--picture-days") { Description = "报警图像保存天数 · days that pictures of alarms are kept" };
        Option<uint?> clips = new("--clip-days") { Description = "门禁录像保存天数 · days that clips of door cameras are kept" };
        Option<ulong?> room = new("--clip-mib") { Description = "录像空间（MiB） · room of all clips, in MiB" };
        Option<string> reason = new("--reason") { Description = "事由 · why", DefaultValueFactory = _ => "" };
        return new Command("retention", "查看保存期限；给出新值则更改，须另一人批准 · how long evidence is kept; with a new value, set it: takes two officers") { pictures, clips, room, reason }.Calls(async (gateway, parsed, cancellation) =>
        {
            Evidence.EvidenceClient client = new(gateway.Invoker);
            GetRetentionResponse now = await client.GetRetentionAsync(new GetRetentionRequest(), gateway.Session(), cancellationToken: cancellation);
            (uint? Pictures, uint? Clips, ulong? Room) given = (parsed.GetValue(pictures), parsed.GetValue(clips), parsed.GetValue(room));
            if (given == (null, null, null)) { Print(now, parsed.GetValue(ConnectionOptions.Json)); return 0; }
            // Whole, so that what is approved is what will be in force.
            Retention wanted = new()
            {
                PictureDays = given.Pictures ?? now.Retention?.PictureDays ?? 0,
                ClipDays = given.Clips ?? now.Retention?.ClipDays ?? 0,
                ClipBytesMax = given.Room is { } mib ? (mib <= ulong.MaxValue >> 20 ? mib << 20 : ulong.MaxValue) : now.Retention?.ClipBytesMax ?? 0,
            };
            await client.SetRetentionAsync(new SetRetentionRequest { Retention = wanted, Reason = parsed.GetValue(reason)! }, gateway.Session(), cancellationToken: cancellation);
            Console.WriteLine("保存期限已更改，一小时内生效 · set; in force within the hour");
            return 0;
        });
    }

    private static void Print(GetRetentionResponse now, bool json)
    {
        if (json) { Running.PrintJson(now); return; }
        Console.WriteLine(now.Retention is { } keep
            ? $"报警图像 · pictures of alarms: {keep.PictureDays} 天 · days（至少 · at least {now.PictureDaysMin}）\n门禁录像 · clips: {keep.ClipDays} 天 · days（至少 · at least {now.ClipDaysMin}），空间 · room {keep.ClipBytesMax >> 20} MiB"
            : "保存期限被篡改：重新设定前不删除任何证据 · the stored retention was altered: nothing is dropped until it is set anew");
        Console.WriteLine($"录像已占 · clips take {now.ClipBytes >> 20} MiB");
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
