using System.Globalization;
using System.Text.Json.Nodes;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.Benchmarks.Devices;

/// <summary>
/// The overview in a real browser, at as many doors, open alerts and events as in <see cref="ConsoleBench"/>: from the
/// controller's word to the frame that shows it, how the page loads, and what its scripts hold after a collection, from the first minute to the
/// last. How many minutes: SECURE_PAGE_MINUTES, by default 2.
/// </summary>
internal static class PageBench
{
    private const int MinutesDefault = 2;

    /// <summary>Between two looks at the page's memory.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30), QuickLook = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(Report report, Pace pace, CancellationToken cancellation)
    {
        using BenchFolder folder = new();
        bool full = pace.IsFull;
        (FleetSite site, int alerts) = full ? (new FleetSite(10, 5, 10), 10_000) : (pace.Site, 20);
        int looks = full ? Minutes() * 2 : 4;
        report.Say($"登记 {site.All} 个门，{alerts} 条报警 · enrolling {site.All} doors, raising {alerts} alerts …");
        // The streams beside the page only listen, which is no use of their session: past half an hour it would end.
        string[] options = ["--Console:Folder", Path.Combine(Checkout.Root, "gateway", "console", "dist"), "--Identity:SessionIdleMax", "08:00:00"];
        await using DoorFleet fleet = await DoorFleet.StartAsync(folder.Path, site, cancellation, options);
        await ConsoleBench.RaiseAsync(fleet, alerts, cancellation);
        await using LiveStreams streams = await LiveStreams.OpenAsync(fleet, cancellation);
        await using OfficersScreen screen = await OfficersScreen.OpenAsync(fleet, cancellation);
        await ConsoleBench.HappenAsync(fleet, streams, pace.WarmUp, cancellation, screen.Sent);
        await screen.ReadAsync();
        screen.Clear();
        List<double> heaps = [];
        int events = 0;
        long begin = TimeProvider.System.GetTimestamp();
        for (int look = 0; look < looks; look++)
        {
            events += await ConsoleBench.HappenAsync(fleet, streams, full ? Look : QuickLook, cancellation, screen.Sent);
            await screen.ReadAsync();
            (double heap, double nodes, double listeners) = await screen.HeapAsync();
            heaps.Add(heap);
            report.Say(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetElapsedTime(begin).TotalSeconds,6:0} s  {events,7} events  {heap,7:0.00} MiB  {nodes,6:0} nodes  {listeners,5:0} listeners"));
        }
        double seconds = TimeProvider.System.GetElapsedTime(begin).TotalSeconds;
        int third = Math.Max(1, heaps.Count / 3);
        report.Print(new JsonObject
        {
            ["bench"] = "page",
            ["doors"] = site.All,
            ["alerts"] = alerts,
            ["load_ms"] = Math.Round(screen.Load.TotalMilliseconds),
            ["load_kib"] = Math.Round(screen.Bytes / 1024.0),
            ["screen_ms"] = Math.Round(screen.Screen.TotalMilliseconds),
            ["events"] = events,
            ["per_s"] = Math.Round(events / seconds, 1),
            ["shown"] = screen.Shown.Count,
            ["skipped"] = screen.Skipped,
            ["screen_p50_ms"] = screen.Shown.Ms(0.5),
            ["screen_p95_ms"] = screen.Shown.Ms(0.95),
            ["heap_first_mib"] = Middle(heaps.Take(third)),
            ["heap_last_mib"] = Middle(heaps.TakeLast(third)),
        });
    }

    private static int Minutes() => int.TryParse(Environment.GetEnvironmentVariable("SECURE_PAGE_MINUTES"), NumberStyles.None, CultureInfo.InvariantCulture, out int minutes) && minutes > 0 ? minutes : MinutesDefault;

    private static double Middle(IEnumerable<double> of) => Math.Round(of.Order().Skip(of.Count() / 2).First(), 2);
}
