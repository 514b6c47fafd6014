using System.CommandLine;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>backup.</summary>
internal static class BackupCommand
{
    public static Command Build()
    {
        Option<bool> status = new("--status") { Description = "只看上次备份 · only show the last one" };
        return new Command("backup", "立即备份并核验（数据库、日志、证据、已加密的密钥；不含主密钥、人脸指纹） · back up now, and check: database, log, evidence, wrapped keys; never the master key, faces or fingers") { status }.Calls(async (gateway, parsed, cancellation) =>
        {
            Backups.BackupsClient client = new(gateway.Invoker);
            bool json = parsed.GetValue(ConnectionOptions.Json);
            if (parsed.GetValue(status))
            {
                DescribeBackupsResponse told = await client.DescribeAsync(new DescribeBackupsRequest(), gateway.Session(), cancellationToken: cancellation);
                if (json) { Running.PrintJson(told); } else { Print(told); }
                return told.On && told.Last is not null && told.Trouble.Length == 0 ? 0 : 1;
            }
            MakeBackupResponse response = await client.MakeAsync(new MakeBackupRequest(), gateway.Session(), cancellationToken: cancellation);
            if (json) { Running.PrintJson(response); } else { Console.WriteLine("已备份并核验 · made and checked: " + Words(response.Made)); }
            return 0;
        });
    }

    private static void Print(DescribeBackupsResponse told)
    {
        if (!told.On) { Console.WriteLine("未配置备份目录 · no folder for backups is configured"); return; }
        Console.WriteLine(told.Last is { } last ? "上次备份 · last: " + Words(last) : "尚无备份 · none yet");
        Console.WriteLine(told.EveryHours == 0 ? "不自动备份 · only when asked for" : $"每 {told.EveryHours} 小时自动备份 · every {told.EveryHours} h by itself");
        if (told.Trouble.Length > 0) { Console.WriteLine("上次失败 · the last attempt failed: " + Shown.Safe(told.Trouble)); }
    }

    private static string Words(Backup backup) => $"{backup.MadeAt.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss}Z，{backup.LogSize} 条记录 · log entries";
}
