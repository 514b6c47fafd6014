using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Secure.V1;

namespace Secure.Benchmarks.Devices;

/// <summary>
/// Many doors on one gateway. First an officer unlocks each once, four at a time: from the call to the door's own signed word.
/// Then the broker goes, and with it one agent for good; once all has aged the broker is started again: how long until
/// every other door is shown as it is, and whether any door of the lost agent was shown as current after it had aged.
/// </summary>
internal static class DoorsBench
{
    private const int AtOnce = 4;

    /// <summary>After 15 s without a word a door is unknown; the watch looks every second.</summary>
    private static readonly TimeSpan Aged = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(Report report, Pace pace, CancellationToken cancellation)
    {
        using BenchFolder folder = new();
        FleetSite site = pace.Site;
        int doors = site.All;
        report.Say($"登记 {doors} 个门 · enrolling {doors} doors …");
        await using DoorFleet fleet = await DoorFleet.StartAsync(folder.Path, site, cancellation);
        Timings unlocks = await UnlockAllAsync(fleet, doors, cancellation);
        (TimeSpan converged, int stale) = await RestartAsync(fleet, doors, pace.IsFull ? Aged : TimeSpan.Zero, cancellation);
        report.Print(new JsonObject
        {
            ["bench"] = "doors",
            ["doors"] = doors,
            ["unlock_p50_ms"] = unlocks.Ms(0.5),
            ["unlock_p99_ms"] = unlocks.Ms(0.99),
            ["reconverged_s"] = Math.Round(converged.TotalSeconds, 1),
            ["stale"] = stale,
        });
    }

    private static async Task<Timings> UnlockAllAsync(DoorFleet fleet, int doors, CancellationToken cancellation)
    {
        Doors.DoorsClient client = new(fleet.Channel);
        ConcurrentBag<long> ticks = [];
        ParallelOptions some = new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForAsync(0, doors, some, async (door, ending) =>
        {
            UnlockRequest request = new() { Door = FleetSite.Door(door), Reason = "bench" };
            long at = Stopwatch.GetTimestamp();
            UnlockResponse answer = await client.UnlockAsync(request, fleet.Officer, cancellationToken: ending);
            ticks.Add(Stopwatch.GetTimestamp() - at);
            if (!answer.Result.Done) { throw new InvalidOperationException($"{request.Door} was not unlocked: {answer.Result}"); }
        });
        return new Timings(ticks, 1);
    }

    /// <param name="away">How long the broker is away.</param>
    /// <returns>From the broker's start; and how many doors were shown as current that nobody can have heard.</returns>
    private static async Task<(TimeSpan Converged, int Stale)> RestartAsync(DoorFleet fleet, int doors, TimeSpan away, CancellationToken cancellation)
    {
        FleetSite site = fleet.Site;
        int lost = away > TimeSpan.Zero ? site.Controllers * site.Doors : 0;
        HashSet<string> gone = [.. Enumerable.Range(doors - lost, lost).Select(FleetSite.Door)], stale = [];
        await fleet.Broker!.DisposeAsync();
        if (lost > 0) { await fleet.LoseOneAsync(); }
        await Task.Delay(away, TimeProvider.System, cancellation);
        if (lost > 0) { stale.UnionWith(await OnlineAsync(fleet, _ => true, cancellation)); }
        DateTimeOffset at = TimeProvider.System.GetUtcNow();
        await fleet.Broker.RestartAsync(cancellation);
        await fleet.OnlineAsync(doors - lost, at, cancellation);
        TimeSpan converged = TimeProvider.System.GetUtcNow() - at;
        // What lay at the broker has come by now.
        stale.UnionWith(await OnlineAsync(fleet, gone.Contains, cancellation));
        return (converged, stale.Count);
    }

    private static async Task<IEnumerable<string>> OnlineAsync(DoorFleet fleet, Func<string, bool> which, CancellationToken cancellation) =>
        (await fleet.DoorsAsync(cancellation)).Where(d => d.Link == LinkState.Online && which(d.Door)).Select(d => d.Door);
}
