using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Playwright;
using Secure.V1;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>What officers do now and then: a drill, emergency codes, reader keys, a controller's clock, the site file that waits.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed partial class OfficerActTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private const float PatientMs = 60_000;

    [Fact]
    public async Task A_drill_is_started_from_the_alerts_page_and_marked_wherever_it_stands()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("alerts");
        await officer.Button("开始演练").ClickAsync();
        await officer.InWindow("开始演练").ClickAsync();
        await Expect(officer.Window.GetByText("须填写").Or(officer.Window.Locator(".ant-form-item-explain-error")).First).ToBeVisibleAsync();
        await officer.Window.GetByLabel("演练内容").FillAsync("夜间尾随");
        await officer.InWindow("开始演练").ClickAsync();

        await Expect(officer.Window).ToHaveCountAsync(0, new() { Timeout = PatientMs });
        ILocator line = officer.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "夜间尾随" });
        await Expect(line).ToContainTextAsync("演练");
        await Expect(officer.Page.Locator(".split-detail")).ToContainTextAsync("夜间尾随");
        string id = AlertId().Match(officer.Page.Url).Value;
        await demo.Site.SignInAsync("officer");
        foreach (string[] step in (string[][])[["ack", id], ["false-alarm", id, "--reason", "演练结束"]])
        {
            CommandResult done = await demo.Site.CtlAsync(["--as", "officer", .. step]);
            Assert.True(done.ExitCode == 0, done.All);
        }
        await Expect(line).ToHaveCountAsync(0, new() { Timeout = PatientMs });
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task Emergency_codes_are_made_by_two_officers_and_shown_once()
    {
        await demo.SignInAllAsync();
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("doors/lobby");
        await ByTwoAsync(officer, "应急开门码", "更换封存的应急码");

        ILocator codes = officer.Window.Locator("li code");
        await Expect(codes).ToHaveCountAsync(2, new() { Timeout = PatientMs });
        string[] shown = [.. await codes.AllInnerTextsAsync()];
        Assert.All(shown, code => Assert.Matches(@"^\d{10}$", code));
        await officer.InWindow("我已记下，关闭").ClickAsync();
        await Expect(officer.Window).ToHaveCountAsync(0);
        string page = await officer.Page.ContentAsync();
        Assert.All(shown, code => Assert.DoesNotContain(code, page + demo.Site.Logs(), StringComparison.Ordinal));
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task Reader_keys_are_given_by_two_officers_and_the_controllers_own_answer_is_shown()
    {
        await demo.SignInAllAsync();
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site), admin = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("doors/lab");
        await officer.Button("安装读卡器密钥").ClickAsync();
        await Expect(officer.Window).ToContainTextAsync("五分钟内");
        await officer.InWindow("安装读卡器密钥").ClickAsync();
        await Expect(officer.Window.Locator(".ant-form-item-explain-error")).ToBeVisibleAsync();
        await officer.InWindow("取消").ClickAsync();
        await ByTwoAsync(officer, "安装读卡器密钥", "更换读卡器");

        ILocator answer = officer.Window.GetByRole(AriaRole.Listitem);
        await Expect(answer).ToHaveCountAsync(1, new() { Timeout = PatientMs });
        await Expect(answer).ToContainTextAsync("已完成");
        await officer.InWindow("关闭").Last.ClickAsync();
        CommandResult recorded = await demo.Site.CtlAsync("--as", "auditor", "audit", "query", "--kind", "door.install_window");
        Assert.Contains("lab", recorded.Output, StringComparison.Ordinal);
        Assert.Contains("更换读卡器", (await demo.Site.CtlAsync("--as", "auditor", "audit", "query", "--kind", "door.install_window", "--json")).Output, StringComparison.Ordinal);

        await admin.SignInAsync("admin");
        await admin.GoAsync("doors/lab");
        await Expect(admin.Page.GetByRole(AriaRole.Heading).First).ToBeVisibleAsync();
        await Expect(admin.Button("安装读卡器密钥")).ToHaveCountAsync(0);
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task A_controllers_clock_that_is_right_is_not_set_and_only_controllers_have_the_button()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("devices");
        ILocator Row(string device) => officer.Page.Locator(".table tbody tr").Filter(new() { HasText = device });
        await Expect(Row("door-01").GetByRole(AriaRole.Button, new() { Name = "校准时钟" })).ToBeVisibleAsync();
        await Expect(Row("agent-01").GetByRole(AriaRole.Button, new() { Name = "校准时钟" })).ToHaveCountAsync(0);
        await Row("door-01").GetByRole(AriaRole.Button, new() { Name = "校准时钟" }).ClickAsync();
        await officer.Window.GetByLabel("理由").FillAsync("网关曾走时错误");
        await officer.InWindow("校准时钟").ClickAsync();
        await Expect(officer.Window.GetByRole(AriaRole.Alert)).ToContainTextAsync("时钟");
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task Entries_that_are_not_missing_cannot_be_given_up()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("devices");
        await officer.Button("door-01 的详情").ClickAsync();
        await officer.Button("放弃缺失的日志").ClickAsync();
        await officer.Window.GetByLabel("缺失的第一条").FillAsync("2");
        await officer.Window.GetByLabel("缺失的最后一条").FillAsync("3");
        await officer.Window.GetByLabel("理由").FillAsync("控制器磁盘已换");
        await officer.InWindow("放弃缺失的日志").ClickAsync();
        await Expect(officer.Window.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(officer.Window.GetByText("须两人办理")).ToHaveCountAsync(0);
        await officer.InWindow("取消").ClickAsync();
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task A_site_file_that_waits_is_told_change_by_change_and_one_that_is_another_by_then_is_refused_in_words()
    {
        const string hostile = "<img src=x onerror=alert(1)>";
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("site");
        await Expect(officer.Page.GetByText("没有待启用的变更")).ToBeVisibleAsync();
        PendingSite pending = new() { Sha256 = new string('b', 64), Since = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()) };
        pending.Changes.Add(new SiteChange { Added = true, Path = "rooms.vault.name", Value = hostile });
        pending.Changes.Add(new SiteChange { Path = "rooms.vault.tier", Value = "3" });
        await GrpcWeb.AnswerAsync(officer.Page, "Site/GetStatus", new GetSiteStatusResponse { Revision = 7, Sha256 = new string('a', 64), Pending = pending });
        await officer.Button("重新查看").ClickAsync();
        ILocator rows = officer.Page.GetByRole(AriaRole.Region, new() { Name = "待启用的变更" }).Locator("tbody[data-block] tr");
        await Expect(rows).ToHaveCountAsync(2);
        await Expect(rows.First).ToContainTextAsync(hostile);
        await Expect(rows.Last).ToContainTextAsync("删除");
        Assert.Equal(0, await officer.Page.Locator("main img").CountAsync());
        await officer.Button("启用此变更").ClickAsync();
        await officer.Window.GetByLabel("理由").FillAsync("调整保密室");
        await officer.InWindow("启用此变更").ClickAsync();
        await Expect(officer.Window.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await officer.InWindow("取消").ClickAsync();
        Assert.Empty(officer.Complaints);
    }

    /// <summary>Asks in the window that the button opens, has the administrator approve it, and asks again.</summary>
    private async Task ByTwoAsync(ConsoleReader officer, string act, string reason)
    {
        await officer.Button(act).ClickAsync();
        await officer.Window.GetByLabel("理由").FillAsync(reason);
        await officer.InWindow(act).ClickAsync();
        ILocator asked = officer.Window.GetByText("须两人办理：已提请审批 a-");
        await Expect(asked).ToBeVisibleAsync();
        CommandResult approved = await demo.Site.CtlAsync("--as", "admin", "approve", ApprovalNumber().Match(await asked.InnerTextAsync()).Value);
        Assert.True(approved.ExitCode == 0, approved.All);
        await Expect(officer.Window.GetByText("已批准，现在再次提交即可执行")).ToBeVisibleAsync(new() { Timeout = PatientMs });
        await officer.InWindow(act).ClickAsync();
    }

    [GeneratedRegex("a-[0-9a-f]{8}")]
    private static partial Regex ApprovalNumber();

    [GeneratedRegex("(?<=#/alerts/)[^/]+$")]
    private static partial Regex AlertId();
}
