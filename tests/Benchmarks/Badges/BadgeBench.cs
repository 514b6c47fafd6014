using System.Text.Json.Nodes;

namespace Secure.Benchmarks.Badges;

/// <summary>
/// From the card at the reader to the voltage at the strike, through every process of the demo: reader at 9600 baud,
/// door-controller, edge-agent, gateway, its log, and back.
/// </summary>
internal static class BadgeBench
{
    public static async Task RunAsync(Report report, Pace pace, DemoOnce once, CancellationToken cancellation)
    {
        BenchDemo demo = await once.GetAsync(report, cancellation);
        report.Say($"刷卡 {pace.Badges} 次 · {pace.Badges} badges …");
        if (demo.HasOtherLine) { await demo.PutOnLobbyLineAsync(1, 9600, cancellation); }
        Timings timings = await BadgeRun.MeasureAsync(demo.Twin, pace.Badges, cancellation);
        report.Print(new JsonObject { ["bench"] = "badge", ["badges"] = timings.Count, ["p50_ms"] = timings.Ms(0.5), ["p99_ms"] = timings.Ms(0.99) });
    }
}
