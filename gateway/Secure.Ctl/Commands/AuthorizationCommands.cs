using System.CommandLine;
using Grpc.Core;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>check, watch, resources, subjects, explain.</summary>
internal static class AuthorizationCommands
{
    public static IEnumerable<Command> All() => [Check(), Watch(), Resources(), Subjects(), Explain()];

    private static Command Check()
    {
        Asking asking = new();
        Proving proving = new();
        Command command = new("check", "能否执行操作；给出照片或指纹文件则随即加强鉴别 · may I; with pictures or prints given, steps up as well");
        asking.AddTo(command);
        proving.AddTo(command);
        return command.Calls(async (gateway, parsed, cancellation) =>
        {
            CheckRequest request = new() { Item = asking.Item(parsed) };
            CheckResponse response = await Client(gateway).CheckAsync(request, gateway.Session(), cancellationToken: cancellation);
            Print(response.Decision, parsed);
            if (response.Decision.StepUp is not { } demand || !proving.IsGiven(parsed)) { return CodeOf(response.Decision); }
            if (!await proving.RunAsync(gateway, parsed, demand.Nonce, cancellation)) { return Terminal.Bad; }
            Decision then = (await Client(gateway).CheckAsync(request, gateway.Session(), cancellationToken: cancellation)).Decision;
            Print(then, parsed);
            return CodeOf(then);
        });
    }

    /// <summary>Good for a permit alone: a script that goes on after <c>check … &amp;&amp;</c> must not go on after a denial.</summary>
    internal static int CodeOf(Decision decision) => decision.OutcomeCase == Decision.OutcomeOneofCase.Permit ? Terminal.Good : Terminal.Bad;

    private static Command Watch()
    {
        Asking asking = new();
        Command command = new("watch", "持续关注判定变化 · the decision, and each change of it");
        asking.AddTo(command);
        return command.Calls(async (gateway, parsed, cancellation) =>
        {
            using AsyncServerStreamingCall<WatchResponse> call = Client(gateway).Watch(new WatchRequest { Item = asking.Item(parsed) }, gateway.Session(), cancellationToken: cancellation);
            await foreach (WatchResponse told in call.ResponseStream.ReadAllAsync(cancellation))
            {
                if (told.ExpiryWarning) { Console.WriteLine("即将到期 · about to expire"); }
                Print(told.Decision, parsed);
            }
            return 0;
        });
    }

    private static Command Resources()
    {
        Argument<string> kind = new("kind") { Description = "类别 · kind" };
        Argument<string> action = new("action") { Description = "操作 · action" };
        return new Command("resources", "我可以操作哪些客体 · what may I act on") { kind, action }.Calls(async (gateway, parsed, cancellation) =>
        {
            ListResourcesRequest request = new() { Kind = parsed.GetRequiredValue(kind), Action = parsed.GetRequiredValue(action) };
            do
            {
                ListResourcesResponse page = await Client(gateway).ListResourcesAsync(request, gateway.Session(), cancellationToken: cancellation);
                foreach (ListedResource listed in page.Resources)
                {
                    Console.WriteLine($"{listed.Resource.Kind}/{listed.Resource.Id}{(listed.NeedsStepUp ? "（须加强鉴别 · after step-up）" : "")}");
                }
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            return 0;
        });
    }

    private static Command Subjects()
    {
        Asking asking = new();
        Command command = new("subjects", "谁可以 · who may");
        asking.AddTo(command);
        return command.Calls(async (gateway, parsed, cancellation) =>
        {
            CheckItem item = asking.Item(parsed);
            ListSubjectsRequest request = new() { Action = item.Action, Resource = item.Resource };
            do
            {
                ListSubjectsResponse page = await Client(gateway).ListSubjectsAsync(request, gateway.Session(), cancellationToken: cancellation);
                foreach (string person in page.Persons) { Console.WriteLine(person); }
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            return 0;
        });
    }

    private static Command Explain()
    {
        Argument<string> person = new("person") { Description = "人员编号 · person id" };
        Option<string> workstation = new("--workstation") { Description = "假设的工作站 · supposed workstation", DefaultValueFactory = _ => "" };
        Asking asking = new();
        Command command = new("explain", "判定的完整依据 · the decision with every rule") { person, workstation };
        asking.AddTo(command);
        return command.Calls(async (gateway, parsed, cancellation) =>
        {
            ExplainRequest request = new() { Person = parsed.GetRequiredValue(person), Item = asking.Item(parsed), Workstation = parsed.GetValue(workstation)! };
            ExplainResponse response = await Client(gateway).ExplainAsync(request, gateway.Session(), cancellationToken: cancellation);
            if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(response); return 0; }
            Console.WriteLine(Asking.Words(response.Decision));
            foreach (TraceLine line in response.Trace) { Console.WriteLine($"  {(line.Satisfied ? "✓" : "✗")} {line.Rule}: {line.Text.Zh} · {line.Text.En}"); }
            return 0;
        });
    }

    private static Authorization.AuthorizationClient Client(GatewayConnection gateway) => new(gateway.Invoker);

    private static void Print(Decision decision, ParseResult parsed)
    {
        if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(decision); return; }
        Console.WriteLine(Asking.Words(decision));
    }
}
