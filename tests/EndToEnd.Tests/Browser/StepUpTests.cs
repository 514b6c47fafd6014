using System.Globalization;
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

    private const int RingsMax = 2;

    /// <summary>When an alert with all of these words was first drawn on the one screen, in window.rang by the machine's clock: in the frame after the change, as the benchmark looks.</summary>
    private const string Watching =
        """
        words => {
          delete window.rang;
          window.tones = 0;
          new MutationObserver((_, watch) => {
            if (![...document.querySelectorAll('a.alert-item')].some(alert => words.every(word => alert.textContent.includes(word)))) return;
            watch.disconnect();
            requestAnimationFrame(() => { window.rang = Date.now(); });
          }).observe(document.body, { subtree: true, childList: true, characterData: true });
        }
        """;

    /// <summary>How long until an intruder is on the officer's screen at most: the console's own promise. The benchmark measures 141 ms (p95) where 50 events a second come.</summary>
    private static readonly TimeSpan RingMax = TimeSpan.FromSeconds(2);

    private static readonly string[] Alert = ["未签收", "加强鉴别失败", "档案室"];

    private DemoSite Site => demo.Site;

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_known_face_opens_tier_two_and_a_photograph_rings_within_two_seconds_with_the_place_and_is_handled_to_its_end()
    {
        Assert.SkipUnless(Installed.Installed, Installed.Absent);
        Assert.SkipWhen(Portrait.Whole is null, Portrait.Absent);
        using TempFolder work = new();
        await EnrolAsync(work, Portrait.Whole);
        await using Forwarder desk = new(Archive, Site.Port);
        await PassAsync(desk, Portrait.Whole);
        // One that still stands open would only be counted up.
        await AlertSteps.CloseAllAsync(Site, "stepup.failed");

        await using ConsoleReader officer = await chromium.OpenAsync(Site);
        await AlertCallTests.CountTonesAsync(officer);
        await officer.SignInAsync("officer");
        await officer.Button("启用报警声音").ClickAsync();
        await File.WriteAllBytesAsync(work["photograph.mjpeg"], Landscape(Portrait.Whole).Jpeg(), Limit);
        TimeSpan rang = TimeSpan.MaxValue;
        // A machine that stood still for a moment is given another chance; a page that asks now and then would fail in each.
        for (int tries = 0; tries < RingsMax && rang > RingMax; tries++)
        {
            await IntrudeAsync(officer, desk, work["photograph.mjpeg"]);
            rang = await RangAfterAsync(officer);
            await ViewAndResolveAsync(officer);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"on the officer's screen {rang.TotalMilliseconds:F0} ms after the attempt's entry");
        Assert.InRange(rang, TimeSpan.Zero, RingMax);
        Assert.Empty(officer.Complaints);
    }

    /// <summary>A photograph before the camera of a second browser, and what the person before it is told.</summary>
    private async Task IntrudeAsync(ConsoleReader officer, Forwarder desk, string film)
    {
        await officer.GoAsync("overview");
        await Expect(officer.Page.GetByText("实时 · 网关时间")).ToBeVisibleAsync();
        await officer.Page.EvaluateAsync(Watching, Alert);
        await using ConsoleReader intruder = await chromium.WithCameraAsync(Site, desk.Port, allowed: true, film);
        await intruder.SignInAsync("wang");
        await AskAsync(intruder);
        await intruder.Button("打开摄像头").ClickAsync();
        await intruder.Button("开始").ClickAsync();
        await Expect(intruder.Page.GetByText("鉴别未通过，会话已结束")).ToBeVisibleAsync(new() { Timeout = AttemptMs });
        Assert.Equal("16", await intruder.CallAsync("Identity/WhoAmI"));
        await intruder.Button("重新登录").ClickAsync();
        await Expect(intruder.Button("登录")).ToBeVisibleAsync();
    }

    /// <summary>From the attempt's entry in the log, written before anybody is told, until the alert with its place was drawn on the officer's screen: one machine, one clock.</summary>
    private async Task<TimeSpan> RangAfterAsync(ConsoleReader officer)
    {
        await officer.Page.WaitForFunctionAsync("() => window.rang !== undefined", null, new() { Timeout = AttemptMs });
        await officer.Page.WaitForFunctionAsync("() => window.tones > 0", null, new() { Timeout = AttemptMs });
        using Officer auditor = new(Site);
        Entry attempt = (await auditor.LogAsync(Limit, "stepup.attempt")).Last(entry => entry.Text("person") == "wang-fang");
        DateTimeOffset shown = DateTimeOffset.FromUnixTimeMilliseconds((long)await officer.Page.EvaluateAsync<double>("window.rang"));
        return shown - DateTimeOffset.Parse(attempt.Text("time"), CultureInfo.InvariantCulture);
    }

    /// <summary>The picture of whoever stood there is shown to the officer and that is in the log; then the alert is brought to its end.</summary>
    private static async Task ViewAndResolveAsync(ConsoleReader officer)
    {
        ILocator alert = officer.Page.Locator("a.alert-item");
        foreach (string word in Alert) { alert = alert.Filter(new() { HasText = word }); }
        string address = await alert.First.GetAttributeAsync("href") ?? "";
        await alert.First.ClickAsync();
        await Expect(AlertSteps.Detail(officer).Locator("dl.facts div").Filter(new() { HasText = "地点" })).ToContainTextAsync("档案室");
        await AlertSteps.ViewAsync(officer, "核实来人", "证据图像", AttemptMs);
        if (EveryPageTests.Pictures is { } folder) { await officer.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, "officer-evidence-of-intruder-zh-light.png") }); }
        await officer.Page.Keyboard.PressAsync("Escape");
        await Expect(officer.Window).ToHaveCountAsync(0);

        await AlertSteps.ResolveAsync(officer, "到档案室查看，来人已离开", "已核实：照片");
        await officer.GoAsync("overview");
        await Expect(officer.Page.Locator($"a.alert-item[href='{address}']")).ToHaveCountAsync(0);
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
            await File.WriteAllBytesAsync(work[$"enrol/{i:00}.jpg"], frame, Limit);
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
