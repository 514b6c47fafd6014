using System.Text.Json.Nodes;
using Secure.Gateway.Audit;
using Secure.Gateway.Storage;

namespace Secure.Benchmarks;

/// <summary>
/// Durable appends: callers that each record a decision and wait until it is on the disk, in this process, through the gateway's own recorder
/// (encoding, leaf hash, group commit). A fresh store for each number of callers; 10 s of warm-up, 20 s measured.
/// </summary>
internal static class LogBench
{
    public static async Task RunAsync(Report report, Pace pace, CancellationToken cancellation)
    {
        foreach (int callers in new[] { 1, 16, 256 }) { await RunAsync(report, pace, callers, cancellation); }
    }

    private static async Task RunAsync(Report report, Pace pace, int callers, CancellationToken cancellation)
    {
        using BenchFolder folder = new();
        double sync = folder.FdatasyncP50Ms();
        await using SqliteStore store = SqliteStore.Open(new StoreOptions { Folder = Path.Combine(folder.Path, "store") }, TimeProvider.System);
        Recorder recorder = new(store, TimeProvider.System);
        AuditEvent[] events = [.. Enumerable.Range(0, callers).Select(Decided)];
        async ValueTask RecordAsync(int caller)
        {
            if (await recorder.RecordAsync(events[caller], cancellation) is not CommitOutcome.Committed) { throw new InvalidOperationException("The store did not commit."); }
        }
        await Timings.MeasureAsync(callers, pace.WarmUp, RecordAsync, cancellation);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        Timings timings = await Timings.MeasureAsync(callers, pace.Measured, RecordAsync, cancellation);
        TimeSpan cpu = Environment.CpuUsage.TotalTime - before;
        report.Print(new JsonObject { ["bench"] = "log", ["callers"] = callers, ["per_s"] = timings.PerSecond, ["p99_ms"] = timings.Ms(0.99) });
        report.Say($"  p50 {timings.Ms(0.5)} ms, {cpu.TotalMicroseconds / Math.Max(1, timings.Count):F1} µs CPU an entry, fdatasync p50 {sync} ms");
    }

    private static AuditEvent Decided(int caller) => new(AuditKinds.Decision)
    {
        Subject = "docs",
        Person = "person-" + caller,
        Session = "5b7f0c2d",
        Workstation = "ws-3",
        Room = "archive",
        Resource = $"material:plan-{caller:D6}",
        Action = "read",
        Decision = "deny",
        Reasons = ["not_present"],
        Policy = "12",
        Factors = ["password:812s", "face:42s"],
    };
}
