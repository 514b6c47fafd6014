using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>passkeys, remove-passkey. One is registered in the browser alone, by its owner.</summary>
internal static class PasskeyCommands
{
    public static IEnumerable<Command> All() => [List(), Remove()];

    private static Command List() => new Command("passkeys", "管理人员的通行密钥 · which officers have a passkey").Calls(async (gateway, parsed, cancellation) =>
    {
        ListPasskeysRequest request = new() { PageSize = 500 };
        do
        {
            ListPasskeysResponse page = await Client(gateway).ListAsync(request, gateway.Session(), cancellationToken: cancellation);
            if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(page); }
            else { foreach (OfficersPasskey one in page.Officers) { Console.WriteLine(Line(one)); } }
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return 0;
    });

    private static string Line(OfficersPasskey one)
    {
        string standing = one.RegisteredAt is { } at ? $"注册于 · registered {Day(at)}, {(one.UsedAt is { } used ? $"最近使用 · last used {Day(used)}" : "未使用 · never used")}" : "无 · none";
        return $"{one.Person}: {standing}";
    }

    private static Command Remove()
    {
        Argument<string> person = new("person") { Description = "人员编号 · person id" };
        Option<string> reason = new("--reason") { Description = "理由 · reason", Required = true };
        return new Command("remove-passkey", "撤销遗失的通行密钥，须另一管理员批准，不能是本人 · remove a lost passkey; a second officer approves, never its owner") { person, reason }.Calls(async (gateway, parsed, cancellation) =>
        {
            RemovePasskeyRequest request = new() { Person = parsed.GetRequiredValue(person), Reason = parsed.GetRequiredValue(reason) };
            await Client(gateway).RemoveAsync(request, gateway.Session(), cancellationToken: cancellation);
            Console.WriteLine($"已撤销，其会话已结束 · removed, and its owner's sessions ended: {request.Person}");
            return 0;
        });
    }

    private static string Day(Timestamp at) => at.ToDateTimeOffset().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Passkeys.PasskeysClient Client(GatewayConnection gateway) => new(gateway.Invoker);
}
