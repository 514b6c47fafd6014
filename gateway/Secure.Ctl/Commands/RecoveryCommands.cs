using System.CommandLine;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>recovery-begin, recovery-finish: an officer's way back to a lost password, by another officer.</summary>
internal static class RecoveryCommands
{
    private static readonly Argument<string> Account = new("account") { Description = "失去口令的管理员账号 · account of the officer who lost the password" };

    public static IEnumerable<Command> All() => [Begin(), Finish()];

    private static Command Begin()
    {
        Option<string?> code = new("--code-file") { Description = "密封恢复码文件 · file with the sealed code; default: asked for" };
        return new Command("recovery-begin", "凭密封恢复码开始恢复管理员口令 · begin the recovery of another officer's password") { Account, code }.Calls(async (gateway, parsed, cancellation) =>
        {
            BeginRecoveryRequest request = new() { Account = parsed.GetRequiredValue(Account), Code = Connection.Secrets.Read(parsed.GetValue(code), "恢复码 · sealed code: ") };
            BeginRecoveryResponse begun = await new Officers.OfficersClient(gateway.Invoker).BeginRecoveryAsync(request, gateway.Session(), cancellationToken: cancellation);
            Console.WriteLine("令牌已显示在网关终端；全体管理员已获告警 · the token is on the gateway's terminal; all officers have been told");
            Console.WriteLine($"  可设口令 · from {begun.NotBefore.ToDateTimeOffset():yyyy-MM-dd HH:mm} 至 · until {begun.NotAfter.ToDateTimeOffset():yyyy-MM-dd HH:mm} UTC");
            return 0;
        });
    }

    private static Command Finish()
    {
        Option<string?> token = new("--token-file") { Description = "终端令牌文件 · file with the terminal's token; default: asked for" };
        Option<string?> password = new("--password-file") { Description = "新口令文件 · file with the new password; default: asked for" };
        return new Command("recovery-finish", "等待期满后重设管理员口令 · after the wait, set the officer's password anew") { Account, token, password }.Calls(async (gateway, parsed, cancellation) =>
        {
            FinishRecoveryRequest request = new()
            {
                Account = parsed.GetRequiredValue(Account),
                Token = Connection.Secrets.Read(parsed.GetValue(token), "终端令牌 · terminal's token: "),
                Password = Connection.Secrets.Read(parsed.GetValue(password), "新口令 · new password: "),
            };
            FinishRecoveryResponse done = await new Officers.OfficersClient(gateway.Invoker).FinishRecoveryAsync(request, gateway.Session(), cancellationToken: cancellation);
            Console.WriteLine($"口令已重设；新恢复码，仅此一次显示 · done; the new recovery code, shown this once: {done.RecoveryCode.Code}");
            return 0;
        });
    }
}
