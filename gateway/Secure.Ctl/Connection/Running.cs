using System.CommandLine;
using Google.Protobuf;
using Grpc.Core;
using Secure.Contracts;

namespace Secure.Ctl.Connection;

/// <summary>Runs a command's body against the gateway, and turns what goes wrong into words and an exit code.</summary>
internal static class Running
{
    /// <summary>Exit codes: 0 done, 1 refused or failed, 2 wrong use.</summary>
    public static Command Calls(this Command command, Func<GatewayConnection, ParseResult, CancellationToken, Task<int>> body, bool withSession = true)
    {
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                using GatewayConnection connection = GatewayConnection.Open(parsed, withSession);
                return await body(connection, parsed, cancellation);
            }
            catch (GatewayConnection.UsageException usage) { await Console.Error.WriteLineAsync(usage.Message); return 2; }
            catch (Exception file) when (file is IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync($"文件或目录无法读写 · a file or folder does not read or write: {file.Message}");
                return 2;
            }
            catch (ArgumentException path) when (path.ParamName == "path")
            {
                await Console.Error.WriteLineAsync("文件或目录的名称为空或无效 · the name of a file or folder is empty or not valid");
                return 2;
            }
            catch (RpcException refused) { await Console.Error.WriteLineAsync(Words(refused)); return 1; }
        });
        return command;
    }

    /// <summary>The message as one line of JSON.</summary>
    public static void PrintJson(IMessage message) => Console.WriteLine(JsonFormatter.Default.Format(message));

    private static string Words(RpcException refused)
    {
        if (refused.ToRefusal() is { } refusal)
        {
            string fields = string.Concat(refusal.Fields.Select(f => $"\n  {f.Field}: {f.Message}"));
            string retry = refusal.RetryDelay is { } delay ? $"\n  {delay.TotalSeconds:0} 秒后可重试 · try again in {delay.TotalSeconds:0} s" : "";
            string then = refusal.Code == "approval_required" ? $"\n  另一管理员执行 · another officer runs: ctl approve {refusal.RequestId}；然后重复此命令 · then repeat this very command" : "";
            return $"{refusal.Text.Zh} · {refusal.Text.En} ({refusal.Status}, {refusal.Code}){fields}{retry}{then}";
        }
        return refused.StatusCode switch
        {
            StatusCode.Unavailable => $"网关不可达或暂不服务 · the gateway cannot be reached or does not serve yet: {refused.Status.Detail}",
            StatusCode.DeadlineExceeded => $"网关在 {AnswerLimit.Longest.TotalSeconds:0} 秒内没有回答，是否已执行不明 · the gateway did not answer within {AnswerLimit.Longest.TotalSeconds:0} s; whether it was done is not known",
            StatusCode.Cancelled => "已取消 · cancelled",
            _ => $"{refused.StatusCode}: {refused.Status.Detail}",
        };
    }
}
