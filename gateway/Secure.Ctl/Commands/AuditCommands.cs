using System.CommandLine;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>audit tail, query, key, export, prune.</summary>
internal static class AuditCommands
{
    public static Command Build() => new("audit", "审计日志 · the audit log") { Tail(), Query(), Key(), Export(), Prune() };

    private static Command Tail()
    {
        Option<ulong?> from = new("--from-index") { Description = "从该序号开始 · begin with this index; default: what comes from now on" };
        Option<string[]> kinds = new("--kind") { Description = "只看这些类别 · only these kinds", DefaultValueFactory = _ => [] };
        return new Command("tail", "持续显示新记录 · entries as they come") { from, kinds }.Calls(async (gateway, parsed, cancellation) =>
        {
            WatchAuditRequest request = new();
            if (parsed.GetValue(from) is { } index) { request.FromIndex = index; }
            request.Kinds.AddRange(parsed.GetValue(kinds));
            using AsyncServerStreamingCall<WatchAuditResponse> call = Client(gateway).Watch(request, gateway.Session(), cancellationToken: cancellation);
            await foreach (WatchAuditResponse told in call.ResponseStream.ReadAllAsync(cancellation))
            {
                foreach (LogEntry entry in told.Entries) { Print(entry, parsed.GetValue(ConnectionOptions.Json)); }
            }
            return 0;
        });
    }

    private static Command Query()
    {
        Option<string> person = Filter("--person", "人员 · person"), room = Filter("--room", "房间 · room"), door = Filter("--door", "门 · door");
        Option<string> resource = Filter("--resource", "客体 · resource, kind/id"), kind = Filter("--kind", "类别 · kind"), decision = Filter("--decision", "permit, step_up, deny");
        Option<uint> limit = new("--limit") { Description = "条数 · how many", DefaultValueFactory = _ => 50 };
        return new Command("query", "查询（最新在前） · search, newest first") { person, room, door, resource, kind, decision, limit }.Calls(async (gateway, parsed, cancellation) =>
        {
            QueryRequest request = new()
            {
                Person = parsed.GetValue(person)!,
                Room = parsed.GetValue(room)!,
                Door = parsed.GetValue(door)!,
                Resource = parsed.GetValue(resource)!,
                Kind = parsed.GetValue(kind)!,
                Decision = parsed.GetValue(decision)!,
            };
            uint left = parsed.GetValue(limit);
            do
            {
                request.PageSize = Math.Min(left, 500);
                QueryResponse page = await Client(gateway).QueryAsync(request, gateway.Session(), cancellationToken: cancellation);
                foreach (LogEntry entry in page.Entries) { Print(entry, parsed.GetValue(ConnectionOptions.Json)); }
                left -= (uint)page.Entries.Count;
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0 && left > 0);
            return 0;
        });
    }

    private static Command Key() => new Command("key", "日志验证公钥 · the log's verifier key").Calls(async (gateway, parsed, cancellation) =>
    {
        GetVerifierKeyResponse response = await Client(gateway).GetVerifierKeyAsync(new GetVerifierKeyRequest(), gateway.Session(), cancellationToken: cancellation);
        if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(response); return 0; }
        Console.WriteLine(response.VerifierKey);
        foreach (string witness in response.WitnessKeys) { await Console.Error.WriteLineAsync("见证人 · witness: " + witness); }
        return 0;
    });

    private static Command Export()
    {
        Argument<string> folder = new("dir") { Description = "目标目录（新建或已有副本） · folder, new or an earlier copy" };
        return new Command("export", "导出可独立验证的副本（tlog-tiles） · write a copy that anyone can verify (tlog-tiles)") { folder }.Calls(async (gateway, parsed, cancellation) =>
        {
            LogCopy copy = new(Client(gateway), gateway.Session(), parsed.GetRequiredValue(folder));
            ulong size = await copy.WriteAsync(cancellation);
            Console.WriteLine($"已导出 {size} 条记录 · exported {size} entries to {parsed.GetRequiredValue(folder)}");
            return 0;
        });
    }

    private static Command Prune()
    {
        Option<DateOnly> before = new("--before") { Description = "此日（UTC）之前的内容 · contents older than this day, UTC: 2023-01-01", Required = true };
        Option<string> reason = new("--reason") { Description = "事由 · why", Required = true };
        return new Command("prune", "永久清除旧日志内容，保留哈希，须另一人批准 · give up old contents for good, keep their hashes: takes two officers") { before, reason }.Calls(async (gateway, parsed, cancellation) =>
        {
            Timestamp day = Timestamp.FromDateTime(parsed.GetValue(before).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
            PruneLogResponse pruned = await Client(gateway).PruneAsync(new PruneLogRequest { Before = day, Reason = parsed.GetValue(reason)! }, gateway.Session(), cancellationToken: cancellation);
            if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(pruned); return 0; }
            Console.WriteLine($"已清除，自第 {pruned.MinimumIndex} 条起保留 · done: entries from {pruned.MinimumIndex} on are kept");
            return 0;
        });
    }

    private static Audit.AuditClient Client(GatewayConnection gateway) => new(gateway.Invoker);

    private static Option<string> Filter(string name, string description) => new(name) { Description = description, DefaultValueFactory = _ => "" };

    private static void Print(LogEntry entry, bool json)
    {
        string text = entry.Entry.ToStringUtf8();
        if (json) { Console.WriteLine($"{{\"index\":{entry.Index},\"entry\":{text}}}"); return; }
        using JsonDocument read = JsonDocument.Parse(text);
        Console.WriteLine($"{entry.Index,7}  {string.Join("  ", read.RootElement.EnumerateObject().Select(p => $"{p.Name}={p.Value}"))}");
    }
}
