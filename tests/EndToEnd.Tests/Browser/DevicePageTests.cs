using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>The fleet on the page: how each device stands, and what officers of each role do with one.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class DevicePageTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task The_administrator_sees_the_fleet_and_makes_a_code_that_is_shown_once()
    {
        await using ConsoleReader admin = await chromium.OpenAsync(demo.Site);
        await admin.SignInAsync("admin");
        await admin.GoAsync("devices");
        ILocator agent = Row(admin, "agent-01");
        await Expect(agent).ToContainTextAsync("边缘代理");
        await Expect(agent).ToContainTextAsync("已登记");
        await Expect(Row(admin, "door-01")).ToContainTextAsync("在线");
        // Who enrols devices does not end the trust in one for good.
        await Expect(agent.GetByRole(AriaRole.Button, new() { Name = "吊销" })).ToHaveCountAsync(0);

        await Row(admin, "lobby-ws").GetByRole(AriaRole.Button, new() { Name = "登记码" }).ClickAsync();
        await admin.InWindow("生成登记码").ClickAsync();
        string code = await admin.Window.Locator("code").InnerTextAsync();
        Assert.True(code.Length > 20, code);
        await Expect(admin.Window.Locator(".enrolment svg")).ToBeVisibleAsync();
        await admin.InWindow("我已记下，关闭").ClickAsync();
        await Expect(admin.Page.GetByText(code)).ToHaveCountAsync(0);
        Assert.Empty(admin.Complaints);
    }

    [Fact]
    public async Task What_agents_and_controllers_tell_of_themselves_opens_under_their_rows()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("devices");
        LocatorAssertionsToContainTextOptions patient = new() { Timeout = 90_000 };
        await officer.Button("agent-01 的详情").ClickAsync();
        ILocator agent = officer.Page.Locator(".opened");
        await Expect(agent).ToContainTextAsync("条待网关确认", patient);
        await Expect(agent).ToContainTextAsync("已按网关校准", patient);
        await Expect(agent.Locator("code")).Not.ToBeEmptyAsync();
        await officer.Button("agent-01 的详情").PressAsync("Enter");
        await Expect(agent).ToHaveCountAsync(0);

        await officer.Button("door-01 的详情").PressAsync("Enter");
        ILocator lobby = officer.Page.Locator(".opened tbody tr").Filter(new() { HasText = "大厅门" }).First;
        await Expect(lobby).ToContainTextAsync(SecureOrPlain(), new() { Timeout = 90_000 });
        // A second report tells how the line does lately.
        await Expect(lobby).ToContainTextAsync("校验错误", patient);
        // What the broker carries is shown as the device's word; what nobody tells stays unknown.
        await Expect(Row(officer, "lobby-ws")).Not.ToContainTextAsync("正常");
        CommandResult told = await demo.Site.SignInAsync("officer") is { ExitCode: 0 } ? await demo.Site.CtlAsync("--as", "officer", "devices") : throw new InvalidOperationException("ctl could not sign in");
        Assert.Contains("次询问 asked", told.All, StringComparison.Ordinal);
        Assert.Contains("已校准 · clock synchronised", told.All, StringComparison.Ordinal);
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task The_administrator_tests_controller_and_agent_from_afar_and_no_lock_moves()
    {
        await using ConsoleReader admin = await chromium.OpenAsync(demo.Site);
        await admin.SignInAsync("admin");
        await admin.GoAsync("devices");
        LocatorAssertionsToContainTextOptions patient = new() { Timeout = 90_000 };
        await Row(admin, "door-01").GetByRole(AriaRole.Button, new() { Name = "自检" }).ClickAsync();
        await Expect(admin.Window).ToContainTextAsync("刚刚以签名答复", patient);
        await Expect(Part(admin, "门锁", "archive")).ToContainTextAsync("已锁");
        await Expect(admin.Window).ToContainTextAsync("须由安装人员在现场执行");
        await admin.InWindow("关闭").Last.ClickAsync();

        await Row(admin, "agent-01").GetByRole(AriaRole.Button, new() { Name = "自检" }).First.ClickAsync();
        // In its first seconds the demo's agent has not told of itself yet, and is said not to be reached.
        for (int tries = 0; tries < 30 && !await Part(admin, "磁盘", "").IsVisibleAsync(); tries++)
        {
            await Expect(admin.InWindow("再测一次")).ToBeEnabledAsync(new() { Timeout = 60_000 });
            if (await Part(admin, "磁盘", "").IsVisibleAsync()) { break; }
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
            await admin.InWindow("再测一次").ClickAsync();
        }
        await Expect(Part(admin, "磁盘", "")).ToContainTextAsync("正常");
        await Expect(Part(admin, "控制器", "door-01")).ToContainTextAsync("已连接");
        // Nobody stands before the demo's camera: no picture, and no older one in its place.
        await Expect(Part(admin, "摄像头", "archive")).ToContainTextAsync("没有画面");
        Assert.Empty(admin.Complaints);
    }

    private static ILocator Part(ConsoleReader reader, string subject, string about) =>
        reader.Window.Locator("tbody tr").Filter(new() { HasText = $"{subject} {about}" }).First;

    private static System.Text.RegularExpressions.Regex SecureOrPlain() => new("加密通道|明文");

    [Fact]
    public async Task To_revoke_a_device_the_officer_is_told_that_another_must_approve()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("devices");
        await Row(officer, "agent-01").GetByRole(AriaRole.Button, new() { Name = "吊销" }).ClickAsync();
        await officer.Window.GetByLabel("理由").FillAsync("演练");
        await officer.InWindow("吊销").ClickAsync();

        await Expect(officer.Window.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(officer.Window.GetByText("已提交审批")).ToBeVisibleAsync();
        await officer.InWindow("取消").ClickAsync();
        await Expect(Row(officer, "agent-01")).ToContainTextAsync("已登记");
    }

    private static ILocator Row(ConsoleReader reader, string device) => reader.Page.Locator(".table tbody tr").Filter(new() { HasText = device });
}
