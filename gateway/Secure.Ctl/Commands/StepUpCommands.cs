using System.CommandLine;
using Google.Protobuf;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>step-up, factors, enable-factor.</summary>
internal static class StepUpCommands
{
    public static IEnumerable<Command> All() => [StepUp(), Factors(), EnableFactor()];

    private static Command StepUp()
    {
        Option<string> nonce = new("--nonce") { Description = "check 给出的 nonce（十六进制） · the nonce that check gave, in hexadecimal", Required = true };
        Proving proving = new();
        Command command = new("step-up", "以人脸或指纹加强鉴别 · prove who you are by face or finger") { nonce };
        proving.AddTo(command);
        return command.Calls(async (gateway, parsed, cancellation) =>
        {
            if (!proving.IsGiven(parsed)) { throw new GatewayConnection.UsageException("请给出 --frames 或 --finger · give --frames or --finger"); }
            return await proving.RunAsync(gateway, parsed, Bytes(parsed.GetRequiredValue(nonce)), cancellation) ? 0 : 1;
        });
    }

    private static Command Factors()
    {
        Argument<string> person = new("person") { Description = "人员编号 · person id" };
        return new Command("factors", "鉴别因素的失败次数与停用 · failures of a person's factors, and which are disabled") { person }.Calls(async (gateway, parsed, cancellation) =>
        {
            ListFactorLimitsRequest request = new() { Person = parsed.GetRequiredValue(person) };
            ListFactorLimitsResponse response = await new Identity.IdentityClient(gateway.Invoker).ListFactorLimitsAsync(request, gateway.Session(), cancellationToken: cancellation);
            if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(response); return 0; }
            if (response.Limits.Count == 0) { Console.WriteLine("没有失败记录 · no failure on record"); }
            foreach (FactorLimit limit in response.Limits) { Console.WriteLine(Words(limit)); }
            return 0;
        });
    }

    private static Command EnableFactor()
    {
        Argument<string> person = new("person") { Description = "人员编号 · person id" };
        Argument<Factor> factor = new("factor") { Description = "鉴别因素 · factor", HelpName = "face|fingerprint|pin" };
        return new Command("enable-factor", "恢复已停用或记录被篡改的鉴别因素 · take a factor into use again that is disabled or whose record was altered") { person, factor }.Calls(async (gateway, parsed, cancellation) =>
        {
            EnableFactorRequest request = new() { Person = parsed.GetRequiredValue(person), Factor = parsed.GetRequiredValue(factor) };
            await new Identity.IdentityClient(gateway.Invoker).EnableFactorAsync(request, gateway.Session(), cancellationToken: cancellation);
            Console.WriteLine("已恢复 · enabled");
            return 0;
        });
    }

    private static ByteString Bytes(string hex)
    {
        try { return ByteString.CopyFrom(Convert.FromHexString(hex)); }
        catch (FormatException) { throw new GatewayConnection.UsageException("nonce 应为十六进制 · the nonce is hexadecimal"); }
    }

    private static string Words(FactorLimit limit)
    {
        if (limit.Disabled) { return $"{FactorWords.Of(limit.Factor)}: 已停用 · disabled"; }
        string delay = limit.DelayedUntil is { } until ? $"，延时至 · delayed until {until.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss} UTC" : "";
        return $"{FactorWords.Of(limit.Factor)} @ {limit.Place}: {limit.Failures} 次失败 · failures{delay}";
    }
}
