using System.Globalization;
using Microsoft.Playwright;
using Secure.TestKit;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>Debian's Chromium, started once for all tests of the page. Its certificates are not looked at here: that the gateway's fit the site's root is what every other client checks.</summary>
public sealed class Chromium : IAsyncLifetime
{
    public const string Program = "/usr/bin/chromium";

    /// <summary>How long a page may take to show what a test expects of it, on a busy machine.</summary>
    private const float ExpectMs = 30_000;

    private IPlaywright? _playwright;
    private readonly Dictionary<string, IBrowser> _browsers = [];

    public static string Axe => Path.Combine(Checkout.Root, "gateway", "console", "node_modules", "axe-core", "axe.min.js");

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(ExpectMs);
        if (File.Exists(Program)) { _playwright = await Playwright.CreateAsync(); }
    }

    /// <summary>A browser of its own for one person: nothing is shared with another's but the program.</summary>
    /// <param name="port">Null: the gateway's own.</param>
    public Task<ConsoleReader> OpenAsync(DemoSite site, int? port = null) => OpenAsync(site, port, "", []);

    /// <summary>The same with a camera: a file of JPEG pictures that is played again and again, or the browser's own test picture.</summary>
    /// <param name="allowed">Whether the person lets the page use it.</param>
    public Task<ConsoleReader> WithCameraAsync(DemoSite site, int port, bool allowed, string? film = null) => OpenAsync(
        site, port, "--use-fake-device-for-media-stream" + (film is null ? "" : " --use-file-for-fake-video-capture=" + film), allowed ? ["camera"] : []);

    /// <summary>The same on a machine without a camera, which the person would let the page use.</summary>
    public Task<ConsoleReader> WithoutCameraAsync(DemoSite site, int port) => OpenAsync(site, port, "", ["camera"]);

    private async Task<ConsoleReader> OpenAsync(DemoSite site, int? port, string arguments, string[] permissions)
    {
        if (_playwright is null) { Assert.Skip($"{Program} 不在 · is not there"); }
        if (!_browsers.TryGetValue(arguments, out IBrowser? browser))
        {
            browser = _browsers[arguments] = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = ["--no-sandbox", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)] });
        }
        IBrowserContext context = await browser.NewContextAsync(new() { Permissions = permissions, ViewportSize = new() { Width = 1366, Height = 768 }, Locale = "zh-CN", IgnoreHTTPSErrors = true, ColorScheme = ColorScheme.Light });
        return await ConsoleReader.OpenAsync(site, context, "https://localhost:" + (port ?? site.Port).ToString(CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IBrowser browser in _browsers.Values) { await browser.DisposeAsync(); }
        _playwright?.Dispose();
    }
}
