using System.Diagnostics;
using Microsoft.Playwright;
using Secure.TestKit;
using Secure.TestKit.Pictures;
using Secure.V1;
using static Microsoft.Playwright.Assertions;
using Installed = Secure.TestKit.Pictures.Biometrics;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>A staff member proves who it is before the page's camera, and an intruder does not.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class StepUpTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    // The demo knows the archive's workstation by this address.
    private const string Archive = "127.0.0.3";

    /// <summary>One look of the engine may take seconds on a slow machine; an attempt lasts 30 s, and an incomplete one is made again.</summary>
    private const float AttemptMs = 60_000;

    private const int AttemptsMax = 4;

    private DemoSite Site => demo.Site;

    [Fact]
    public async Task A_known_face_opens_tier_two_and_a_photograph_before_the_camera_rings_on_the_officers_screen_with_the_place()
    {
        Assert.SkipUnless(Installed.Installed, Installed.Absent);
        Assert.SkipWhen(Portrait.Whole is null, Portrait.Absent);
        using TempFolder work = new();
        await EnrolAsync(work, Portrait.Whole);
        await using Forwarder desk = new(Archive, Site.Port);
        await PassAsync(desk, Portrait.Whole);

        await using ConsoleReader officer = await chromium.OpenAsync(Site);
        await officer.SignInAsync("officer");
        await File.WriteAllBytesAsync(work["photograph.mjpeg"], Landscape(Portrait.Whole).Jpeg(), TestContext.Current.CancellationToken);
        await using ConsoleReader intruder = await chromium.WithCameraAsync(Site, desk.Port, allowed: true, work["photograph.mjpeg"]);
        await intruder.SignInAsync("wang");
        await AskAsync(intruder);
        await intruder.Button("打开摄像头").ClickAsync();
        await intruder.Button("开始").ClickAsync();
        await Expect(intruder.Page.GetByText("鉴别未通过，会话已结束")).ToBeVisibleAsync(new() { Timeout = AttemptMs });
        long told = Stopwatch.GetTimestamp();
        ILocator alert = officer.Page.GetByRole(AriaRole.Link).Filter(new() { HasText = "未签收" }).Filter(new() { HasText = "加强鉴别失败" }).Filter(new() { HasText = "档案室" });
        await Expect(alert.First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        TestContext.Current.TestOutputHelper?.WriteLine($"on the officer's screen {Stopwatch.GetElapsedTime(told).TotalMilliseconds:F0} ms after the intruder was told");
        Assert.Equal("16", await intruder.CallAsync("Identity/WhoAmI"));
        await intruder.Button("重新登录").ClickAsync();
        await Expect(intruder.Button("登录")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_page_only_asks_and_leaves_what_is_proved_for_one_opening_to_whoever_opens()
    {
        await using Forwarder desk = new(Archive, Site.Port);
        await using ConsoleReader wang = await chromium.OpenAsync(Site, desk.Port);
        await wang.SignInAsync("wang");
        Task<IRequest> check = wang.Page.WaitForRequestAsync("**/secure.v1.Authorization/Check"), watch = wang.Page.WaitForRequestAsync("**/secure.v1.Authorization/Watch");
        await AskAsync(wang);
        Assert.True(CheckRequest.Parser.ParseFrom((await check).PostDataBuffer![5..]).OnlyAsks);
        Assert.True(WatchRequest.Parser.ParseFrom((await watch).PostDataBuffer![5..]).OnlyAsks);
    }

    [Fact]
    public async Task A_camera_that_is_refused_absent_or_unplugged_is_said_with_a_way_on()
    {
        await using Forwarder desk = new(Archive, Site.Port);
        await using ConsoleReader refusing = await chromium.WithCameraAsync(Site, desk.Port, allowed: false), without = await chromium.WithoutCameraAsync(Site, desk.Port);
        foreach ((ConsoleReader reader, string said) in ((ConsoleReader, string)[])[(refusing, "摄像头被拒绝"), (without, "没有找到摄像头")])
        {
            await reader.SignInAsync("wang");
            await AskAsync(reader);
            await reader.Button("打开摄像头").ClickAsync();
            await Expect(reader.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(said);
            await Expect(reader.Page.GetByText("不能使用摄像头时")).ToBeVisibleAsync();
            await Expect(reader.Button("重试")).ToBeEnabledAsync();
        }
        TestPicture grey = new(64, 48, [.. Enumerable.Repeat((byte)128, 64 * 48 * 3)]);
        await HeadBeforeCamera.SitDownAsync(without.Page, grey, grey, grey);
        await without.Button("重试").ClickAsync();
        await Expect(without.Button("开始")).ToBeVisibleAsync();
        await HeadBeforeCamera.UnplugAsync(without.Page);
        await Expect(without.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("摄像头已断开");
        await without.Button("重试").ClickAsync();
        await Expect(without.Button("开始")).ToBeVisibleAsync();
    }

    private async Task PassAsync(Forwarder desk, TestPicture portrait)
    {
        await using ConsoleReader wang = await chromium.OpenAsync(Site, desk.Port);
        await wang.SignInAsync("wang");
        await HeadBeforeCamera.SitDownAsync(wang.Page, portrait, TurnedHead.Turned(portrait, 38), TurnedHead.Turned(portrait, -38));
        await AskAsync(wang);
        ILocator passed = wang.Page.GetByText("鉴别通过，现在可以阅读"), incomplete = wang.Page.GetByText("没有完成：没有得到可用的画面");
        for (int attempt = 1; attempt <= AttemptsMax && !await passed.IsVisibleAsync(); attempt++)
        {
            await wang.Button("打开摄像头").ClickAsync();
            await wang.Button("开始").ClickAsync();
            await Expect(wang.Page.GetByText("请正对摄像头")).ToBeVisibleAsync(new() { Timeout = AttemptMs });
            if (EveryPageTests.Pictures is { } folder) { await wang.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, "wang-step-up-asked-zh-light.png") }); }
            await Expect(passed.Or(incomplete)).ToBeVisibleAsync(new() { Timeout = AttemptMs });
            if (await incomplete.IsVisibleAsync()) { await wang.Button("重试").ClickAsync(); }
        }
        await Expect(passed).ToBeVisibleAsync();
        await wang.GoAsync("home");
        await Expect(wang.Page.GetByRole(AriaRole.Link, new() { Name = "design-review" })).ToHaveCountAsync(0);
        Assert.Empty(wang.Complaints);
    }

    private static async Task AskAsync(ConsoleReader reader)
    {
        await reader.GoAsync("home");
        await reader.Page.GetByRole(AriaRole.Link, new() { Name = "design-review" }).ClickAsync();
        await Expect(reader.Button("打开摄像头")).ToBeVisibleAsync();
    }

    private async Task EnrolAsync(TempFolder work, TestPicture portrait)
    {
        Directory.CreateDirectory(work["enrol"]);
        for (int i = 0; i < 12; i++)
        {
            int across = i % 5 - 2, tone = i;
            byte[] frame = portrait.Moved(portrait.Width, portrait.Height, (x, y) => (x + across, y)).Toned(p => p * (0.9 + 0.01 * tone)).Jpeg();
            await File.WriteAllBytesAsync(work[$"enrol/{i:00}.jpg"], frame, TestContext.Current.CancellationToken);
        }
        await SecondOfficer.LetEnrolAsync(Site, "wang-fang", "face");
        foreach (CommandResult done in (CommandResult[])[await Site.CtlAsync("--as", "officer", "enrol", "wang-fang", "face", "--images", work["enrol"])])
        {
            Assert.True(done.ExitCode == 0, done.All);
        }
    }

    /// <summary>In the shape of a camera's picture.</summary>
    private static TestPicture Landscape(TestPicture portrait) => portrait.Moved(640, 480, (x, y) => (x - 64, y));
}
