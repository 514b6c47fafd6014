using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;
using Secure.Benchmarks.Checks;
using Secure.Vocabulary;

namespace Secure.Benchmarks.Devices;

/// <summary>The overview before a security officer, in Debian's Chromium: when each door's change stood on it, and what it holds.</summary>
internal sealed class OfficersScreen : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";
    private const float ReadyMs = 120_000;

    /// <summary>Each change of a door's line, with the frame's time by the machine's clock. The page's policy lets no script in, the browser's own tools do.</summary>
    private const string Watching =
        """
        () => {
          window.seen = [];
          const changed = new Set();
          new MutationObserver(changes => {
            for (const change of changes) {
              const line = (change.target.nodeType === 1 ? change.target : change.target.parentElement)?.closest('.room-doors li');
              if (line) changed.add(line);
            }
            if (changed.size > 0) requestAnimationFrame(() => {
              for (const line of changed) window.seen.push([line.querySelector('a').hash, line.textContent, Date.now()]);
              changed.clear();
            });
          }).observe(document.body, { subtree: true, childList: true, characterData: true });
        }
        """;

    /// <summary>As the page names a leaf that is open, or was forced.</summary>
    private static readonly string[] OpenWords = ["开着", "被强行打开"];

    private readonly Lock _gate = new();
    private readonly Dictionary<int, List<(bool Open, long AtMs)>> _sent = [];
    private readonly List<long> _ticks = [];
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly IPage _page;
    private readonly ICDPSession _tools;

    private OfficersScreen(IPlaywright playwright, IBrowser browser, IPage page, ICDPSession tools) => (_playwright, _browser, _page, _tools) = (playwright, browser, page, tools);

    /// <summary>From the address to the form for signing in, nothing in the browser's cache.</summary>
    public required TimeSpan Load { get; init; }

    /// <summary>From the sign-in to the doors and alerts on the screen.</summary>
    public required TimeSpan Screen { get; init; }

    /// <summary>What the page's own files took on the line up to that, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Changes that the screen never showed, because the next one of that door came before.</summary>
    public int Skipped { get; private set; }

    public Timings Shown { get { lock (_gate) { return new Timings(_ticks, 1); } } }

    /// <exception cref="InvalidOperationException">The machine has no Chromium.</exception>
    public static async Task<OfficersScreen> OpenAsync(DoorFleet fleet, CancellationToken cancellation)
    {
        if (!File.Exists(Program)) { throw new InvalidOperationException($"{Program} 不在 · is not there"); }
        cancellation.ThrowIfCancellationRequested();
        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowser browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = ["--no-sandbox"] });
        IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1920, Height = 1080 }, Locale = "zh-CN", IgnoreHTTPSErrors = true });
        page.SetDefaultTimeout(ReadyMs);
        ConcurrentQueue<IRequest> asked = [];
        page.RequestFinished += (_, request) => { if (request.ResourceType is not ("fetch" or "xhr")) { asked.Enqueue(request); } };
        long begun = TimeProvider.System.GetTimestamp();
        await page.GotoAsync(fleet.Address);
        await page.GetByLabel("账号").WaitForAsync();
        TimeSpan load = TimeProvider.System.GetElapsedTime(begun);
        await page.GetByLabel("账号").FillAsync(BenchOfficers.SecurityAccount);
        await page.GetByLabel("口令").FillAsync(fleet.Password);
        begun = TimeProvider.System.GetTimestamp();
        await page.GetByRole(AriaRole.Button, new() { Name = "登录", Exact = true }).ClickAsync();
        await page.Locator(".room-doors li").First.WaitForAsync();
        await page.Locator(".alert-list li").First.WaitForAsync();
        TimeSpan shown = TimeProvider.System.GetElapsedTime(begun);
        long bytes = 0;
        foreach (IRequest request in asked) { bytes += (await request.SizesAsync()).ResponseBodySize; }
        await page.EvaluateAsync(Watching);
        ICDPSession tools = await page.Context.NewCDPSessionAsync(page);
        await tools.SendAsync("Performance.enable");
        return new OfficersScreen(playwright, browser, page, tools) { Load = load, Screen = shown, Bytes = bytes };
    }

    /// <summary>To be called before a door's controller tells it.</summary>
    public void Sent(int door, DoorEventKind happened)
    {
        lock (_gate)
        {
            if (!_sent.TryGetValue(door, out List<(bool, long)>? of)) { _sent[door] = of = []; }
            of.Add((happened != DoorEventKind.Closed, NowMs()));
        }
    }

    /// <summary>Takes what the screen has shown since the last time.</summary>
    public async Task ReadAsync()
    {
        JsonElement seen = await _page.EvaluateAsync<JsonElement>("() => window.seen.splice(0)");
        lock (_gate)
        {
            foreach (JsonElement line in seen.EnumerateArray())
            {
                int door = FleetSite.NumberOf(line[0].GetString()!);
                bool open = OpenWords.Any(word => line[1].GetString()!.Contains(word, StringComparison.Ordinal));
                long at = line[2].GetInt64();
                if (!_sent.TryGetValue(door, out List<(bool Open, long AtMs)>? sent) || sent.FindLastIndex(s => s.Open == open && s.AtMs <= at) is not (>= 0 and int told)) { continue; }
                _ticks.Add((at - sent[told].AtMs) * Stopwatch.Frequency / 1_000);
                Skipped += told;
                sent.RemoveRange(0, told + 1);
            }
        }
    }

    /// <summary>Forgets the warm-up.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _ticks.Clear();
            Skipped = 0;
        }
    }

    /// <summary>After a collection.</summary>
    public async Task<(double HeapMib, double Nodes, double Listeners)> HeapAsync()
    {
        await _tools.SendAsync("HeapProfiler.collectGarbage");
        JsonElement metrics = (await _tools.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics");
        double Of(string name) => metrics.EnumerateArray().First(m => m.GetProperty("name").GetString() == name).GetProperty("value").GetDouble();
        return (Of("JSHeapUsedSize") / (1024 * 1024), Of("Nodes"), Of("JSEventListeners"));
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private static long NowMs() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
}
