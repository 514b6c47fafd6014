using System.Text.Json.Nodes;

namespace Secure.Benchmarks.Badges;

/// <summary>
/// From the card at the reader to the voltage at the strike, through every process of the demo: reader at 9600 baud,
/// door-controller, edge-agent, gateway, its log, and back.
/// </summary>
internal static class BadgeBench
{
    public static async Task RunAsync(Report report, Pace pace, CancellationToken cancellation)
    {
        using BenchFolder folder = new();
        report.Say($"启动演示站点，刷卡 {pace.Badges} 次 · starting the demo, then {pace.Badges} badges …");
        await using BenchDemo demo = await BenchDemo.StartAsync(folder.Path, cancellation);
        Timings timings = await BadgeRun.MeasureAsync(demo.Twin, pace.Badges, cancellation);
        report.Print(new JsonObject { ["bench"] = "badge", ["badges"] = timings.Count, ["p50_ms"] = timings.Ms(0.5), ["p99_ms"] = timings.Ms(0.99) });
    }
}
