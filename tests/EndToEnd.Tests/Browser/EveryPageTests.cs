using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Playwright;
using Secure.TestKit.Pictures;
using Secure.V1;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>Every page in both languages and both themes. With SECURE_SCREENSHOTS set, a picture of each is left in that folder.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class EveryPageTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly Dictionary<string, string[]> Pages = new()
    {
        ["officer"] = ["overview", "alerts", "doors/vault", "approvals", "people", "people/zhang-wei", "people/wang-fang/face", "people/wang-fang/finger", "passkeys", "devices", "site", "evidence", "home"],
        ["admin"] = ["backups", "people", "people/chen-lei"],
        ["auditor"] = ["log", "log/whole"],
        ["chen"] = ["home", "own", "own/requests", "home/step-up/design-review"],
        ["wang"] = ["home/step-up/design-review"],
    };

    /// <summary>Where pictures are wanted; null: nowhere.</summary>
    internal static string? Pictures => Environment.GetEnvironmentVariable("SECURE_SCREENSHOTS");

    /// <summary>Everything in the bar but the banner about lost updates, which has a line of its own, is beside everything else.</summary>
    private const string BarIsOneLine =
        """
        () => {
          const parts = [...document.querySelectorAll('.top > :not(.stopped)')].map(part => part.getBoundingClientRect()).filter(box => box.height > 0);
          return Math.max(...parts.map(box => box.top)) < Math.min(...parts.map(box => box.bottom));
        }
        """;

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("zh", "light")]
    [InlineData("zh", "dark")]
    [InlineData("en", "light")]
    [InlineData("en", "dark")]
    public async Task No_page_shuts_anybody_out_mixes_languages_or_asks_another_origin(string language, string theme)
    {
        await SomethingToSeeAsync();
        List<string> faults = [];
        // The archive's workstation, where a step-up can be asked for.
        await using Forwarder archive = new("127.0.0.3", demo.Site.Port);
        foreach ((string account, string[] pages) in Pages)
        {
            await using ConsoleReader reader = await chromium.OpenAsync(demo.Site, account == "wang" ? archive.Port : null);
            if (account == "officer") { await LookAsync(reader, "sign-in", language, theme, faults, reader.Page.GetByRole(AriaRole.Textbox).First, dress: true); await reader.DressAsync("zh", theme); }
            await reader.SignInAsync(account);
            await reader.DressAsync(language, theme);
            foreach (string page in pages)
            {
                await reader.GoAsync(page);
                await LookAsync(reader, $"{account}-{page.Replace('/', '-')}", language, theme, faults, reader.Page.GetByRole(AriaRole.Heading).First);
            }
            if (account == "officer") { await LookAtWindowsAsync(reader, language, theme, faults); }
            if (account == "officer") { await LookAtSnapshotAsync(reader, language, theme, faults); }
            if (account == "admin") { await LookAtPeopleAsync(reader, language, theme, faults); await LookAtSelfTestAsync(reader, language, theme, faults); }
            if (account == "officer") { await LookAtReportsAsync(reader, ["entries", "alerts", "drills", "handover", "unused"], language, theme, faults); }
            if (account == "auditor") { await LookAtReportsAsync(reader, ["review"], language, theme, faults); await LookAtLogAsync(reader, language, theme, faults); }
            faults.AddRange(reader.Complaints);
            faults.AddRange(reader.Requests.Where(url => !url.StartsWith(reader.Address + "/", StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal)).Select(url => "asks " + url));
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults.Distinct()));
    }

    /// <summary>An alert that waits, somebody in a room, and a request for a second officer.</summary>
    private async Task SomethingToSeeAsync()
    {
        TwinControl twin = new(demo.Site);
        await twin.BadgeAsync("lobby", "1003", Limit);
        await twin.AskAsync("force archive", Limit);
        await demo.Site.SignInAsync("officer");
        await demo.Site.CtlAsync("--as", "officer", "drill", "档案室消防 · fire in the archive", "--room", "archive");
        await demo.Site.CtlAsync("--as", "officer", "grant-role", "chen-lei", "Guard", "--reason", "夜班值守");
    }

    private static async Task LookAtWindowsAsync(ConsoleReader reader, string language, string theme, List<string> faults)
    {
        await reader.GoAsync("alerts");
        await reader.Page.Locator("button.alert-item").First.ClickAsync();
        await LookAsync(reader, "officer-alert", language, theme, faults, reader.Page.Locator(".history li").First);
        await reader.Page.GetByText(language == "zh" ? "全部报警" : "All alerts", new() { Exact = true }).ClickAsync();
        await LookAsync(reader, "officer-alerts-all", language, theme, faults, reader.Page.Locator("button.alert-item").First);
        await reader.GoAsync("devices");
        foreach (string device in (string[])["agent-01", "door-01"]) { await reader.Button(language == "zh" ? device + " 的详情" : "Details of " + device).ClickAsync(); }
        await LookAsync(reader, "officer-devices-opened", language, theme, faults, reader.Page.Locator(".opened").Last);
        await reader.GoAsync("doors/vault");
        await reader.Button(language == "zh" ? "封锁" : "Lock down").ClickAsync();
        await LookAsync(reader, "officer-lockdown", language, theme, faults, reader.Window.GetByRole(AriaRole.Listitem).First);
        await reader.GoAsync("people/chen-lei");
        await reader.Button(language == "zh" ? "发卡" : "Issue a badge").ClickAsync();
        await LookAsync(reader, "officer-issue", language, theme, faults, reader.Window.GetByRole(AriaRole.Textbox).First);
        await reader.InWindow(language == "zh" ? "取消" : "Cancel").ClickAsync();
        await reader.Button(language == "zh" ? "授予角色" : "Grant a role").ClickAsync();
        await LookAsync(reader, "officer-role", language, theme, faults, reader.Window.GetByRole(AriaRole.Combobox).First);
        await reader.InWindow(language == "zh" ? "取消" : "Cancel").ClickAsync();
        await reader.Button(language == "zh" ? "定岗定密" : "Posts and clearance").ClickAsync();
        await LookAsync(reader, "officer-entrust", language, theme, faults, reader.Window.GetByRole(AriaRole.Combobox).First);
        await reader.GoAsync("home");
        await reader.Button(language == "zh" ? "设置 PIN" : "Set a PIN").ClickAsync();
        await LookAsync(reader, "officer-pin", language, theme, faults, reader.Window.GetByRole(AriaRole.Textbox).First);
    }

    /// <summary>Refused, as nobody stands before the demo's camera, and with a picture that the gateway is made to give.</summary>
    private static async Task LookAtSnapshotAsync(ConsoleReader reader, string language, string theme, List<string> faults)
    {
        await reader.GoAsync("doors/archive");
        await reader.Button(language == "zh" ? "现场截图" : "Picture of now").ClickAsync();
        await LookAsync(reader, "officer-snapshot", language, theme, faults, reader.Window.GetByRole(AriaRole.Textbox).First);
        string take = language == "zh" ? "拍摄" : "Take it";
        await reader.Window.GetByRole(AriaRole.Textbox).FillAsync("查看 · a look");
        await reader.InWindow(take).ClickAsync();
        await LookAsync(reader, "officer-snapshot-refused", language, theme, faults, reader.Window.GetByRole(AriaRole.Alert).First);
        Timestamp at = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch);
        byte[] picture = new TestPicture(320, 240, new byte[320 * 240 * 3]).Jpeg();
        await GrpcWeb.AnswerAsync(reader.Page, "Doors/TakeSnapshot", new TakeSnapshotResponse { Evidence = new string('a', 64), AskedAt = at, TakenAt = at + Duration.FromTimeSpan(TimeSpan.FromMinutes(1)), KeptAt = at });
        await GrpcWeb.AnswerAsync(
            reader.Page, "Evidence/View", new ViewEvidenceResponse { Header = new EvidenceHeader { MediaType = "image/jpeg", Bytes = (uint)picture.Length, TakenAt = at } },
            new ViewEvidenceResponse { Chunk = ByteString.CopyFrom(picture) });
        await reader.InWindow(take).ClickAsync();
        await LookAsync(reader, "officer-snapshot-taken", language, theme, faults, reader.Window.GetByRole(AriaRole.Img).Last);
        await reader.Page.UnrouteAllAsync();
        await reader.Page.ReloadAsync();
    }

    private static async Task LookAtSelfTestAsync(ConsoleReader reader, string language, string theme, List<string> faults)
    {
        await reader.Page.ReloadAsync();
        await reader.GoAsync("devices");
        await reader.Page.Locator(".table tbody tr").Filter(new() { HasText = "door-01" }).GetByRole(AriaRole.Button, new() { Name = language == "zh" ? "自检" : "Self test" }).ClickAsync();
        await LookAsync(reader, "admin-self-test", language, theme, faults, reader.Window.Locator("tbody tr").First);
    }

    private static async Task LookAtPeopleAsync(ConsoleReader reader, string language, string theme, List<string> faults)
    {
        await reader.Button(language == "zh" ? "账号与口令" : "Account and password").ClickAsync();
        await LookAsync(reader, "admin-account", language, theme, faults, reader.Window.GetByRole(AriaRole.Textbox).First);
        await reader.GoAsync("people");
        await reader.Button(language == "zh" ? "新增人员" : "Add a person").ClickAsync();
        await LookAsync(reader, "admin-join", language, theme, faults, reader.Window.GetByRole(AriaRole.Textbox).First);
        await reader.InWindow(language == "zh" ? "取消" : "Cancel").ClickAsync();
        await reader.Button(language == "zh" ? "导入" : "Import").ClickAsync();
        await reader.Window.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "people-1.csv", MimeType = "text/csv", Buffer = "id,name,department\nBad Id,=1+1,\nhe-1,,nowhere\n"u8.ToArray() });
        await LookAsync(reader, "admin-import", language, theme, faults, reader.Window.GetByRole(AriaRole.Listitem).First);
    }

    private static async Task LookAtReportsAsync(ConsoleReader reader, string[] kinds, string language, string theme, List<string> faults)
    {
        foreach (string kind in kinds)
        {
            await reader.GoAsync("reports/" + kind);
            await reader.Button(language == "zh" ? "生成报告" : "Make the report").ClickAsync();
            await LookAsync(reader, "report-" + kind, language, theme, faults, reader.Page.Locator(".sheet"));
        }
    }

    private static async Task LookAtLogAsync(ConsoleReader reader, string language, string theme, List<string> faults)
    {
        await reader.GoAsync("log");
        await reader.Button(language == "zh" ? "查询" : "Search").ClickAsync();
        string proven = language == "zh" ? "已在本机验证" : "proven here";
        await LookAsync(reader, "auditor-log-found", language, theme, faults, reader.Page.Locator(".table tbody tr").Filter(new() { HasText = proven }).First);
        await reader.Page.Locator(".table tbody tr button").First.ClickAsync();
        await LookAsync(reader, "auditor-log-proof", language, theme, faults, reader.Window.GetByText(proven));
        await reader.InWindow(language == "zh" ? "关闭" : "Close").ClickAsync();
        await reader.Page.GetByRole(AriaRole.Link, new() { Name = language == "zh" ? "还原经过" : "Rebuild" }).First.ClickAsync();
        await LookAsync(reader, "auditor-log-chain", language, theme, faults, reader.Page.Locator(".chain").GetByText(proven).First);
    }

    /// <summary>At one page: a picture where they are wanted, and what is wrong with it.</summary>
    internal static async Task LookAsync(ConsoleReader reader, string name, string language, string theme, List<string> faults, ILocator there, bool dress = false)
    {
        if (dress) { await reader.DressAsync(language, theme); }
        await Expect(there).ToBeVisibleAsync();
        await Expect(reader.Page.GetByText(language == "zh" ? "正在加载" : "Loading", new() { Exact = true })).ToHaveCountAsync(0);
        await Expect(reader.Page.GetByText(language == "zh" ? "正在等待网关的第一次更新" : "Waiting for the gateway’s first word")).ToHaveCountAsync(0);
        if (Pictures is { } folder) { await reader.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{language}-{theme}.png") }); }
        string where = $"{name} ({language}, {theme}): ";
        faults.AddRange((await AxeAsync(reader.Page)).Select(fault => where + fault));
        if (!await reader.Page.EvaluateAsync<bool>(BarIsOneLine)) { faults.Add(where + "the top bar takes more than one line"); }
        faults.AddRange((await Readable.FaultsAsync(reader.Page)).Select(fault => where + fault));
        faults.AddRange((await StrangeWordsAsync(reader.Page, language)).Select(word => where + "untranslated: " + word));
    }

    /// <summary>What axe calls serious or critical.</summary>
    internal static async Task<IEnumerable<string>> AxeAsync(IPage page)
    {
        await page.EvaluateAsync(await File.ReadAllTextAsync(Chromium.Axe, Limit));
        JsonElement found = await page.EvaluateAsync<JsonElement>("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.filter(v => v.impact === 'serious' || v.impact === 'critical').map(v => ({ id: v.id, where: v.nodes.map(n => n.html.slice(0, 160) + ' ' + (n.any[0]?.message ?? '')).slice(0, 3) }))");
        return found.EnumerateArray().Select(fault => fault.GetRawText());
    }

    /// <summary>
    /// Chinese on the English page, and Latin words on the Chinese one, in what is shown, read aloud and told on pointing.
    /// What people and devices wrote stands in bdi and code elements, as it was written; the page's own words for it must
    /// not look like a program's, as a_name or door.forced, unless marked as code or beside their words in a report.
    /// Ant Design's icons name themselves in English beside the words that they go with.
    /// </summary>
    private static async Task<string[]> StrangeWordsAsync(IPage page, string language) => await page.EvaluateAsync<string[]>(
        """
        language => {
          // Units and forms that are the same in Chinese, what is typed at a terminal, a file's name, a material's number.
          const same = /\b(PIN|CSV|XLSX|JSON Lines|UTC|UTF-8|SHA-256|[KMG]iB|self-test --drive|checkpoint|tile|design-review|(door|agent)-\d+)\b/g;
          const strange = new Set();
          const look = (text, holder, where) => {
            if (!text || holder.closest('style, script, noscript, [lang]:not(html), [aria-hidden="true"], .anticon, code, pre, kbd')) return;
            const written = holder.closest('bdi') !== null;
            if (language === 'en') { if (!written && /\p{Script=Han}/u.test(text)) strange.add(where + text); return; }
            if (written ? !holder.closest('.sheet') && /^[a-z]+([._][a-z]+)+$/.test(text) : /[A-Za-z]{3}/.test(text.replace(same, ''))) strange.add(where + text);
          };
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) look(walk.currentNode.textContent.trim(), walk.currentNode.parentElement, '');
          for (const name of ['aria-label', 'aria-valuetext', 'placeholder', 'title', 'alt']) {
            for (const one of document.querySelectorAll(`[${name}]`)) look(one.getAttribute(name).trim(), one, name + ' ');
          }
          return [...strange];
        }
        """, language);
}
