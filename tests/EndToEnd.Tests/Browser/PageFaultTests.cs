using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>What goes wrong under an open page: each is said, with a way on, and nothing pretends to be what it is no more.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed partial class PageFaultTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private const string Live = "实时 · 网关时间", Ended = "会话已结束，请重新登录";

    /// <summary>Chromium waits a while before it takes a broken line for broken, and the page pauses up to 8 s between two tries.</summary>
    private const float PatientMs = 120_000;

    /// <summary>Five and a half hours ahead: not by a zone, and never in the same hour.</summary>
    private const string WrongClock = "const Real = Date, ahead = 5.5 * 3600e3; window.Date = class extends Real { constructor(...of) { if (of.length) super(...of); else super(Real.now() + ahead); } static now() { return Real.now() + ahead; } };";

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_line_that_was_cut_and_is_back_is_live_again_by_itself()
    {
        await using Forwarder line = new("127.0.0.1", demo.Site.Port);
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site, line.Port);
        await officer.SignInAsync("officer");
        await Expect(officer.Page.GetByText(Live)).ToBeVisibleAsync(new() { Timeout = PatientMs });
        await line.CutAsync();
        await Expect(officer.Page.GetByText("起没有收到更新")).ToBeVisibleAsync(new() { Timeout = PatientMs });
        line.Mend();

        await Expect(officer.Page.GetByText(Live)).ToBeVisibleAsync(new() { Timeout = PatientMs });
        await Expect(officer.Page.GetByText("起没有收到更新")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_line_that_stays_open_and_is_silent_is_given_up_and_live_again_by_itself()
    {
        await using Forwarder line = new("127.0.0.1", demo.Site.Port);
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site, line.Port);
        await officer.SignInAsync("officer");
        // Nothing on this page asks by itself and so would find out.
        await officer.GoAsync("doors/vault");
        await Expect(officer.Page.GetByText(Live)).ToBeVisibleAsync(new() { Timeout = PatientMs });
        await line.FreezeAsync();
        await Expect(officer.Page.GetByText("起没有收到更新")).ToBeVisibleAsync(new() { Timeout = PatientMs });

        await Expect(officer.Page.GetByText(Live)).ToBeVisibleAsync(new() { Timeout = PatientMs });
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task A_browser_whose_clock_is_wrong_is_told_so_and_the_page_goes_by_the_gateways()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.Page.AddInitScriptAsync(WrongClock);
        await officer.Page.ReloadAsync();
        await officer.SignInAsync("officer");

        await Expect(officer.Page.GetByText("本机时钟与网关相差 5:")).ToBeVisibleAsync(new() { Timeout = PatientMs });
        string told = await officer.Page.GetByText(Live).InnerTextAsync();
        Assert.NotEqual(await officer.Page.EvaluateAsync<int>("new Date().getHours()"), int.Parse(Hour().Match(told).Value, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Staff_to_whom_no_stream_tells_the_time_hear_of_a_wrong_clock_too_and_their_list_is_dated_by_the_gateways()
    {
        await using ConsoleReader staff = await chromium.OpenAsync(demo.Site);
        ILocator dated = staff.Page.GetByText("截至 "), told = staff.Page.GetByText("本机时钟与网关相差");
        await staff.SignInAsync("chen");
        await Expect(dated).ToBeVisibleAsync(new() { Timeout = PatientMs });
        await Expect(told).ToHaveCountAsync(0);
        await staff.Page.AddInitScriptAsync(WrongClock);
        await staff.Page.ReloadAsync();

        await Expect(told).ToContainTextAsync("5:", new() { Timeout = PatientMs });
        await Expect(dated).ToBeVisibleAsync(new() { Timeout = PatientMs });
        Assert.NotEqual(await staff.Page.EvaluateAsync<int>("new Date().getHours()"), int.Parse(Hour().Match(await dated.InnerTextAsync()).Value, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Empty(staff.Complaints);
    }

    [Fact]
    public async Task A_second_tab_is_signed_in_at_once_and_both_are_told_when_one_signs_out()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        IPage second = await officer.Page.Context.NewPageAsync();
        await second.GotoAsync(officer.Address);
        await Expect(second.GetByText(Live)).ToBeVisibleAsync(new() { Timeout = PatientMs });

        await second.GetByRole(AriaRole.Button, new() { Name = "退出登录" }).ClickAsync();

        await Expect(second.GetByRole(AriaRole.Button, new() { Name = "登录", Exact = true })).ToBeVisibleAsync(new() { Timeout = PatientMs });
        await Expect(officer.Page.GetByText(Ended)).ToBeVisibleAsync(new() { Timeout = PatientMs });
        await Expect(officer.Page.GetByText("已在此浏览器的另一窗口退出登录")).ToBeVisibleAsync();
        await officer.SignInAsync("officer");
        await Expect(officer.Page.GetByText(Live)).ToBeVisibleAsync(new() { Timeout = PatientMs });
    }

    [Fact]
    public async Task Where_one_tab_signs_somebody_in_the_others_show_that_person_and_nobody_before()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        IPage second = await officer.Page.Context.NewPageAsync();
        await second.GotoAsync(officer.Address);
        await Expect(second.GetByLabel("账号")).ToBeVisibleAsync(new() { Timeout = PatientMs });
        await officer.SignInAsync("officer");
        await Expect(second.GetByRole(AriaRole.Banner)).ToContainTextAsync("李敏", new() { Timeout = PatientMs });

        await second.GetByRole(AriaRole.Button, new() { Name = "退出登录" }).ClickAsync();
        await Expect(officer.Page.GetByText(Ended)).ToBeVisibleAsync(new() { Timeout = PatientMs });
        await officer.SignInAsync("auditor");

        await Expect(second.GetByRole(AriaRole.Banner)).ToContainTextAsync("孙静", new() { Timeout = PatientMs });
    }

    [Fact]
    public async Task A_gateway_that_was_restarted_under_an_open_page_asks_for_a_new_sign_in_and_serves_it()
    {
        using Officer watcher = new(demo.Site);
        await watcher.SignInAsync(Limit);
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("doors/vault");
        await Expect(officer.Page.GetByText(Live)).ToBeVisibleAsync(new() { Timeout = PatientMs });

        await new SiteProcesses(demo.Site).KillAsync("gateway", Limit);

        // A restart ends every session: the page has waited through it and says so.
        await Expect(officer.Page.GetByText(Ended)).ToBeVisibleAsync(new() { Timeout = 2 * PatientMs });
        await Expect(officer.Page.GetByText("网关没有留下原因")).ToBeVisibleAsync();
        await officer.SignInAsync("officer");
        await Expect(officer.Page.GetByText(Live)).ToBeVisibleAsync(new() { Timeout = PatientMs });
        // Left as it was found, for whoever comes next.
        await Patience.UntilAsync(() => watcher.AreDoorsOnlineAsync(Limit), TimeSpan.FromSeconds(240), "every door online", demo.Site.Logs, Limit);
        await demo.SignInAllAsync();
    }

    [GeneratedRegex(@"(?<=\s)\d\d(?=:\d\d:\d\d)")]
    private static partial Regex Hour();
}
