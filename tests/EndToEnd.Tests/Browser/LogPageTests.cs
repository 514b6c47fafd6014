using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>The auditor's page: what is found is proven by the browser itself, rebuilt in one click, and taken away as a file.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed partial class LogPageTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private const string Proven = "已在本机验证";

    /// <summary>Some thousand hashes, on a slow machine.</summary>
    private const float WholeMs = 120_000;

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_auditor_sees_an_entry_proven_and_rebuilds_person_factors_room_material_and_time_in_one_click()
    {
        TwinControl twin = new(demo.Site);
        // Another test may have left it open: an open door is not opened.
        await twin.AskAsync("close lobby", Limit);
        Assert.True(await twin.BadgeAsync("lobby", "1003", Limit));
        await AskAboutAsync("core-design");
        await using ConsoleReader auditor = await SearchAsync("类别", "entry.granted");
        ILocator row = auditor.Page.Locator(".table tbody tr").First;
        await Expect(row).ToContainTextAsync("准予通行");
        await Expect(row).ToContainTextAsync(Proven);
        await row.GetByRole(AriaRole.Link, new() { Name = "还原经过" }).ClickAsync();
        await ExpectStepsAsync(auditor, "chen-lei", "门禁卡", "大厅", "room/lobby");
        await Expect(auditor.Page.Locator(".chain")).ToContainTextAsync("开门");
        await Expect(auditor.Page.Locator(".chain").GetByText("准予通行").First).ToBeVisibleAsync();

        await auditor.Page.GetByRole(AriaRole.Link, new() { Name = "返回查询" }).ClickAsync();
        await AskAsync(auditor, "客体（类别/编号）", "material/core-design");
        await auditor.Page.Locator(".table tbody tr").Filter(new() { HasText = "chen-lei" }).First.GetByRole(AriaRole.Link, new() { Name = "还原经过" }).ClickAsync();
        await ExpectStepsAsync(auditor, "chen-lei", "口令", "", "material/core-design");
        // The sign-in that proved the password, itself proven.
        await Expect(auditor.Page.Locator(".chain li").Filter(new() { HasText = "登录" }).Last).ToContainTextAsync(Proven);
        Assert.Empty(auditor.Complaints);
    }

    [Fact]
    public async Task An_entry_or_a_checkpoint_that_was_changed_on_the_way_is_not_taken_for_proven()
    {
        await using ConsoleReader auditor = await chromium.OpenAsync(demo.Site);
        await auditor.SignInAsync("auditor");
        await auditor.GoAsync("log");
        await ForgeAsync(auditor, "Query", answer => answer.Replace("\"kind\":\"session.begin\"", "\"kind\":\"session.begun\"", StringComparison.Ordinal));
        await AskAsync(auditor, "类别", "session.begin");
        await Expect(auditor.Page.Locator(".table tbody tr").First).ToContainTextAsync("条目与签名的树不符");
        await auditor.Page.UnrouteAllAsync();

        await AskAsync(auditor, "类别", "session.begin");
        await Expect(auditor.Page.Locator(".table tbody tr").First).ToContainTextAsync(Proven);
        // A tree of another size, under the signature of this one.
        await ForgeAsync(auditor, "GetInclusionProof", answer => TreeSize().Replace(answer, size => size.Value[..^1] + (size.Value[^1] == '9' ? '8' : (char)(size.Value[^1] + 1))));
        await AskAsync(auditor, "类别", "session.begin");
        await Expect(auditor.Page.Locator(".table tbody tr").First).ToContainTextAsync("检查点签名无效");
        await Expect(auditor.Page.GetByText(Proven)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_whole_log_is_calculated_again_by_the_browser_and_a_changed_entry_or_another_key_is_found_out()
    {
        await using ConsoleReader auditor = await chromium.OpenAsync(demo.Site);
        await auditor.SignInAsync("auditor");
        await auditor.GoAsync("log/whole");
        await auditor.Button("开始验证").ClickAsync();
        await Expect(auditor.Page.GetByText("与日志签名的树一致")).ToBeVisibleAsync(new() { Timeout = WholeMs });
        await Expect(auditor.Page.GetByText("此浏览器首次见到此日志")).ToBeVisibleAsync();

        await ForgeAsync(auditor, "GetEntryBundle", answer => answer.Replace("\"kind\":\"", "\"kinf\":\"", StringComparison.Ordinal));
        await auditor.Button("再次验证").ClickAsync();
        await Expect(auditor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("条目与签名的树不符", new() { Timeout = WholeMs });
        await auditor.Page.UnrouteAllAsync();
        await auditor.Button("再次验证").ClickAsync();
        await Expect(auditor.Page.GetByText("条未被改动")).ToBeVisibleAsync(new() { Timeout = WholeMs });

        // As a browser that first saw another log at this address.
        await auditor.Page.EvaluateAsync("() => localStorage.setItem('log-key', localStorage.getItem('log-key').replace('/log', '/other'))");
        await auditor.Page.ReloadAsync();
        await Expect(auditor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("日志公钥与此浏览器首次见到的不同");
        await auditor.GoAsync("log");
        await AskAsync(auditor, "类别", "session.begin");
        await Expect(auditor.Page.Locator(".table tbody tr").First).ToContainTextAsync("日志公钥已更换");
        await auditor.Button("已核对，信任新公钥").ClickAsync();
        await auditor.InWindow("已核对，信任新公钥").ClickAsync();
        await Expect(auditor.Page.GetByText("日志公钥与此浏览器首次见到的不同")).ToHaveCountAsync(0);
        await AskAsync(auditor, "类别", "session.begin");
        await Expect(auditor.Page.Locator(".table tbody tr").First).ToContainTextAsync(Proven);
        Assert.Empty(auditor.Complaints);
    }

    [Fact]
    public async Task What_was_found_is_taken_away_as_a_file_and_that_is_in_the_log()
    {
        await using ConsoleReader auditor = await SearchAsync("类别", "session.begin");
        int shown = await auditor.Page.Locator(".table tbody tr").CountAsync();

        string lines = Encoding.UTF8.GetString(await DownloadAsync(auditor, "JSON Lines", ".jsonl"));
        JsonElement[] entries = [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.True(entries.Length >= shown, $"{entries.Length} of {shown}");
        Assert.All(entries, entry => Assert.Equal("session.begin", entry.GetProperty("entry").GetProperty("kind").GetString()));
        Assert.StartsWith("\uFEFF\"index\",\"time\"", Encoding.UTF8.GetString(await DownloadAsync(auditor, "CSV", ".csv")), StringComparison.Ordinal);
        Assert.StartsWith("PK", Encoding.Latin1.GetString(await DownloadAsync(auditor, "XLSX", ".xlsx")), StringComparison.Ordinal);

        await AskAsync(auditor, "类别", "audit.read");
        await auditor.Page.Locator(".table tbody tr").Nth(1).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(auditor.Window).ToContainTextAsync("\"format\": \"xlsx\"");
    }

    private async Task<ConsoleReader> SearchAsync(string field, string value)
    {
        ConsoleReader auditor = await chromium.OpenAsync(demo.Site);
        await auditor.SignInAsync("auditor");
        await auditor.GoAsync("log");
        await AskAsync(auditor, field, value);
        return auditor;
    }

    private static async Task AskAsync(ConsoleReader auditor, string field, string value)
    {
        ILocator asked = auditor.Page.GetByLabel(field, new() { Exact = true });
        await asked.FillAsync(value);
        if (await asked.GetAttributeAsync("role") == "combobox")
        {
            // Of all kinds, the one that was searched for, by its code as well as by its words.
            await Expect(auditor.Page.Locator(".ant-select-dropdown:visible .ant-select-item-option")).ToHaveCountAsync(1);
            await asked.PressAsync("Enter");
        }
        await auditor.Page.RunAndWaitForResponseAsync(() => auditor.Button("查询").ClickAsync(), response => response.Url.EndsWith("Audit/Query", StringComparison.Ordinal));
        await Expect(auditor.Page.Locator(".table tbody tr").First).ToBeVisibleAsync();
    }

    /// <summary>A member of staff asks on the home page whether a material may be read.</summary>
    private async Task AskAboutAsync(string material)
    {
        await using ConsoleReader chen = await chromium.OpenAsync(demo.Site);
        await chen.SignInAsync("chen");
        await chen.GoAsync("home");
        await chen.Page.GetByLabel("资料编号").FillAsync(material);
        await chen.Button("查询").ClickAsync();
        await Expect(chen.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = material })).ToBeVisibleAsync();
    }

    private static async Task ExpectStepsAsync(ConsoleReader auditor, params string[] texts)
    {
        ILocator steps = auditor.Page.Locator(".chain > li");
        await Expect(steps).ToHaveCountAsync(5);
        for (int i = 0; i < texts.Length; i++) { await Expect(steps.Nth(i)).ToContainTextAsync(texts[i]); }
        await Expect(steps.Nth(3)).ToContainTextAsync(Proven);
    }

    /// <summary>Whatever lies between the gateway and the browser changes an answer of the log's.</summary>
    private static async Task ForgeAsync(ConsoleReader auditor, string method, Func<string, string> forge) =>
        await auditor.Page.RouteAsync("**/secure.v1.Audit/" + method, async route =>
        {
            IAPIResponse answer = await route.FetchAsync();
            // Latin-1 leaves every byte as it is, and no length changes.
            string body = Encoding.Latin1.GetString(await answer.BodyAsync());
            string forged = forge(body);
            Assert.NotEqual(body, forged);
            await route.FulfillAsync(new() { Response = answer, BodyBytes = Encoding.Latin1.GetBytes(forged) });
        });

    private static async Task<byte[]> DownloadAsync(ConsoleReader auditor, string form, string ending)
    {
        IDownload download = await auditor.Page.RunAndWaitForDownloadAsync(() => auditor.Button(form).ClickAsync());
        Assert.EndsWith(ending, download.SuggestedFilename, StringComparison.Ordinal);
        return await File.ReadAllBytesAsync(await download.PathAsync(), Limit);
    }

    /// <summary>The second line of a checkpoint, behind the log's name.</summary>
    [GeneratedRegex("(?<=/log\\n)[0-9]+")]
    private static partial Regex TreeSize();
}
