using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>The one screen on a wall, and staff's own pages on a phone: nothing is cut off at the side. Pictures as <see cref="EveryPageTests"/> leaves them.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class ScreenSizeTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    /// <summary>What reaches beyond the right edge, other than inside a box that scrolls by itself.</summary>
    private const string CutOff =
        """
        () => {
          const width = document.documentElement.clientWidth;
          const scrolls = element => { for (let at = element; at && at !== document.body; at = at.parentElement) if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(at).overflowX)) return true; return false; };
          return [...document.body.querySelectorAll('*')].filter(element => { const box = element.getBoundingClientRect(); return box.width > 1 && box.height > 1 && box.right > width + 1 && !scrolls(element); }).map(element => element.outerHTML.slice(0, 120)).slice(0, 3);
        }
        """;

    /// <summary>What of the one screen is not on the screen: a part that reaches beyond it or is too low to be read, a fact or a door that its card cuts off, a page that scrolls.</summary>
    private const string OffScreen =
        """
        () => {
          const root = document.documentElement, main = document.querySelector('main'), faults = [];
          if (root.scrollHeight > root.clientHeight || main.scrollHeight > main.clientHeight) faults.push('the page scrolls');
          const within = (element, box, name) => { const at = element.getBoundingClientRect(); if (at.height < 8 || at.top < box.top - 1 || at.bottom > box.bottom + 1) faults.push(`${name}: ${Math.round(at.top)}–${Math.round(at.bottom)} of ${Math.round(box.top)}–${Math.round(box.bottom)}`); };
          const screen = { top: 0, bottom: root.clientHeight };
          for (const part of ['.overview-alerts', '.overview-maps', '.overview-rooms', '.overview-today', '.overview-health']) {
            const element = document.querySelector(part);
            if (!element) { faults.push(part + ' is missing'); continue; }
            within(element, screen, part);
            if (element.getBoundingClientRect().height < 120) faults.push(part + ' is too low');
          }
          const inCard = (some, card) => { const box = document.querySelector(card)?.getBoundingClientRect(); if (box) for (const element of document.querySelectorAll(some)) within(element, box, element.textContent.slice(0, 30)); };
          inCard('.overview-health .facts > div', '.overview-health'); inCard('.plan-door', '.overview-maps'); inCard('.today-counts, .today li:first-child', '.overview-today'); inCard('.overview-alerts li:first-child', '.overview-alerts'); inCard('.room .room-people', '.overview-rooms');
          return faults.join('\n');
        }
        """;

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("zh", "light")]
    [InlineData("en", "dark")]
    public async Task Staff_pages_fit_a_phone(string language, string theme)
    {
        TwinControl twin = new(demo.Site);
        await twin.AskAsync("close lobby", Limit);
        await twin.BadgeAsync("lobby", "1003", Limit);
        List<string> faults = [];
        await using Forwarder archive = new("127.0.0.3", demo.Site.Port);
        foreach ((string account, string[] pages) in new[] { ("chen", (string[])["home", "own", "own/requests"]), ("wang", ["home/step-up/design-review"]) })
        {
            await using ConsoleReader staff = await chromium.OpenAsync(demo.Site, account == "wang" ? archive.Port : null);
            await staff.Page.SetViewportSizeAsync(390, 844);
            if (account == "chen") { await LookAsync(staff, "phone-sign-in", "zh", "light", faults, staff.Page.GetByLabel("账号")); }
            await staff.SignInAsync(account);
            await staff.DressAsync(language, theme);
            foreach (string page in pages)
            {
                await staff.GoAsync(page);
                await LookAsync(staff, $"phone-{page.Replace('/', '-')}", language, theme, faults, staff.Page.GetByRole(AriaRole.Heading).First);
            }
            faults.AddRange(staff.Complaints);
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory]
    [InlineData("zh", "light")]
    [InlineData("en", "dark")]
    public async Task The_one_screen_fills_a_wall_and_says_who_came_today(string language, string theme)
    {
        TwinControl twin = new(demo.Site);
        List<string> faults = [];
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.Page.SetViewportSizeAsync(1920, 1080);
        await officer.SignInAsync("officer");
        await officer.DressAsync(language, theme);
        await officer.GoAsync("overview");
        // Newest first: who badged just now, by name, where, and that the door let them through.
        ILocator newest = officer.Page.Locator(".overview-today li").Filter(new() { HasText = language == "zh" ? "陈磊 · 大厅门" : "陈磊 · Lobby door" }).First;
        // A door that has just started may still let somebody in by its lease, which is an event at a door and no answer of the gateway's.
        for (int tries = 0; tries < 8 && !await newest.IsVisibleAsync(); tries++)
        {
            await twin.AskAsync("close lobby", Limit);
            await twin.BadgeAsync("lobby", "1003", Limit);
            for (int looks = 0; looks < 40 && !await newest.IsVisibleAsync(); looks++) { await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, Limit); }
        }
        await Expect(newest).ToContainTextAsync(language == "zh" ? "放行" : "let through");
        await LookAsync(officer, "wall-overview", language, theme, faults, newest);
        faults.AddRange(officer.Complaints);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    /// <summary>A wall at 1920×1080 and a desk at 1366×768: what an officer must see lies on the screen, whole, and only what stands in a card scrolls.</summary>
    [Theory]
    [InlineData("desk", 1366, 768, "zh", "light")]
    [InlineData("desk", 1366, 768, "en", "dark")]
    [InlineData("wall", 1920, 1080, "zh", "dark")]
    [InlineData("wall", 1920, 1080, "en", "light")]
    public async Task The_one_screen_needs_no_scrolling(string screen, int width, int height, string language, string theme)
    {
        List<string> faults = [];
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.Page.SetViewportSizeAsync(width, height);
        await officer.SignInAsync("officer");
        await officer.DressAsync(language, theme);
        await officer.GoAsync("overview");
        await Expect(officer.Page.Locator(".overview-health")).ToContainTextAsync(language == "zh" ? "异常设备" : "Devices in trouble");
        await Expect(officer.Page.Locator(".overview-today .today-counts")).ToBeVisibleAsync();
        await LookAsync(officer, screen + "-overview-whole", language, theme, faults, officer.Page.Locator(".plan-door").First);
        Assert.Equal("", await officer.Page.EvaluateAsync<string>(OffScreen));
        faults.AddRange(officer.Complaints);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static async Task LookAsync(ConsoleReader reader, string name, string language, string theme, List<string> faults, ILocator there)
    {
        await Expect(there).ToBeVisibleAsync();
        await Expect(reader.Page.GetByText(language == "zh" ? "正在加载" : "Loading", new() { Exact = true })).ToHaveCountAsync(0);
        await Expect(reader.Page.GetByText(language == "zh" ? "正在等待网关的第一次更新" : "Waiting for the gateway’s first word")).ToHaveCountAsync(0);
        if (EveryPageTests.Pictures is { } folder) { await reader.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{language}-{theme}.png") }); }
        faults.AddRange((await EveryPageTests.AxeAsync(reader.Page)).Select(fault => $"{name}: {fault}"));
        faults.AddRange((await reader.Page.EvaluateAsync<string[]>(CutOff)).Select(cut => $"{name}: beyond the edge: {cut}"));
        faults.AddRange((await Readable.FaultsAsync(reader.Page)).Concat(await Readable.SidewaysAsync(reader.Page)).Select(fault => $"{name}: {fault}"));
    }
}
