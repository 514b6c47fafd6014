namespace Secure.Benchmarks.Badges;

/// <summary>Badges while the agent is away: the controller lets in by its lease.</summary>
internal static class OfflineRun
{
    private const string Agent = "Secure.EdgeAgent.dll";

    /// <summary>A controller that has just started waits for a lease.</summary>
    private const int TriesMax = 12;
    private static readonly TimeSpan LeaseEvery = TimeSpan.FromSeconds(5);

    public static async Task<Timings> MeasureAsync(BenchDemo demo, int badges, CancellationToken cancellation)
    {
        for (int tries = 1; ; tries++)
        {
            await DemoProcesses.HoldDownAsync("agent", Agent, demo.Folder, cancellation);
            try
            {
                if (await BadgeRun.OpensAsync(demo.Twin, cancellation)) { return await BadgeRun.MeasureAsync(demo.Twin, badges, cancellation); }
            }
            finally { await DemoProcesses.LetComeBackAsync("agent", demo.Folder); }
            if (tries == TriesMax) { throw new TimeoutException("The controller got no lease."); }
            await Task.Delay(LeaseEvery, TimeProvider.System, cancellation);
            while (DemoProcesses.Find(Agent, demo.Folder) is null) { await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellation); }
        }
    }
}
