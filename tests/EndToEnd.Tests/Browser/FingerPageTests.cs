using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Secure.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>A finger on the workstation's sensor: enrolled before an officer, asked for, and what follows from a wrong one.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed partial class FingerPageTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private const int Own = 1, Another = 2;

    /// <summary>The engine may take seconds on a slow machine.</summary>
    private const float EngineMs = 120_000;

    private const string Person = "people/zhang-wei";

    [Fact]
    public async Task A_finger_is_enrolled_on_the_sensor_proves_its_person_and_a_wrong_one_counts_until_two_officers_forget_it()
    {
        // Growing a finger takes a slow machine longer than an attempt lasts: both are grown before.
        Assert.NotEqual(TestFinger.Touch(Own, 1), TestFinger.Touch(Another, 1));
        // Whatever was enrolled before is gone with the consent.
        await demo.SignInAllAsync();
        await SecondOfficer.LetEnrolAsync(demo.Site, "zhang-wei", "fingerprint");
        await demo.Site.CtlAsync("--as", "officer", "consent", "zhang-wei", "fingerprint", "--withdraw");
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await SensorInBrowser.PlugInAsync(officer.Page);
        await officer.SignInAsync("officer");
        await EnrolAsync(officer);

        await using Forwarder archive = new("127.0.0.3", demo.Site.Port);
        await using ConsoleReader zhang = await chromium.OpenAsync(demo.Site, archive.Port);
        await SensorInBrowser.PlugInAsync(zhang.Page);
        await BeginAsync(zhang);
        await SensorInBrowser.LayAsync(zhang.Page, Own, 6, 7, 8);
        await Expect(zhang.Page.GetByText("鉴别通过，现在可以阅读")).ToBeVisibleAsync(new() { Timeout = EngineMs });
        await zhang.Button("退出登录").ClickAsync();
        // Touches that were not needed are forgotten with the page.
        await zhang.Page.ReloadAsync();

        await BeginAsync(zhang);
        await SensorInBrowser.LayAsync(zhang.Page, Another, 1, 2, 3);
        await Expect(zhang.Page.GetByText("鉴别未通过，会话已结束")).ToBeVisibleAsync(new() { Timeout = EngineMs });
        await ForgetAsync(officer);

        await Finger(officer).GetByRole(AriaRole.Button, new() { Name = "撤回同意" }).ClickAsync();
        await officer.InWindow("撤回同意").ClickAsync();
        await Expect(Finger(officer)).Not.ToContainTextAsync("录入于");
        await CloseAlertsAsync();
        Assert.Empty(officer.Complaints);
        Assert.Empty(zhang.Complaints);
    }

    /// <summary>Unplugged after two touches nothing is kept; then whole.</summary>
    private static async Task EnrolAsync(ConsoleReader officer)
    {
        await officer.GoAsync(Person);
        await Finger(officer).GetByRole(AriaRole.Button, new() { Name = "录入指纹" }).ClickAsync();
        await officer.Page.GetByRole(AriaRole.Checkbox).CheckAsync();
        await officer.Button("记录同意").ClickAsync();
        await officer.Button("连接指纹仪").ClickAsync();
        await officer.Button("开始").ClickAsync();
        await Expect(officer.Page.GetByText("请将指腹平放在采集面中央")).ToBeVisibleAsync();
        await SensorInBrowser.LayAsync(officer.Page, Own, 1, 2);
        await Expect(officer.Page.GetByText("合格样本 2 / 5")).ToBeVisibleAsync(new() { Timeout = EngineMs });
        await Expect(officer.Page.GetByText("同一手指，稍向右偏")).ToBeVisibleAsync();
        await SensorInBrowser.UnplugAsync(officer.Page);
        await Expect(officer.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("指纹仪已断开");
        await Expect(officer.Page.GetByText("没有保存任何样本")).ToBeVisibleAsync();

        await SensorInBrowser.PlugBackAsync(officer.Page);
        await officer.Button("重试").ClickAsync();
        await officer.Button("开始").ClickAsync();
        await SensorInBrowser.LayAsync(officer.Page, Own, 1, 2, 3, 4, 5);
        await Expect(officer.Page.GetByText("已录入", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = EngineMs });
        await officer.Page.GetByRole(AriaRole.Link, new() { Name = "返回此人" }).First.ClickAsync();
        await Expect(Finger(officer)).ToContainTextAsync("录入于");
    }

    private static async Task BeginAsync(ConsoleReader zhang)
    {
        await zhang.SignInAsync("zhang");
        await zhang.GoAsync("home/step-up/design-review");
        await zhang.Button("改用指纹").ClickAsync();
        await zhang.Button("连接指纹仪").ClickAsync();
        await zhang.Button("开始").ClickAsync();
        await Expect(zhang.Page.GetByText("请将手指平放在指纹仪上")).ToBeVisibleAsync();
    }

    /// <summary>The failures stand on the person's page until the second officer agrees to forget them.</summary>
    private async Task ForgetAsync(ConsoleReader officer)
    {
        await officer.Page.ReloadAsync();
        ILocator failed = officer.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "archive-ws" });
        await Expect(failed).ToContainTextAsync("指纹");
        await failed.GetByRole(AriaRole.Button, new() { Name = "恢复使用" }).ClickAsync();
        await officer.InWindow("恢复使用").ClickAsync();
        ILocator asked = officer.Window.GetByText("须两人办理：已提请审批 a-");
        await Expect(asked).ToBeVisibleAsync();
        CommandResult approved = await demo.Site.CtlAsync("--as", "admin", "approve", ApprovalNumber().Match(await asked.InnerTextAsync()).Value);
        Assert.True(approved.ExitCode == 0, approved.All);
        await Expect(officer.Window.GetByText("已批准，现在再次提交即可执行")).ToBeVisibleAsync();
        await officer.InWindow("恢复使用").ClickAsync();
        await Expect(failed).ToHaveCountAsync(0);
    }

    private async Task CloseAlertsAsync()
    {
        string[] open = [.. (await demo.Site.CtlAsync("--as", "officer", "alerts")).Output.Split('\n').Where(line => line.Contains("stepup.failed", StringComparison.Ordinal)).Select(line => line.Split(' ')[0])];
        Assert.NotEmpty(open);
        foreach (string alert in open)
        {
            await demo.Site.CtlAsync("--as", "officer", "ack", alert);
            await demo.Site.CtlAsync("--as", "officer", "false-alarm", alert, "--reason", "a test");
        }
    }

    private static ILocator Finger(ConsoleReader officer) => officer.Page.GetByRole(AriaRole.Region, new() { Name = "指纹", Exact = true });

    [GeneratedRegex("a-[0-9a-f]{8}")]
    private static partial Regex ApprovalNumber();
}
