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
        await admin.InWindow("关闭").ClickAsync();
        await Expect(admin.Page.GetByText(code)).ToHaveCountAsync(0);
        Assert.Empty(admin.Complaints);
    }

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
