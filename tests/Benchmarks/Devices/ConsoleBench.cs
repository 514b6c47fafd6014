using System.Text.Json.Nodes;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Benchmarks.Devices;

/// <summary>
/// The streams behind an officer's open page, with many doors and thousands of open alerts, while fifty things a second happen
/// at the doors, each tenth of them an alarm: from the controller's word on its agent's socket to the officer's program.
/// </summary>
internal static class ConsoleBench
{
    private const int PerSecond = 50;
    /// <summary>Of the openings, which are half of what happens.</summary>
    private const int AlarmEvery = 5;

    public static async Task RunAsync(Report report, Pace pace, CancellationToken cancellation)
    {
        using BenchFolder folder = new();
        (FleetSite site, int alerts) = pace.IsFull ? (new FleetSite(10, 5, 10), 10_000) : (pace.Site, 20);
        report.Say($"登记 {site.All} 个门，{alerts} 条报警 · enrolling {site.All} doors, raising {alerts} alerts …");
        await using DoorFleet fleet = await DoorFleet.StartAsync(folder.Path, site, cancellation);
        await RaiseAsync(fleet, alerts, cancellation);
        await using LiveStreams streams = await LiveStreams.OpenAsync(fleet, cancellation);
        await HappenAsync(fleet, streams, pace.WarmUp, cancellation);
        streams.Clear();
        int events = await HappenAsync(fleet, streams, pace.Measured, cancellation);
        await streams.AllSeenAsync(cancellation);
        report.Print(new JsonObject
        {
            ["bench"] = "console",
            ["doors"] = site.All,
            ["alerts"] = alerts,
            ["per_s"] = PerSecond,
            ["events"] = events,
            ["door_p50_ms"] = streams.Doors.Ms(0.5),
            ["door_p95_ms"] = streams.Doors.Ms(0.95),
            ["alert_p50_ms"] = streams.Alerts.Ms(0.5),
            ["alert_p95_ms"] = streams.Alerts.Ms(0.95),
        });
    }

    /// <summary>Drills, each of which is an alert of its own.</summary>
    internal static async Task RaiseAsync(DoorFleet fleet, int alerts, CancellationToken cancellation)
    {
        Alerts.AlertsClient client = new(fleet.Channel);
        for (int i = 0; i < alerts; i++) { await client.StartDrillAsync(new StartDrillRequest { Text = "bench" }, fleet.Officer, cancellationToken: cancellation); }
    }

    /// <summary>At a steady pace, one door after another: each opens, and the next time it closes.</summary>
    /// <param name="told">Called before each.</param>
    /// <returns>How much has happened.</returns>
    internal static async Task<int> HappenAsync(DoorFleet fleet, LiveStreams streams, TimeSpan length, CancellationToken cancellation, Action<int, DoorEventKind>? told = null)
    {
        long begin = TimeProvider.System.GetTimestamp();
        int done = 0, opened = 0;
        for (; opened == 0 || TimeProvider.System.GetElapsedTime(begin) < length; done++)
        {
            TimeSpan early = TimeSpan.FromSeconds(done / (double)PerSecond) - TimeProvider.System.GetElapsedTime(begin);
            if (early > TimeSpan.Zero) { await Task.Delay(early, TimeProvider.System, cancellation); }
            int door = await streams.NextDoorAsync(cancellation), number = door % fleet.Site.Doors;
            DoorEventKind happened = streams.IsOpen(door) ? DoorEventKind.Closed : opened++ % AlarmEvery == 0 ? DoorEventKind.ForcedOpen : DoorEventKind.Opened;
            told?.Invoke(door, happened);
            streams.Sent(door, happened);
            await fleet.Boxes[door / fleet.Site.Doors].HappenAsync(happened, number, happened == DoorEventKind.ForcedOpen, cancellation);
        }
        return done;
    }
}
