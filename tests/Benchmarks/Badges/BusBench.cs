using System.Text.Json.Nodes;
using Secure.Benchmarks.Checks;

namespace Secure.Benchmarks.Badges;

/// <summary>
/// The same with several readers on the lobby's line: 2 and 5 at 9600 baud, 8 at 115200. Replies take the line's own time.
/// Beside it the door-controller's processor time while the readers are polled and nobody comes, as a share of one core;
/// and the same badges while the controller's agent is gone and its lease says who may pass, where a line so slow may
/// have doors that open offline at all.
/// </summary>
internal static class BusBench
{
    private static readonly (int Readers, int Baud, bool Offline)[] Lines = [(2, 9600, true), (5, 9600, false), (8, 115200, true)];

    public static async Task RunAsync(Report report, Pace pace, DemoOnce once, CancellationToken cancellation)
    {
        BenchDemo demo = await once.GetAsync(report, cancellation);
        report.Say($"每条总线刷卡 {pace.Badges} 次 · {pace.Badges} badges on each line …");
        foreach ((int readers, int baud, bool offline) in pace.IsFull ? Lines : Lines[^1..])
        {
            await demo.PutOnLobbyLineAsync(readers, baud, cancellation);
            double share = await ControllerShareAsync(demo, pace.WarmUp, cancellation);
            Timings timings = await BadgeRun.MeasureAsync(demo.Twin, pace.Badges, cancellation);
            JsonObject result = new()
            {
                ["bench"] = "bus",
                ["readers"] = readers,
                ["baud"] = baud,
                ["badges"] = timings.Count,
                ["p50_ms"] = timings.Ms(0.5),
                ["p99_ms"] = timings.Ms(0.99),
                ["controller_cpu_percent"] = Math.Round(100 * share, 2),
            };
            if (offline)
            {
                Timings alone = await OfflineRun.MeasureAsync(demo, pace.Badges, cancellation);
                (result["offline_p50_ms"], result["offline_p99_ms"]) = (alone.Ms(0.5), alone.Ms(0.99));
            }
            report.Print(result);
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
