using System.CommandLine;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>timeline: what each process saw, by time. The gateway's part is its log; the others' are files that they wrote.</summary>
internal static class TimelineCommand
{
    private const uint PageMax = 500;

    public static Command Build()
    {
        Option<string> door = new("--door") { Description = "只看此门 · only this door", DefaultValueFactory = _ => "" };
        Option<int> limit = new("--limit") { Description = "最多行数，取最新 · how many lines at most, the newest", DefaultValueFactory = _ => 60 };
        Option<string[]> seen = new("--seen") { Description = "控制器日志或模拟器日记（制表符分隔） · a controller's journal in text, or a twin's diary", DefaultValueFactory = _ => [] };
        Option<string[]> agents = new("--agent-log") { Description = "代理的运行日志 · an agent's log", DefaultValueFactory = _ => [] };
        return new Command("timeline", "各进程所见，按时间 · what each process saw, by time") { door, limit, seen, agents }.Calls(async (gateway, parsed, cancellation) =>
        {
            if (parsed.GetValue(limit) is var most && most is < 1 or > 100_000) { throw new GatewayConnection.UsageException("--limit: 1 – 100000"); }
            string only = parsed.GetValue(door)!;
            List<TimelineLine> lines = [.. await OfLogAsync(gateway, only, (uint)most, cancellation)];
            foreach (string file in parsed.GetValue(seen)!) { lines.AddRange(Read(file, TimelineLine.OfTabs)); }
            foreach (string file in parsed.GetValue(agents)!) { lines.AddRange(Read(file, TimelineLine.OfAgentLog)); }
            IReadOnlyList<TimelineLine> merged = Merge(lines, only, most);
            if (merged.Count == 0) { await Console.Error.WriteLineAsync(only.Length > 0 ? $"没有门 {only} 的记录 · nothing is on record of a door {only}" : "没有记录 · nothing is on record"); }
            Print(merged, parsed.GetValue(ConnectionOptions.Json));
            return 0;
        });
    }

    /// <summary>By time, and where two are equal by who hears of a thing first; the newest <paramref name="most"/>.</summary>
    internal static IReadOnlyList<TimelineLine> Merge(IEnumerable<TimelineLine> lines, string door, int most) =>
        [.. lines.Where(l => door.Length == 0 || l.Door == door).OrderBy(l => l.At, StringComparer.Ordinal).ThenBy(l => l.Rank).TakeLast(most)];

    private static void Print(IReadOnlyList<TimelineLine> lines, bool json)
    {
        string day = "";
        foreach (TimelineLine line in lines)
        {
            if (json) { Console.WriteLine(line.Json()); continue; }
            if (line.At[..10] != day) { Console.WriteLine($"{day = line.At[..10]} UTC"); }
            Console.WriteLine(line.Shown());
        }
    }

    private static async Task<IReadOnlyList<TimelineLine>> OfLogAsync(GatewayConnection gateway, string door, uint most, CancellationToken cancellation)
    {
        Audit.AuditClient client = new(gateway.Invoker);
        QueryRequest request = new() { Door = door };
        List<TimelineLine> lines = [];
        do
        {
            request.PageSize = Math.Min(most - (uint)lines.Count, PageMax);
            QueryResponse page = await client.QueryAsync(request, gateway.Session(), cancellationToken: cancellation);
            // Newest first here; turned over, so that entries of the same millisecond keep their order.
            lines.AddRange(page.Entries.Select(e => TimelineLine.OfEntry(e.Entry.ToStringUtf8())).OfType<TimelineLine>());
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0 && lines.Count < most);
        lines.Reverse();
        return lines;
    }

    private static List<TimelineLine> Read(string file, Func<string, TimelineLine?> read)
    {
        try
        {
            // Another process may be writing to it.
            using StreamReader reader = new(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            List<TimelineLine> lines = [];
            while (reader.ReadLine() is { } line) { if (read(line) is { } known) { lines.Add(known); } }
            return lines;
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException) { throw new GatewayConnection.UsageException($"{file}: {missing.Message}"); }
    }
}
