using System.CommandLine;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>snapshot: what a door's camera sees now.</summary>
internal static class SnapshotCommand
{
    public static Command Build()
    {
        Argument<string> door = new("door") { Description = "门 · door" };
        Option<string> reason = new("--reason") { Description = "事由（必填） · why (mandatory)", Required = true };
        Option<string?> file = new("--out") { Description = "把图片写入此新文件（0600，调阅留有记录） · new file for the picture (0600); that you look at it is recorded" };
        return new Command("snapshot", "现场截图：门口摄像头现在拍一张 · a picture of what a door's camera sees now") { door, reason, file }.Calls(async (gateway, parsed, cancellation) =>
        {
            TakeSnapshotRequest request = new() { Door = parsed.GetRequiredValue(door), Reason = parsed.GetRequiredValue(reason) };
            TakeSnapshotResponse taken = await new Doors.DoorsClient(gateway.Invoker).TakeSnapshotAsync(request, gateway.Session(), cancellationToken: cancellation);
            if (parsed.GetValue(file) is { } path) { await EvidenceCommands.SaveAsync(gateway, taken.Evidence, request.Reason, path, cancellation); }
            if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(taken); return 0; }
            Console.WriteLine($"摄于 · taken {taken.TakenAt.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss}Z（代理时钟 · the agent's clock）\n证据 · evidence {Shown.Safe(taken.Evidence)}");
            return 0;
        });
    }
}
