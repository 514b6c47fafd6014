using System.CommandLine;
using Google.Protobuf;
using Grpc.Core;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>alerts, alert, ack, assign, handle, note, resolve, false-alarm, drill.</summary>
internal static class AlertCommands
{
    private static readonly Argument<string> Id = new("id") { Description = "报警编号 · the alert's id" };
    private static readonly Option<ulong?> Seen = new("--seen") { Description = "您看到的版本；缺省为现在的版本 · the version that you saw; default: the one there is now" };
    private static readonly Option<string> Reason = new("--reason") { Description = "理由（必填），写入日志，勿写姓名和涉密标题 · why (mandatory); stands in the log: no names, no classified titles", Required = true };

    public static IEnumerable<Command> All() => [List(), Show(), Acknowledge(), Assign(), Handle(), Note(), Resolve(), FalseAlarm(), Drill()];

    private static Command List()
    {
        Option<bool> all = new("--all") { Description = "包括已办结的 · closed ones as well" }, follow = new("--follow") { Description = "持续显示变化 · keep showing changes" };
        Option<string> code = Filter("--code", "报警代码，以 . 结尾为前缀 · code, or what it begins with where it ends in '.'"), person = Filter("--person", "人员 · person"), room = Filter("--room", "房间 · room");
        Option<string> door = Filter("--door", "门 · door"), owner = Filter("--owner", "承办人 · owner"), text = Filter("--text", "文字 · words");
        Option<uint> limit = new("--limit") { Description = "条数 · how many", DefaultValueFactory = _ => 50 };
        return new Command("alerts", "报警（最新在前） · alerts, newest first") { all, follow, code, person, room, door, owner, text, limit }.Calls(async (gateway, parsed, cancellation) =>
        {
            if (parsed.GetValue(follow)) { return await FollowAsync(gateway, parsed, cancellation); }
            ListAlertsRequest request = new()
            {
                Open = !parsed.GetValue(all),
                Code = parsed.GetValue(code)!,
                Person = parsed.GetValue(person)!,
                Room = parsed.GetValue(room)!,
                Door = parsed.GetValue(door)!,
                Owner = parsed.GetValue(owner)!,
                Text = parsed.GetValue(text)!,
            };
            uint left = parsed.GetValue(limit);
            while (left > 0)
            {
                request.PageSize = Math.Min(left, 500);
                ListAlertsResponse page = await Client(gateway).ListAsync(request, gateway.Session(), cancellationToken: cancellation);
                foreach (Alert alert in page.Alerts) { Print(alert, parsed); }
                left -= (uint)page.Alerts.Count;
                request.PageToken = page.NextPageToken;
                if (request.PageToken.Length == 0) { break; }
            }
            return 0;
        });
    }

    private static Command Show() => new Command("alert", "一条报警及其经过 · one alert and what was done about it") { Id }.Calls(async (gateway, parsed, cancellation) =>
    {
        GetAlertResponse told = await Client(gateway).GetAsync(new GetAlertRequest { Id = parsed.GetRequiredValue(Id) }, gateway.Session(), cancellationToken: cancellation);
        if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(told); return 0; }
        AlertText.Print(told);
        return 0;
    });

    private static Command Acknowledge() => new Command("ack", "签收报警 · acknowledge an alert") { Id, Seen }.Calls((gateway, parsed, cancellation) => ActAsync(gateway, parsed, async (client, version) =>
        (await client.AcknowledgeAsync(new AcknowledgeAlertRequest { Id = parsed.GetRequiredValue(Id), Version = version }, gateway.Session(), cancellationToken: cancellation)).Alert, cancellation));

    private static Command Assign()
    {
        Argument<string> person = new("person") { Description = "承办人 · who takes it" };
        return new Command("assign", "指派报警 · give an alert to somebody") { Id, person, Seen }.Calls((gateway, parsed, cancellation) => ActAsync(gateway, parsed, async (client, version) =>
            (await client.AssignAsync(new AssignAlertRequest { Id = parsed.GetRequiredValue(Id), Version = version, Person = parsed.GetRequiredValue(person) }, gateway.Session(), cancellationToken: cancellation)).Alert, cancellation));
    }

    private static Command Handle()
    {
        Argument<string> measure = new("measure") { Description = "处置措施 · what is being done" };
        return new Command("handle", "处置报警 · say what is being done about an alert") { Id, measure, Seen }.Calls((gateway, parsed, cancellation) => ActAsync(gateway, parsed, async (client, version) =>
            (await client.HandleAsync(new HandleAlertRequest { Id = parsed.GetRequiredValue(Id), Version = version, Measure = parsed.GetRequiredValue(measure) }, gateway.Session(), cancellationToken: cancellation)).Alert, cancellation));
    }

    private static Command Note()
    {
        Argument<string> words = new("words") { Description = "备注 · the remark" };
        return new Command("note", "为报警添加备注 · add a remark to an alert") { Id, words, Seen }.Calls((gateway, parsed, cancellation) => ActAsync(gateway, parsed, async (client, version) =>
            (await client.AddNoteAsync(new AddAlertNoteRequest { Id = parsed.GetRequiredValue(Id), Version = version, Note = parsed.GetRequiredValue(words) }, gateway.Session(), cancellationToken: cancellation)).Alert, cancellation));
    }

    private static Command Resolve() => new Command("resolve", "办结报警 · close an alert that has been handled") { Id, Reason, Seen }.Calls((gateway, parsed, cancellation) => ActAsync(gateway, parsed, async (client, version) =>
        (await client.ResolveAsync(new ResolveAlertRequest { Id = parsed.GetRequiredValue(Id), Version = version, Reason = parsed.GetRequiredValue(Reason) }, gateway.Session(), cancellationToken: cancellation)).Alert, cancellation));

    private static Command FalseAlarm() => new Command("false-alarm", "误报 · close an alert as a false alarm") { Id, Reason, Seen }.Calls((gateway, parsed, cancellation) => ActAsync(gateway, parsed, async (client, version) =>
        (await client.MarkFalseAlarmAsync(new MarkFalseAlarmRequest { Id = parsed.GetRequiredValue(Id), Version = version, Reason = parsed.GetRequiredValue(Reason) }, gateway.Session(), cancellationToken: cancellation)).Alert, cancellation));

    private static Command Drill()
    {
        Argument<string> text = new("text") { Description = "演练内容 · what is practised" };
        Option<string> room = new("--room") { Description = "房间 · where", DefaultValueFactory = _ => "" };
        return new Command("drill", "开始演练 · raise an alarm for practice, marked as such") { text, room }.Calls(async (gateway, parsed, cancellation) =>
        {
            StartDrillRequest request = new() { Text = parsed.GetRequiredValue(text), Room = parsed.GetValue(room)! };
            Print((await Client(gateway).StartDrillAsync(request, gateway.Session(), cancellationToken: cancellation)).Alert, parsed);
            return 0;
        });
    }

    private static async Task<int> FollowAsync(GatewayConnection gateway, ParseResult parsed, CancellationToken cancellation)
    {
        using AsyncServerStreamingCall<WatchAlertsResponse> call = Client(gateway).Watch(new WatchAlertsRequest(), gateway.Session(), cancellationToken: cancellation);
        await foreach (WatchAlertsResponse told in call.ResponseStream.ReadAllAsync(cancellation))
        {
            foreach (Alert alert in told.Alerts) { Print(alert, parsed); }
        }
        return 0;
    }

    private static async Task<int> ActAsync(GatewayConnection gateway, ParseResult parsed, Func<Alerts.AlertsClient, ulong, Task<Alert>> act, CancellationToken cancellation)
    {
        Alerts.AlertsClient client = Client(gateway);
        ulong version = parsed.GetValue(Seen)
            ?? (await client.GetAsync(new GetAlertRequest { Id = parsed.GetRequiredValue(Id) }, gateway.Session(), cancellationToken: cancellation)).Alert.Version;
        Print(await act(client, version), parsed);
        return 0;
    }

    private static void Print(Alert alert, ParseResult parsed)
    {
        if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(alert); return; }
        Console.WriteLine(AlertText.Line(alert));
    }

    private static Alerts.AlertsClient Client(GatewayConnection gateway) => new(gateway.Invoker);

    private static Option<string> Filter(string name, string description) => new(name) { Description = description, DefaultValueFactory = _ => "" };
}
