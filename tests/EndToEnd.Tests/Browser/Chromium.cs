using System.Globalization;
using Microsoft.Playwright;
using Secure.TestKit;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>Debian's Chromium, started once for all tests of the page. Its certificates are not looked at here: that the gateway's fit the site's root is what every other client checks.</summary>
public sealed class Chromium : IAsyncLifetime
{
    public const string Program = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public static string Axe => Path.Combine(Checkout.Root, "gateway", "console", "node_modules", "axe-core", "axe.min.js");

    public async ValueTask InitializeAsync()
    {
        if (File.Exists(Program)) { _playwright = await Playwright.CreateAsync(); }
    }

    /// <summary>A browser of its own for one person: nothing is shared with another's but the program.</summary>
    public async Task<ConsoleReader> OpenAsync(DemoSite site, int? port = null)
    {
        if (_playwright is null) { Assert.Skip($"{Program} 不在 · is not there"); }
        _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = ["--no-sandbox"] });
        IBrowserContext context = await _browser.NewContextAsync(new() { ViewportSize = new() { Width = 1366, Height = 768 }, Locale = "zh-CN", IgnoreHTTPSErrors = true, ColorScheme = ColorScheme.Light });
        return await ConsoleReader.OpenAsync(site, context, "https://localhost:" + (port ?? site.Port).ToString(CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) { await _browser.DisposeAsync(); }
        _playwright?.Dispose();
    }
}
