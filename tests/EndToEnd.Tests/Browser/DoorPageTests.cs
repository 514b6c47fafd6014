using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>One door's page: what its rules say, what happened there, and what an officer asks of it.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class DoorPageTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_door_shows_its_rules_and_what_happened_there_is_blocked_and_goes_through_maintenance()
    {
        await new TwinControl(demo.Site).BadgeAsync("archive", "1002", TestContext.Current.CancellationToken);
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("doors/archive");
        ILocator detail = officer.Page.Locator(".split-detail");
        await Expect(detail).ToContainTextAsync("research-enters-the-archive");
        await Expect(detail).ToContainTextAsync("每天 00:00–24:00");
        ILocator entry = detail.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "准许进入" }).First;
        await Expect(entry).ToContainTextAsync(new Regex("王芳|wang-fang"));

        await OrderAsync(officer, "禁用");
        await Expect(detail.Locator(".chips").First).ToContainTextAsync("禁用");
        await OrderAsync(officer, "恢复正常");
        await OrderAsync(officer, "开始维护");
        await Expect(detail.Locator(".chips").First).ToContainTextAsync("维护");
        await OrderAsync(officer, "恢复正常");
        await Expect(detail.Locator(".chips").First).ToContainTextAsync("正常");
        await officer.Button("刷新").ClickAsync();
        await Expect(detail.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "指令已执行" }).First).ToBeVisibleAsync();
        Assert.Empty(officer.Complaints);
    }

    /// <summary>Asks, and sees that the door did it.</summary>
    private static async Task OrderAsync(ConsoleReader officer, string order)
    {
        await officer.Button(order).ClickAsync();
        await officer.Window.GetByLabel("理由").FillAsync("检修");
        await officer.InWindow(order).ClickAsync();
        await Expect(officer.Window.GetByText("已完成")).ToBeVisibleAsync();
        await officer.InWindow("关闭").Last.ClickAsync();
        await Expect(officer.Window).ToHaveCountAsync(0);
    }
}
