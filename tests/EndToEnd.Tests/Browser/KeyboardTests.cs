using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>No mouse: whatever is done here is reached by Tab and done by Enter, space, arrows or the page's own keys.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class KeyboardTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    /// <summary>More stops of Tab than any page here has: whoever needs more is in a trap.</summary>
    private const int StopsMax = 120;

    [Fact]
    public async Task An_alert_is_acknowledged_assigned_handled_and_resolved()
    {
        await demo.Site.SignInAsync("officer");
        string what = "键盘演练 " + Guid.NewGuid().ToString("N")[..8];
        CommandResult drill = await demo.Site.CtlAsync("--as", "officer", "drill", what, "--room", "archive");
        Assert.True(drill.ExitCode == 0, drill.All);
        await using ConsoleReader officer = await SignInAsync("officer");
        await ActAsync(officer, officer.Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "报警" }).First);
        ILocator detail = officer.Page.Locator(".split-detail"), state = detail.Locator(".chip");
        await ActAsync(officer, officer.Page.Locator("button.alert-item").Filter(new() { HasText = what }));
        await Expect(detail.GetByRole(AriaRole.Heading, new() { Name = what })).ToBeVisibleAsync();

        await ActAsync(officer, detail.GetByRole(AriaRole.Button, new() { Name = "签收", Exact = true }));
        await Expect(state.Filter(new() { HasText = "已签收" }).First).ToBeVisibleAsync();

        await ActAsync(officer, detail.GetByRole(AriaRole.Button, new() { Name = "指派", Exact = true }));
        await ToAsync(officer, officer.Window.GetByRole(AriaRole.Combobox));
        await officer.Page.Keyboard.PressAsync("ArrowDown");
        ILocator self = officer.Page.Locator(".ant-select-item-option-active");
        for (int tries = 0; tries < StopsMax && !(await self.InnerTextAsync()).Contains("李敏", StringComparison.Ordinal); tries++) { await officer.Page.Keyboard.PressAsync("ArrowDown"); }
        await officer.Page.Keyboard.PressAsync("Enter");
        await ActAsync(officer, officer.InWindow("指派"));
        await Expect(officer.Window).ToHaveCountAsync(0);
        await Expect(state.Filter(new() { HasText = "已指派" }).First).ToBeVisibleAsync();

        await WriteAsync(officer, detail, "处置", "到场查看");
        await Expect(state.Filter(new() { HasText = "处置中" }).First).ToBeVisibleAsync();
        await WriteAsync(officer, detail, "办结", "演练结束");
        await Expect(state.Filter(new() { HasText = "已办结" }).First).ToBeVisibleAsync();
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task A_door_is_locked_down_and_released()
    {
        await using ConsoleReader officer = await SignInAsync("officer");
        await ActAsync(officer, officer.Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "门", Exact = true }));
        await ActAsync(officer, officer.Page.GetByRole(AriaRole.Main).Locator("a, button").Filter(new() { HasText = "机要室门" }).First);
        await Expect(officer.Page.GetByRole(AriaRole.Heading, new() { Name = "机要室门" })).ToBeVisibleAsync();
        foreach ((string act, string confirm) in new[] { ("封锁", "封锁这 1 个门"), ("解除封锁", "解除这 1 个门的封锁") })
        {
            await ActAsync(officer, officer.Button(act).First);
            await Expect(officer.Window).ToContainTextAsync("仅此门 · 机要室门");
            await ToAsync(officer, officer.Window.GetByLabel("理由"));
            await officer.Page.Keyboard.TypeAsync("键盘");
            await ActAsync(officer, officer.Window.GetByRole(AriaRole.Button, new() { Name = confirm }));
            ILocator close = officer.InWindow("关闭").Last;
            await Expect(close).ToBeVisibleAsync(new() { Timeout = 60_000 });
            await ActAsync(officer, close);
            await Expect(officer.Window).ToHaveCountAsync(0);
        }
        Assert.Empty(officer.Complaints);
    }

    [Theory]
    [InlineData("doors/vault", "封锁")]
    [InlineData("doors/archive", "现场截图")]
    [InlineData("people/chen-lei", "发卡")]
    [InlineData("alerts", "键盘快捷键 ?")]
    public async Task A_window_that_is_closed_gives_the_keyboard_back_to_what_opened_it(string page, string opener)
    {
        await using ConsoleReader officer = await SignInAsync("officer");
        await officer.GoAsync(page);
        ILocator button = officer.Button(opener).First;
        foreach (string how in (string[])["Escape", "Enter"])
        {
            await ActAsync(officer, button);
            await Expect(officer.Window).ToBeVisibleAsync();
            await Expect(button).Not.ToBeFocusedAsync();
            if (how == "Enter") { await ToAsync(officer, officer.InWindow("关闭").Or(officer.Window.GetByRole(AriaRole.Button, new() { Name = "Close" })).First); }
            await officer.Page.Keyboard.PressAsync(how);
            await Expect(officer.Window).ToHaveCountAsync(0);
            await Expect(button).ToBeFocusedAsync();
        }
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task Where_the_button_that_acted_is_gone_the_keyboard_stays_at_the_alert()
    {
        await demo.Site.SignInAsync("officer");
        string what = "窗口演练 " + Guid.NewGuid().ToString("N")[..8];
        CommandResult drill = await demo.Site.CtlAsync("--as", "officer", "drill", what, "--room", "archive");
        Assert.True(drill.ExitCode == 0, drill.All);
        await using ConsoleReader officer = await SignInAsync("officer");
        await officer.GoAsync("alerts");
        await ActAsync(officer, officer.Page.Locator("button.alert-item").Filter(new() { HasText = what }));
        ILocator detail = officer.Page.Locator(".split-detail");
        await ActAsync(officer, detail.GetByRole(AriaRole.Button, new() { Name = "签收", Exact = true }));
        await Expect(detail.GetByRole(AriaRole.Button, new() { Name = "签收", Exact = true })).ToHaveCountAsync(0);
        await officer.Page.WaitForFunctionAsync("() => document.querySelector('.split-detail').contains(document.activeElement)");
        await WriteAsync(officer, detail, "备注", "到场查看");
        await Expect(detail.GetByRole(AriaRole.Button, new() { Name = "备注", Exact = true })).ToBeFocusedAsync();
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task A_drill_is_started_and_another_retention_is_asked_for_and_withdrawn()
    {
        string what = "键盘演练 " + Guid.NewGuid().ToString("N")[..8], why = "键盘申请 " + Guid.NewGuid().ToString("N")[..8];
        await using ConsoleReader officer = await SignInAsync("officer");
        await officer.GoAsync("alerts");
        await ActAsync(officer, officer.Button("开始演练"));
        await ToAsync(officer, officer.Window.GetByRole(AriaRole.Combobox));
        foreach (string key in (string[])["ArrowDown", "Enter"]) { await officer.Page.Keyboard.PressAsync(key); }
        await ToAsync(officer, officer.Window.GetByLabel("演练内容"));
        await officer.Page.Keyboard.TypeAsync(what);
        await ActAsync(officer, officer.InWindow("开始演练"));
        await Expect(officer.Window).ToHaveCountAsync(0);
        await Expect(officer.Page.Locator(".split-detail").GetByRole(AriaRole.Heading, new() { Name = what })).ToBeVisibleAsync();

        await officer.GoAsync("evidence");
        await ActAsync(officer, officer.Button("更改保存期限"));
        ILocator days = officer.Window.GetByLabel("录像保存天数");
        await ToAsync(officer, days);
        await officer.Page.Keyboard.PressAsync("ControlOrMeta+a");
        await officer.Page.Keyboard.TypeAsync("401");
        await Expect(days).ToHaveValueAsync("401");
        await ToAsync(officer, officer.Window.GetByLabel("理由"));
        await officer.Page.Keyboard.TypeAsync(why);
        await ActAsync(officer, officer.InWindow("更改保存期限"));
        await Expect(officer.Window.GetByText("须两人办理：已提请审批 a-")).ToBeVisibleAsync();
        await ActAsync(officer, officer.InWindow("取消"));
        await officer.GoAsync("approvals");
        ILocator request = officer.Page.Locator(".ant-card").Filter(new() { HasText = why });
        await ActAsync(officer, request.GetByRole(AriaRole.Button, new() { Name = "撤回" }));
        await ActAsync(officer, officer.InWindow("撤回"));
        await Expect(request).ToHaveCountAsync(0);
        Assert.Empty(officer.Complaints);
    }

    /// <summary>By the keyboard alone, from where a browser puts it on a fresh page.</summary>
    private async Task<ConsoleReader> SignInAsync(string account)
    {
        ConsoleReader reader = await chromium.OpenAsync(demo.Site);
        await ToAsync(reader, reader.Page.GetByLabel("账号"));
        await reader.Page.Keyboard.TypeAsync(account);
        await ToAsync(reader, reader.Page.GetByLabel("口令"));
        await reader.Page.Keyboard.TypeAsync((await File.ReadAllTextAsync(demo.Site.Secret(account + ".password"))).Trim());
        await reader.Page.Keyboard.PressAsync("Enter");
        await reader.Page.GetByRole(AriaRole.Navigation).WaitForAsync();
        return reader;
    }

    private static async Task WriteAsync(ConsoleReader reader, ILocator detail, string act, string words)
    {
        await ActAsync(reader, detail.GetByRole(AriaRole.Button, new() { Name = act, Exact = true }));
        await ToAsync(reader, reader.Window.GetByRole(AriaRole.Textbox));
        await reader.Page.Keyboard.TypeAsync(words);
        await ActAsync(reader, reader.InWindow(act));
        await Expect(reader.Window).ToHaveCountAsync(0);
    }

    private static async Task ActAsync(ConsoleReader reader, ILocator wanted)
    {
        await ToAsync(reader, wanted);
        await reader.Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Tab until it has the keyboard.</summary>
    private static async Task ToAsync(ConsoleReader reader, ILocator wanted)
    {
        await Expect(wanted).ToBeVisibleAsync();
        await Expect(wanted).ToBeEnabledAsync();
        for (int stops = 0; stops < StopsMax; stops++)
        {
            if (await wanted.EvaluateAsync<bool>("element => element === document.activeElement")) { return; }
            await reader.Page.Keyboard.PressAsync("Tab");
        }
        Assert.Fail($"Tab does not lead to {wanted}");
    }
}
