using System.CommandLine;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>ceremony, roles, grant-role, withdraw-role.</summary>
internal static class OfficerCommands
{
    private const string Form = "PERSON:NAME:ACCOUNT";

    public static IEnumerable<Command> All() => [Ceremony(), Roles(), Grant(), Withdraw()];

    private static Command Ceremony()
    {
        Option<string> administrator = Named("--administrator", "系统管理员 · the system administrator"), security = Named("--security-officer", "安全保密管理员 · the security officer"),
            auditor = Named("--auditor", "安全审计员 · the security auditor");
        Option<string?> administratorDeputy = Deputy("--administrator-deputy"), securityDeputy = Deputy("--security-officer-deputy"), auditorDeputy = Deputy("--auditor-deputy");
        Option<string?> token = new("--token-file") { Description = "一次性令牌文件 · file with the one-time token" };
        Option<string?> passwords = new("--passwords") { Description = "口令目录：ACCOUNT.password · folder of ACCOUNT.password files; default: each is asked for" };
        Option<string?> codes = new("--codes") { Description = "恢复码写入此新文件（0600） · new file for the recovery codes; default: shown" };
        Command command = new("ceremony", "设立三员及其副手，一次完成 · make the three officers and their deputies, once, with the token from the gateway's terminal")
        {
            administrator, security, auditor, administratorDeputy, securityDeputy, auditorDeputy, token, passwords, codes,
        };
        return command.Calls(async (gateway, parsed, cancellation) =>
        {
            NewOfficer? Of(Option<string?> option) => parsed.GetValue(option) is { } text ? Read(text, parsed.GetValue(passwords)) : null;
            HoldCeremonyRequest request = new()
            {
                Token = Connection.Secrets.Read(parsed.GetValue(token), "一次性令牌 · one-time token: "),
                SystemAdministrator = Read(parsed.GetRequiredValue(administrator), parsed.GetValue(passwords)),
                SecurityOfficer = Read(parsed.GetRequiredValue(security), parsed.GetValue(passwords)),
                SecurityAuditor = Read(parsed.GetRequiredValue(auditor), parsed.GetValue(passwords)),
                SystemAdministratorDeputy = Of(administratorDeputy),
                SecurityOfficerDeputy = Of(securityDeputy),
                SecurityAuditorDeputy = Of(auditorDeputy),
            };
            using RecoveryCodeSheet? sheet = parsed.GetValue(codes) is { } file ? RecoveryCodeSheet.Create(file) : null;
            HoldCeremonyResponse held = await new Officers.OfficersClient(gateway.Invoker).HoldCeremonyAsync(request, cancellationToken: cancellation);
            Print(held, sheet);
            return 0;
        }, withSession: false);
    }

    private static Command Roles() => new Command("roles", "谁担任什么角色 · who holds which role").Calls(async (gateway, parsed, cancellation) =>
    {
        ListRolesResponse response = await new Officers.OfficersClient(gateway.Invoker).ListRolesAsync(new ListRolesRequest(), gateway.Session(), cancellationToken: cancellation);
        if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(response); return 0; }
        foreach (RoleHolding holding in response.Holdings)
        {
            Console.WriteLine($"{holding.Person,-20} {string.Join("，", holding.Roles.Select(Words))}{(holding.Deputy ? "（副手 · deputy）" : "")}");
        }
        if (response.WithoutDeputy.Count > 0) { Console.WriteLine($"未指定副手 · no deputy yet: {string.Join("，", response.WithoutDeputy.Select(Words))}"); }
        return 0;
    });

    private static Command Grant()
    {
        Argument<string> person = new("person") { Description = "人员编号 · person id" };
        Argument<OfficerRole> role = RoleArgument();
        Option<bool> deputy = new("--deputy") { Description = "作为副手 · as deputy" };
        Option<string> reason = new("--reason") { Description = "理由 · reason", Required = true };
        return new Command("grant-role", "授予角色，须另一管理员批准 · give a role; a second officer approves") { person, role, deputy, reason }.Calls(async (gateway, parsed, cancellation) =>
        {
            GrantRoleRequest request = new() { Person = parsed.GetRequiredValue(person), Role = parsed.GetRequiredValue(role), Deputy = parsed.GetValue(deputy), Reason = parsed.GetRequiredValue(reason) };
            GrantRoleResponse response = await new Officers.OfficersClient(gateway.Invoker).GrantRoleAsync(request, gateway.Session(), cancellationToken: cancellation);
            Console.WriteLine($"已授予 · given: {request.Person} {Words(request.Role)}");
            if (response.RecoveryCode is { } code) { Console.WriteLine($"恢复码，仅此一次显示 · recovery code, shown this once: {code.Account} {code.Code}"); }
            return 0;
        });
    }

    private static Command Withdraw()
    {
        Argument<string> person = new("person") { Description = "人员编号 · person id" };
        Argument<OfficerRole> role = RoleArgument();
        Option<string> reason = new("--reason") { Description = "理由 · reason", Required = true };
        return new Command("withdraw-role", "撤销角色，须另一管理员批准 · take a role away; a second officer approves") { person, role, reason }.Calls(async (gateway, parsed, cancellation) =>
        {
            WithdrawRoleRequest request = new() { Person = parsed.GetRequiredValue(person), Role = parsed.GetRequiredValue(role), Reason = parsed.GetRequiredValue(reason) };
            await new Officers.OfficersClient(gateway.Invoker).WithdrawRoleAsync(request, gateway.Session(), cancellationToken: cancellation);
            Console.WriteLine($"已撤销 · taken: {request.Person} {Words(request.Role)}");
            return 0;
        });
    }

    private static Argument<OfficerRole> RoleArgument() => new("role")
    {
        Description = "角色 · role",
        HelpName = "SystemAdministrator|SecurityOfficer|SecurityAuditor|MarkingOfficer|DepartmentHead|Guard",
    };

    internal static string Words(OfficerRole role) => role switch
    {
        OfficerRole.SystemAdministrator => "系统管理员 · system administrator",
        OfficerRole.SecurityOfficer => "安全保密管理员 · security officer",
        OfficerRole.SecurityAuditor => "安全审计员 · security auditor",
        OfficerRole.MarkingOfficer => "定密责任人 · marking officer",
        OfficerRole.DepartmentHead => "部门负责人 · head of department",
        OfficerRole.Guard => "值守 · guard",
        _ => "未知 · unknown",
    };

    private static void Print(HoldCeremonyResponse held, RecoveryCodeSheet? sheet)
    {
        Console.WriteLine("三员已设立 · the officers have been made");
        Console.WriteLine($"  站点根密钥指纹 · site root fingerprint: {held.RootFingerprint}");
        Console.WriteLine($"  日志公钥 · log public key: {held.LogKey}");
        if (held.WithoutDeputy.Count > 0) { Console.WriteLine($"  未指定副手 · no deputy yet: {string.Join("，", held.WithoutDeputy.Select(Words))}"); }
        string[] lines = [.. held.RecoveryCodes.Select(c => $"{c.Account} {c.Code}")];
        if (sheet?.TryWrite(lines) == true) { return; }
        Console.WriteLine("恢复码，仅此一次显示；请打印、密封、分人保管 · recovery codes, shown this once: print, seal and lock away from their officers");
        foreach (string line in lines) { Console.WriteLine("  " + line); }
    }

    private static NewOfficer Read(string text, string? passwords)
    {
        if (text.Split(':') is not [var person, var name, var account]) { throw new GatewayConnection.UsageException($"应为 · must be {Form}: {text}"); }
        string? file = passwords is null ? null : Path.Combine(passwords, account + ".password");
        return new NewOfficer { Person = person, Name = name, Account = account, Password = Connection.Secrets.Read(file, $"{name} ({account}) 的口令 · password: ") };
    }

    private static Option<string> Named(string name, string words) => new(name) { Description = $"{words} ({Form})", Required = true };

    private static Option<string?> Deputy(string name) => new(name) { Description = $"副手 · deputy ({Form})" };
}
