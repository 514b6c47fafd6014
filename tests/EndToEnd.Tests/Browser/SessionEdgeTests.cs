using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>A call without an answer, a session that ended behind the page, a sign-out that nobody heard: each is said as what it is.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class SessionEdgeTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    /// <summary>Chromium waits a while before it takes a broken line for broken.</summary>
    private const float PatientMs = 120_000;

    [Fact]
    public async Task An_order_whose_answer_is_lost_is_told_as_unknown_and_a_reading_as_unreachable()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.Page.RouteAsync("**/secure.v1.Doors/Unlock", route => route.AbortAsync("connectionreset"));
        await officer.Page.RouteAsync("**/secure.v1.Doors/History", route => route.AbortAsync("connectionreset"));
        await officer.GoAsync("doors/lobby");
        await Expect(officer.Page.GetByText("无法连接网关").First).ToBeVisibleAsync();
        await officer.Button("开一次门").ClickAsync();
        await officer.Window.GetByLabel("理由").FillAsync("访客");
        await officer.InWindow("开一次门").ClickAsync();

        await Expect(officer.Window.GetByText("结果未知：先看门的状态再重试")).ToBeVisibleAsync();
        await Expect(officer.Window.GetByText("无法连接网关")).ToHaveCountAsync(0);
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task Every_call_has_a_deadline_and_no_stream_has_one()
    {
        ConcurrentQueue<(string Call, bool Limited)> calls = new();
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        officer.Page.Request += (_, request) => { if (request.Url.Contains("/secure.v1.", StringComparison.Ordinal)) { calls.Enqueue((request.Url[(request.Url.IndexOf("secure.v1.", StringComparison.Ordinal) + 10)..], request.Headers.ContainsKey("grpc-timeout"))); } };
        await officer.SignInAsync("officer");
        await Expect(officer.Page.GetByText("实时 · 网关时间")).ToBeVisibleAsync(new() { Timeout = PatientMs });

        (string Call, bool Limited)[] made = [.. calls];
        Assert.Contains(("Identity/WhoAmI", true), made);
        Assert.Contains(("Doors/Watch", false), made);
        Assert.All(made, call => Assert.True(call.Limited != call.Call.EndsWith("/Watch", StringComparison.Ordinal), call.ToString()));
    }

    [Fact]
    public async Task Staff_whose_session_has_ended_are_told_at_their_next_act()
    {
        await using ConsoleReader chen = await chromium.OpenAsync(demo.Site);
        await chen.SignInAsync("chen");
        await chen.GoAsync("home");
        await Expect(chen.Page.GetByText("canteen-menu")).ToBeVisibleAsync();
        Assert.Equal("0", await chen.CallAsync("Identity/SignOut"));
        await chen.Page.GetByLabel("资料编号").FillAsync("canteen-menu");
        await chen.Button("查询").ClickAsync();

        await Expect(chen.Page.GetByText("会话已结束，请重新登录")).ToBeVisibleAsync();
        await Expect(chen.Button("登录")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_sign_out_that_nobody_heard_covers_the_page_says_so_and_is_made_again()
    {
        await using ConsoleReader chen = await chromium.OpenAsync(demo.Site);
        await chen.SignInAsync("chen");
        await chen.GoAsync("home");
        await chen.Page.RouteAsync("**/secure.v1.Identity/SignOut", route => route.AbortAsync("connectionreset"));
        await chen.Button("退出登录").ClickAsync();
        await Expect(chen.Page.GetByText("未能退出登录：会话可能仍然有效")).ToBeVisibleAsync();
        await Expect(chen.Page.GetByText("canteen-menu")).ToHaveCountAsync(0);
        Assert.Equal("0", await chen.CallAsync("Identity/WhoAmI"));

        await chen.Page.UnrouteAsync("**/secure.v1.Identity/SignOut");
        await chen.Button("再次退出登录").ClickAsync();
        await Expect(chen.Page.GetByText("会话可能仍然有效")).ToHaveCountAsync(0);
        await Expect(chen.Button("登录")).ToBeVisibleAsync();
        Assert.Equal("16", await chen.CallAsync("Identity/WhoAmI"));
    }

    [Fact]
    public async Task A_desk_that_listens_for_alerts_keeps_its_session()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("alerts");
        await officer.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).First.WaitForAsync();
        await officer.Page.RunAndWaitForRequestAsync(() => officer.Button("启用报警声音").ClickAsync(), "**/secure.v1.Audit/GetCheckpoint", new() { Timeout = PatientMs });
        // Once is the moment it was pressed; again is what keeps it.
        await officer.Page.WaitForRequestAsync("**/secure.v1.Audit/GetCheckpoint", new() { Timeout = PatientMs });
    }
}
