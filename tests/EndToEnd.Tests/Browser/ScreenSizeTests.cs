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

    private static async Task LookAsync(ConsoleReader reader, string name, string language, string theme, List<string> faults, ILocator there)
    {
        await Expect(there).ToBeVisibleAsync();
        await Expect(reader.Page.GetByText(language == "zh" ? "正在加载" : "Loading", new() { Exact = true })).ToHaveCountAsync(0);
        if (EveryPageTests.Pictures is { } folder) { await reader.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{language}-{theme}.png") }); }
        faults.AddRange((await EveryPageTests.AxeAsync(reader.Page)).Select(fault => $"{name}: {fault}"));
        faults.AddRange((await reader.Page.EvaluateAsync<string[]>(CutOff)).Select(cut => $"{name}: beyond the edge: {cut}"));
    }
}
