using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>
/// The overview, open for long while people come and go: its scripts' memory after a collection, minute by minute. Not among the
/// tests that run by themselves: SECURE_SOAK=MINUTES and -explicit only.
/// </summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class PageSoakTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private const int MinutesDefault = 10;

    /// <summary>What the last third may have over the first, beyond a tenth of it: the browser's own unrest.</summary>
    private const double UnrestMib = 2;

    [Fact(Explicit = true)]
    public async Task The_open_overview_takes_no_more_memory_in_the_last_third_than_in_the_first()
    {
        CancellationToken limit = TestContext.Current.CancellationToken;
        TimeSpan whole = TimeSpan.FromMinutes(int.TryParse(Environment.GetEnvironmentVariable("SECURE_SOAK"), CultureInfo.InvariantCulture, out int minutes) ? minutes : MinutesDefault);
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("overview");
        ICDPSession browser = await officer.Page.Context.NewCDPSessionAsync(officer.Page);
        await browser.SendAsync("Performance.enable");
        TwinControl twin = new(demo.Site);
        List<double> heaps = [];
        long began = TimeProvider.System.GetTimestamp(), measured = 0;
        int events = 0;
        while (TimeProvider.System.GetElapsedTime(began) < whole)
        {
            await twin.BadgeAsync("lobby", events++ % 2 == 0 ? "1003" : "9999", limit);
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, limit);
            if (measured != 0 && TimeProvider.System.GetElapsedTime(measured) < TimeSpan.FromSeconds(30)) { continue; }
            measured = TimeProvider.System.GetTimestamp();
            (double heap, double nodes) = await HeapAsync(browser);
            heaps.Add(heap);
            TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s: {events} badges, {heap:0.00} MiB, {nodes:0} nodes"));
        }
        int third = heaps.Count / 3;
        double first = Middle(heaps.Take(third)), last = Middle(heaps.TakeLast(third));
        Assert.True(last <= (first * 1.1) + UnrestMib, $"{first:0.00} MiB became {last:0.00} MiB: {string.Join(' ', heaps.Select(h => h.ToString("0.0", CultureInfo.InvariantCulture)))}");
        Assert.Empty(officer.Complaints);
    }

    private static double Middle(IEnumerable<double> of) => of.Order().Skip(of.Count() / 2).First();

    private static async Task<(double HeapMib, double Nodes)> HeapAsync(ICDPSession browser)
    {
        await browser.SendAsync("HeapProfiler.collectGarbage");
        JsonElement metrics = (await browser.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics");
        double Of(string name) => metrics.EnumerateArray().First(m => m.GetProperty("name").GetString() == name).GetProperty("value").GetDouble();
        return (Of("JSHeapUsedSize") / (1024 * 1024), Of("Nodes"));
    }
}
