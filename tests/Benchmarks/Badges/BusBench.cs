using System.Text.Json.Nodes;
using Secure.Benchmarks.Checks;

namespace Secure.Benchmarks.Badges;

/// <summary>
/// The same with several readers on the lobby's line: 2 and 5 at 9600 baud, 8 at 115200. Replies take the line's own time.
/// Beside it the door-controller's processor time while the readers are polled and nobody comes, as a share of one core.
/// </summary>
internal static class BusBench
{
    private static readonly (int Readers, int Baud)[] Lines = [(2, 9600), (5, 9600), (8, 115200)];

    public static async Task RunAsync(Report report, Pace pace, CancellationToken cancellation)
    {
        using BenchFolder folder = new();
        report.Say($"启动演示站点，每条总线刷卡 {pace.Badges} 次 · starting the demo, then {pace.Badges} badges on each line …");
        await using BenchDemo demo = await BenchDemo.StartAsync(folder.Path, cancellation);
        foreach ((int readers, int baud) in Lines)
        {
            await demo.PutOnLobbyLineAsync(readers, baud, cancellation);
            double share = await ControllerShareAsync(demo, pace.WarmUp, cancellation);
            Timings timings = await BadgeRun.MeasureAsync(demo.Twin, pace.Badges, cancellation);
            report.Print(new JsonObject
            {
                ["bench"] = "bus",
                ["readers"] = readers,
                ["baud"] = baud,
                ["badges"] = timings.Count,
                ["p50_ms"] = timings.Ms(0.5),
                ["p99_ms"] = timings.Ms(0.99),
                ["controller_cpu_percent"] = Math.Round(100 * share, 2),
            });
        }
    }

    private static async Task<double> ControllerShareAsync(BenchDemo demo, TimeSpan length, CancellationToken cancellation)
    {
        int controller = DemoProcesses.Find("secure-door-controller.dll", demo.Folder) ?? throw new InvalidOperationException("The door-controller does not run.");
        // What a start costs is over by then.
        await Task.Delay(length, TimeProvider.System, cancellation);
        TimeSpan before = ProcessorTime.Of(controller);
        long begin = TimeProvider.System.GetTimestamp();
        await Task.Delay(length * 2, TimeProvider.System, cancellation);
        return (ProcessorTime.Of(controller) - before) / TimeProvider.System.GetElapsedTime(begin);
    }
}
