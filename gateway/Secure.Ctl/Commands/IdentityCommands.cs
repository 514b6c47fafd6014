using System.CommandLine;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>sign-in, sign-out, whoami, password, set-password, pin.</summary>
internal static class IdentityCommands
{
    private static readonly Option<string?> PasswordFile = new("--password-file") { Description = "口令文件（首行） · file whose first line is the password; default: asked for" };

    public static IEnumerable<Command> All() => [SignIn(), SignOut(), WhoAmI(), ChangePassword(), SetPassword(), Pin()];

    private static Command SignIn()
    {
        Argument<string> account = new("account") { Description = "账号 · account" };
        return new Command("sign-in", "登录并保存会话 · sign in and keep the session") { account, PasswordFile }.Calls(async (gateway, parsed, cancellation) =>
        {
            string name = parsed.GetRequiredValue(account);
            SignInRequest request = new() { Account = name, Password = Secrets.Read(parsed.GetValue(PasswordFile), "口令 · password: ") };
            SignInResponse response = await new Identity.IdentityClient(gateway.Invoker).SignInAsync(request, cancellationToken: cancellation);
            gateway.Sessions.Keep(name, new StoredSession(response.SessionToken, parsed.GetValue(ConnectionOptions.From)));
            Print(response.Session, parsed.GetValue(ConnectionOptions.Json));
            return 0;
        }, withSession: false);
    }

    private static Command SignOut() => new Command("sign-out", "退出会话 · end the session").Calls(async (gateway, parsed, cancellation) =>
    {
        await new Identity.IdentityClient(gateway.Invoker).SignOutAsync(new SignOutRequest(), gateway.Session(), cancellationToken: cancellation);
        gateway.Sessions.Forget(parsed.GetValue(ConnectionOptions.As));
        return 0;
    });

    private static Command WhoAmI() => new Command("whoami", "当前会话 · the session in use").Calls(async (gateway, parsed, cancellation) =>
    {
        WhoAmIResponse response = await new Identity.IdentityClient(gateway.Invoker).WhoAmIAsync(new WhoAmIRequest(), gateway.Session(), cancellationToken: cancellation);
        if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(response); return 0; }
        Print(response.Session, json: false);
        if (response.WithoutDeputy.Count > 0) { Console.WriteLine($"  未指定副手 · no deputy yet: {string.Join(", ", response.WithoutDeputy)}"); }
        return 0;
    });

    private static Command ChangePassword()
    {
        Option<string?> fresh = new("--new-password-file") { Description = "新口令文件 · file with the new password" };
        return new Command("password", "修改自己的口令 · change one's own password") { PasswordFile, fresh }.Calls(async (gateway, parsed, cancellation) =>
        {
            ChangePasswordRequest request = new()
            {
                OldPassword = Secrets.Read(parsed.GetValue(PasswordFile), "旧口令 · old password: "),
                NewPassword = Secrets.Read(parsed.GetValue(fresh), "新口令 · new password: "),
            };
            await new Identity.IdentityClient(gateway.Invoker).ChangePasswordAsync(request, gateway.Session(), cancellationToken: cancellation);
            Console.WriteLine("口令已修改 · the password has been changed");
            return 0;
        });
    }

    private static Command SetPassword()
    {
        Argument<string> person = new("person") { Description = "人员编号 · person id" };
        Argument<string> account = new("account") { Description = "账号 · account" };
        return new Command("set-password", "为人员设置账号与初始口令 · give a person an account and a first password") { person, account, PasswordFile }.Calls(async (gateway, parsed, cancellation) =>
        {
            SetPasswordRequest request = new()
            {
                Person = parsed.GetRequiredValue(person),
                Account = parsed.GetRequiredValue(account),
                Password = Secrets.Read(parsed.GetValue(PasswordFile), "口令 · password: "),
            };
            await new Identity.IdentityClient(gateway.Invoker).SetPasswordAsync(request, gateway.Session(), cancellationToken: cancellation);
            Console.WriteLine($"账号 {request.Account} 已就绪 · account {request.Account} is ready");
            return 0;
        });
    }

    private static Command Pin() => new("pin", "门禁 PIN · PINs for doors") { SetPin(), RemovePin() };

    private static Command SetPin()
    {
        Option<string?> pin = new("--pin-file") { Description = "PIN 文件（首行） · file whose first line is the PIN, 6 to 8 digits; default: asked for" };
        Option<bool> withDuress = new("--duress") { Description = "另设胁迫 PIN · set a duress PIN too: it opens just the same and calls for help in silence" };
        Option<string?> duress = new("--duress-pin-file") { Description = "胁迫 PIN 文件 · file with the duress PIN" };
        return new Command("set", "设置自己的 PIN · set one's own PIN") { PasswordFile, pin, withDuress, duress }.Calls(async (gateway, parsed, cancellation) =>
        {
            string? duressFile = parsed.GetValue(duress);
            SetPinRequest request = new()
            {
                Password = Secrets.Read(parsed.GetValue(PasswordFile), "口令 · password: "),
                Pin = Secrets.Read(parsed.GetValue(pin), "PIN: "),
                DuressPin = duressFile is not null || parsed.GetValue(withDuress) ? Secrets.Read(duressFile, "胁迫 PIN · duress PIN: ") : "",
            };
            await new Identity.IdentityClient(gateway.Invoker).SetPinAsync(request, gateway.Session(), cancellationToken: cancellation);
            Console.WriteLine("PIN 已设置 · the PIN has been set");
            return 0;
        });
    }

    private static Command RemovePin()
    {
        Argument<string> person = new("person") { Description = "人员编号 · person id" };
        Option<string> reason = new("--reason") { Description = "理由 · why", Required = true };
        return new Command("remove", "撤销人员的 PIN · take a person's PIN away") { person, reason }.Calls(async (gateway, parsed, cancellation) =>
        {
            RemovePinRequest request = new() { Person = parsed.GetRequiredValue(person), Reason = parsed.GetRequiredValue(reason) };
            await new Identity.IdentityClient(gateway.Invoker).RemovePinAsync(request, gateway.Session(), cancellationToken: cancellation);
            Console.WriteLine("PIN 已撤销 · the PIN has been removed");
            return 0;
        });
    }

    private static void Print(Session session, bool json)
    {
        if (json) { Running.PrintJson(session); return; }
        string place = session.WorkstationSource switch
        {
            WorkstationSource.Certificate => $"{session.Workstation}（证书 · by certificate）",
            WorkstationSource.Address => $"{session.Workstation}（仅地址，较弱 · by address only, weaker）",
            _ => "未知（仅限初级） · unknown (tier 1 at most)",
        };
        Console.WriteLine($"{session.Name} ({session.Person}), 账号 · account {session.Account}");
        if (session.Roles.Count > 0) { Console.WriteLine($"  角色 · role: {string.Join(", ", session.Roles)}"); }
        Console.WriteLine($"  工作站 · workstation: {place}");
        Console.WriteLine($"  有效至 · until: {session.ExpiresAt.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss} UTC");
        if (session.MustChangePassword) { Console.WriteLine("  须先修改口令（ctl password） · the password must be changed first (ctl password)"); }
    }
}
