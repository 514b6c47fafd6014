using System.Text.Json;
using System.Text.Json.Nodes;

namespace Secure.Benchmarks.Checks;

/// <summary>
/// Check as another system makes it: a service's certificate, session handles, 10,000 distinct pairs of person and
/// material, all permitted at tier 1; against an empty call in alternate slices of the same run. The gateway is a fresh
/// process, the client a third one.
/// </summary>
internal static class CheckBench
{
    public static async Task RunAsync(Report report, Pace pace, CancellationToken cancellation)
    {
        using BenchFolder folder = new();
        string site = BenchSite.Text(pace.Persons, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date));
        await using BenchGateway gateway = await BenchGateway.StartAsync(folder.Path, site, cancellation);
        string credential = Path.Combine(folder.Path, "service");
        report.Say($"准备 {pace.Persons} 个会话 · preparing {pace.Persons} sessions …");
        string[] handles = (await Preparation.RunAsync(gateway, pace.Persons, credential, cancellation)).Handles;
        foreach (int inFlight in new[] { 1, 16, 64 })
        {
            double sync = folder.FdatasyncP50Ms();
            CheckRun run = new(gateway.Address, gateway.Root, credential, handles, gateway.Id, inFlight, pace.WarmUp, pace.Measured);
            Print(report, inFlight, sync, await AskAsync(run, cancellation));
        }
    }

    private static async Task<CheckResult> AskAsync(CheckRun run, CancellationToken cancellation)
    {
        await using Child client = Child.Start("dotnet", [typeof(CheckBench).Assembly.Location, CheckClient.Verb]);
        await client.TellAsync(JsonSerializer.Serialize(run));
        string line = await client.SaysAsync("{\"Check\"", 4 * (run.WarmUp + run.Measured) + TimeSpan.FromMinutes(1), cancellation);
        return JsonSerializer.Deserialize<CheckResult>(line)!;
    }

    private static void Print(Report report, int inFlight, double sync, CheckResult result) => report.Print(new JsonObject
    {
        ["bench"] = "check",
        ["in_flight"] = inFlight,
        ["per_s"] = result.Check.PerSecond,
        ["p50_ms"] = result.Check.P50Ms,
        ["p99_ms"] = result.Check.P99Ms,
        ["server_cpu_us"] = result.Check.ServerCpuUs,
        ["fdatasync_p50_ms"] = sync,
        ["empty"] = JsonSerializer.SerializeToNode(result.Empty),
    });
}
