using Microsoft.Playwright;
using Secure.V1;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>The page in a real browser against the demo: what officers do with it.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class ConsoleTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_forced_door_is_on_the_officers_screen_and_is_acknowledged_handled_and_resolved_there()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await new TwinControl(demo.Site).AskAsync("force archive", Limit);
        ILocator alert = officer.Page.GetByRole(AriaRole.Link).Filter(new() { HasText = "档案室门" }).Filter(new() { HasText = "未签收" });
        await Expect(alert.First).ToBeVisibleAsync();
        await alert.First.ClickAsync();

        await AlertSteps.ResolveAsync(officer, "<img src=x onerror=alert(1)> 已派人查看", "门已关好");

        // What somebody wrote is text and nothing else.
        await Expect(AlertSteps.Detail(officer).GetByText("<img src=x onerror=alert(1)> 已派人查看")).ToBeVisibleAsync();
        Assert.Equal(0, await officer.Page.Locator("main img").CountAsync());
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task Two_who_act_at_once_never_overwrite_each_other()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site), deputy = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await deputy.SignInAsync("officer-deputy");
        await new TwinControl(demo.Site).AskAsync("force lobby", Limit);
        ILocator alert = officer.Page.GetByRole(AriaRole.Link).Filter(new() { HasText = "大厅门" }).Filter(new() { HasText = "未签收" });
        string href = await alert.First.GetAttributeAsync("href") ?? "";
        foreach (ConsoleReader reader in (ConsoleReader[])[officer, deputy]) { await reader.GoAsync(href[2..]); }
        await officer.Button("备注").ClickAsync();
        await officer.Window.GetByRole(AriaRole.Textbox).FillAsync("写于旧版本");
        await deputy.Page.Keyboard.PressAsync("a");
        await Expect(AlertSteps.Detail(deputy).GetByText("已签收")).ToBeVisibleAsync();

        await Expect(AlertSteps.Detail(officer).GetByText("郑洁").First).ToBeVisibleAsync();
        await officer.InWindow("备注").ClickAsync();
        await Expect(officer.Page.GetByText("有人已先操作")).ToBeVisibleAsync();
        await Expect(AlertSteps.Detail(officer).GetByText("写于旧版本")).ToHaveCountAsync(0);
        // Nothing is lost: the officer has seen it, and sends the same words again.
        await officer.InWindow("备注").ClickAsync();
        await Expect(AlertSteps.Detail(officer).GetByText("写于旧版本")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_officer_unlocks_a_door_and_sees_what_it_did()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("doors/vault");
        await officer.Button("开一次门").ClickAsync();
        await officer.InWindow("开一次门").ClickAsync();
        await Expect(officer.Window.GetByText("请填写理由")).ToBeVisibleAsync();

        await officer.Window.GetByLabel("理由").FillAsync("访客");
        await officer.InWindow("开一次门").ClickAsync();

        await Expect(officer.Window.GetByText("已完成")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_lockdown_lists_exactly_its_doors_first_and_then_what_each_did_and_is_released_the_same_way()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("doors");
        await officer.Button("封锁").ClickAsync();
        await Expect(officer.Window.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(5);
        // Of two hundred rooms nobody looks for one by scrolling.
        await officer.Window.GetByRole(AriaRole.Combobox).FillAsync("间：保密");
        await Expect(officer.Page.Locator(".ant-select-item-option")).ToHaveCountAsync(1);
        await officer.Page.GetByTitle("房间：保密室").ClickAsync();
        await Expect(officer.Window.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await Expect(officer.Window.GetByRole(AriaRole.Listitem)).ToContainTextAsync("保密室门 — 将上锁");
        await Expect(officer.Window.GetByText("消防出口不受影响")).ToBeVisibleAsync();

        await ConfirmAsync(officer, "封锁这 1 个门");
        await Expect(DoorLine(officer, "保密室门")).ToContainTextAsync("封锁");
        Assert.Equal("none", (await new TwinControl(demo.Site).AskAsync("badge vault 1001", Limit)).GetProperty("outcome").GetString());

        await officer.Button("解除封锁").ClickAsync();
        await Expect(officer.Window.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "恢复正常" })).ToHaveCountAsync(1);
        await ConfirmAsync(officer, "解除这 5 个门的封锁");
        await Expect(DoorLine(officer, "保密室门")).Not.ToContainTextAsync("封锁");
    }

    [Fact]
    public async Task The_session_is_a_cookie_that_no_script_reads_and_it_ends_with_signing_out()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");

        BrowserContextCookiesResult cookie = Assert.Single(await officer.Page.Context.CookiesAsync());
        Assert.Equal(("__Host-secure", true, true, SameSiteAttribute.Strict), (cookie.Name, cookie.HttpOnly, cookie.Secure, cookie.SameSite));
        Assert.Equal("", await officer.Page.EvaluateAsync<string>("document.cookie"));
        Assert.Equal("0", await officer.CallAsync("Identity/WhoAmI"));
        await officer.Page.ReloadAsync();
        await officer.Button("退出登录").ClickAsync();
        await Expect(officer.Button("登录")).ToBeVisibleAsync();
        Assert.Empty(await officer.Page.Context.CookiesAsync());
        Assert.Equal("16", await officer.CallAsync("Identity/WhoAmI"));
    }

    [Fact]
    public async Task When_the_line_is_cut_the_page_says_since_when_and_nothing_pretends_to_be_live()
    {
        Forwarder line = new("127.0.0.1", demo.Site.Port);
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site, line.Port);
        await GrpcWeb.AnswerAsync(officer.Page, "Audit/GetCheckpoint", new GetCheckpointResponse { Size = 320, Cosignatures = 1, Waiting = 3 });
        await officer.SignInAsync("officer");
        await Expect(officer.Page.GetByText("实时 · 网关时间")).ToBeVisibleAsync();
        ILocator map = officer.Page.Locator(".overview-maps"), rooms = officer.Page.Locator(".overview-rooms"), health = officer.Page.Locator(".overview-health");
        await Expect(map.GetByText("已上锁").First).ToBeVisibleAsync();
        await Expect(rooms.GetByText("在线", new() { Exact = true }).First).ToBeVisibleAsync();

        await line.DisposeAsync();

        await Expect(officer.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "起没有收到更新" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(officer.Page.GetByText("实时 · 网关时间")).ToHaveCountAsync(0);
        await Expect(map.GetByText("已上锁")).ToHaveCountAsync(0);
        await Expect(rooms.GetByText("在线", new() { Exact = true })).ToHaveCountAsync(0);
        await Expect(rooms.GetByText("已上锁")).ToHaveCountAsync(0);
        await Expect(health).ToContainTextAsync("未知 / 5");
        await Expect(rooms.GetByText("人数未知").Or(rooms.GetByText("更新中断前")).First).ToBeVisibleAsync();
        // Two looks apart, three entries still wait: nobody publishes the log.
        await Expect(health).ToContainTextAsync("320 条；3 条已超过 10 秒未公布");
    }

    [Fact]
    public async Task Who_is_signed_out_elsewhere_is_told_so_on_the_page()
    {
        await using ConsoleReader guard = await chromium.OpenAsync(demo.Site);
        await guard.SignInAsync("officer-deputy");
        // A second tab of the same browser signs out.
        Assert.Equal("0", await guard.CallAsync("Identity/SignOut"));

        await Expect(guard.Page.GetByText("会话已结束，请重新登录")).ToBeVisibleAsync(new() { Timeout = 20_000 });
    }

    private static ILocator DoorLine(ConsoleReader reader, string name) => reader.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link).Filter(new() { HasText = name }).First;

    private static async Task ConfirmAsync(ConsoleReader officer, string button)
    {
        await officer.Window.GetByLabel("理由").FillAsync("演练");
        await officer.InWindow(button).ClickAsync();
        await Expect(officer.Window.GetByText("各门的实际结果")).ToBeVisibleAsync();
        await Expect(officer.Window.GetByText("未完成")).ToHaveCountAsync(0);
        await officer.InWindow("关闭").Last.ClickAsync();
        await Expect(officer.Window).ToHaveCountAsync(0);
    }
}
