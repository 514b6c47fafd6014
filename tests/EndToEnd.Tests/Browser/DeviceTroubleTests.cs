using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Playwright;
using Secure.TestKit.Pictures;
using Secure.V1;
using static Microsoft.Playwright.Assertions;
using Duration = Google.Protobuf.WellKnownTypes.Duration;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>Devices in trouble on the one screen: each with its word while it lasts, and gone with it.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed partial class DeviceTroubleTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    /// <summary>Controllers tell every 30 s, an agent's word is old after 75 s, the page asks every 10 s; the rest is for a slow machine.</summary>
    private const float PatientMs = 240_000;

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reader_that_was_unplugged_is_trouble_of_its_controller_until_it_answers_again()
    {
        TwinControl twin = new(demo.Site);
        await using ConsoleReader officer = await OverviewAsync();
        await Expect(Trouble(officer, "door-01")).ToHaveCountAsync(0, new() { Timeout = PatientMs });
        try
        {
            await twin.AskAsync("unplug lobby", Limit);
            await Expect(Trouble(officer, "door-01")).ToContainTextAsync("读卡器无应答", new() { Timeout = PatientMs });
        }
        finally { await twin.AskAsync("unplug lobby off", CancellationToken.None); }
        await Expect(Trouble(officer, "door-01")).ToHaveCountAsync(0, new() { Timeout = PatientMs });
        await CloseAlertsAsync("door.reader_offline");
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task An_agent_that_is_gone_is_trouble_and_so_are_the_controllers_that_nobody_hears_without_it()
    {
        SiteProcesses processes = new(demo.Site);
        await using ConsoleReader officer = await OverviewAsync();
        await Expect(officer.Page.Locator(".overview-health")).ToContainTextAsync("全部正常", new() { Timeout = PatientMs });
        int supervisor = processes.Supervisor("agent")!.Value;
        try
        {
            await SiteProcesses.SignalAsync(supervisor, "STOP");
            await processes.KillAsync("agent", Limit);
            await Expect(Trouble(officer, "door-01")).ToContainTextAsync("门失去联络", new() { Timeout = PatientMs });
            await Expect(Trouble(officer, "agent-01")).ToContainTextAsync("上报过期", new() { Timeout = PatientMs });
        }
        finally { await SiteProcesses.SignalAsync(supervisor, "CONT"); }
        await Expect(officer.Page.Locator(".overview-health")).ToContainTextAsync("全部正常", new() { Timeout = PatientMs });
        await demo.RestAsync(Limit);
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task A_camera_that_goes_away_is_trouble_with_its_door_since_when_and_how_until_it_is_back()
    {
        string file = Path.Combine(demo.Site.Folder, "agent.json"), settings = await File.ReadAllTextAsync(file, Limit), camera = Path.Combine(demo.Site.Folder, "cameras", "archive");
        const string Camera = "cameras/archive\"";
        Assert.Contains(Camera, settings, StringComparison.Ordinal);
        await using ConsoleReader officer = await OverviewAsync();
        byte[] jpeg = new TestPicture(64, 48, new byte[64 * 48 * 3]).Jpeg();
        try
        {
            await File.WriteAllTextAsync(file, settings.Replace(Camera, Camera + ", \"clips\": {\"beforeS\": 2, \"afterS\": 1}", StringComparison.Ordinal), Limit);
            await new SiteProcesses(demo.Site).KillAsync("agent", Limit);
            using (new Timer(_ => Take(camera, jpeg), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(500)))
            {
                await Expect(officer.Page.Locator(".overview-health")).ToContainTextAsync("全部正常", new() { Timeout = PatientMs });
                await officer.GoAsync("devices");
                await officer.Button("agent-01 的详情").ClickAsync();
                await Expect(officer.Page.Locator(".device-detail")).ToContainTextAsync("档案室门 正常", new() { Timeout = PatientMs });
                await officer.GoAsync("overview");
            }
            await Expect(Trouble(officer, "agent-01")).ToContainTextAsync("摄像头无画面", new() { Timeout = PatientMs });
            await Expect(Trouble(officer, "agent-01")).ToContainTextAsync(LostSince());
            using (new Timer(_ => Take(camera, jpeg), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(500)))
            {
                await Expect(Trouble(officer, "agent-01")).ToHaveCountAsync(0, new() { Timeout = PatientMs });
            }
        }
        finally
        {
            await File.WriteAllTextAsync(file, settings, CancellationToken.None);
            await new SiteProcesses(demo.Site).KillAsync("agent", CancellationToken.None);
            foreach (string picture in Directory.EnumerateFiles(camera)) { File.Delete(picture); }
        }
        await Expect(officer.Page.Locator(".overview-health")).ToContainTextAsync("全部正常", new() { Timeout = PatientMs });
        await demo.RestAsync(Limit);
        await CloseAlertsAsync("camera");
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task What_a_device_tells_of_itself_is_trouble_in_one_word_and_what_needs_nobody_is_not()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        ListDevicesResponse told = new() { Devices = { Troubled().Select(of => of.Device) } };
        await officer.Page.RouteAsync("**/secure.v1.Fleet/ListDevices", route => route.FulfillAsync(new() { Status = 200, ContentType = "application/grpc-web+proto", BodyBytes = GrpcWeb.Body(told) }));
        await officer.Page.ReloadAsync();
        await officer.GoAsync("overview");
        ILocator listed = officer.Page.Locator(".in-trouble li");
        await Expect(listed.First).ToBeVisibleAsync();
        // Certificates are seen once the gateway's time is known.
        await Expect(Trouble(officer, "ends")).ToContainTextAsync("证书将到期", new() { Timeout = 60_000 });
        foreach ((Device device, string word) in Troubled().Where(of => of.Word.Length > 0)) { await Expect(Trouble(officer, device.Device_)).ToContainTextAsync(word); }
        await Expect(listed).ToHaveCountAsync(Troubled().Count(of => of.Word.Length > 0));

        told = new ListDevicesResponse { Devices = { Agent("well", Report()) } };
        await Expect(officer.Page.Locator(".overview-health")).ToContainTextAsync("全部正常", new() { Timeout = 60_000 });
        await Expect(listed).ToHaveCountAsync(0);
        Assert.Empty(officer.Complaints);
    }

    /// <summary>Each with the word that it is told in; empty: it is in no trouble.</summary>
    private static IEnumerable<(Device Device, string Word)> Troubled() =>
    [
        (Agent("well", Report()), ""),
        (Agent("silent", null), "未知"),
        (Agent("old", Report(secondsAgo: 80)), "上报过期"),
        (Agent("unset", Report(r => r.Clock = ClockQuality.Unknown)), "时钟未校准"),
        (Agent("ahead", Report(r => r.ClockAhead = Duration.FromTimeSpan(TimeSpan.FromSeconds(6)))), "时钟偏差大"),
        (Agent("deep", Report(r => r.Outbox = new OutboxDepth { EventsWaiting = 60, AlarmsWaiting = 5 })), "队列积压"),
        (Agent("shallow", Report(r => r.Outbox = new OutboxDepth { EventsWaiting = 60, AlarmsWaiting = 4 })), ""),
        (Agent("full", Report(r => r.Outbox = new OutboxDepth { FullestPercent = 90 })), "队列将满"),
        (Agent("blind", Report(r => r.Filming = Cameras(CameraStanding.Films, CameraStanding.Gone))), "摄像头无画面"),
        (Agent("dark", Report(r => r.Filming = Cameras(CameraStanding.Silent))), "已打开但无输出"),
        (Agent("seeing", Report(r => r.Filming = Cameras(CameraStanding.Films))), ""),
        (Controller("mute", new ReaderLine { Answers = false }), "读卡器无应答"),
        (Controller("noisy", new ReaderLine { Answers = true, Secure = true, Lately = new LineCounts { Asked = 1000, Failed = 51 } }), "线路有干扰"),
        (Controller("plain", new ReaderLine { Answers = true }), ""),
        (Ending("ends", days: 6.5), "证书将到期"),
        (Ending("over", days: -1), "证书已过期"),
        (Ending("later", days: 7.5), ""),
        (Ending("revoked", days: -1, revoked: true), ""),
        (new Device { Device_ = "paused", Kind = DeviceKind.Workstation, Enrolled = true, Suspended = true }, "已暂停"),
        (new Device { Device_ = "never", Kind = DeviceKind.Agent }, ""),
    ];

    private static Filming Cameras(params CameraStanding[] standings) => new() { Cameras = { standings.Select((standing, at) => new FilmedCamera { Door = "door-" + at, Standing = standing }) } };

    private static void Take(string folder, byte[] jpeg)
    {
        string name = Path.Combine(folder, TimeProvider.System.GetUtcNow().Ticks.ToString("D20", CultureInfo.InvariantCulture));
        File.WriteAllBytes(name + ".new", jpeg);
        File.Move(name + ".new", name + ".jpg");
    }

    [GeneratedRegex(@"档案室门 · 已打开但无输出 · 自 \d{4}-\d\d-\d\d\s\d\d:\d\d:\d\d 起没有画面")]
    private static partial Regex LostSince();

    private static Device Agent(string id, DeviceReport? report) => new() { Device_ = id, Kind = DeviceKind.Agent, Enrolled = true, Report = report };

    private static Device Controller(string id, ReaderLine line) => new() { Device_ = id, Kind = DeviceKind.Controller, Enrolled = true, Report = Report(), Readers = { new DeviceReader { Reader = id + "-in", Door = "x", Line = line } } };

    private static Device Ending(string id, double days, bool revoked = false) =>
        new() { Device_ = id, Kind = DeviceKind.Service, Enrolled = true, Revoked = revoked, CertificateExpiresAt = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddDays(days)) };

    private static DeviceReport Report(Action<DeviceReport>? changed = null, int secondsAgo = -3_600)
    {
        DeviceReport report = new() { At = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddSeconds(-secondsAgo)), Clock = ClockQuality.Synchronised, ClockAhead = new Duration(), Outbox = new OutboxDepth() };
        changed?.Invoke(report);
        return report;
    }

    private async Task<ConsoleReader> OverviewAsync()
    {
        ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("overview");
        await Expect(officer.Page.Locator(".overview-health")).ToContainTextAsync("异常设备");
        return officer;
    }

    private async Task CloseAlertsAsync(string code)
    {
        await demo.Site.SignInAsync("officer");
        foreach (string alert in (await demo.Site.CtlAsync("--as", "officer", "alerts")).Output.Split('\n').Where(line => line.Contains(code, StringComparison.Ordinal)).Select(line => line.Split(' ')[0]))
        {
            foreach (string[] step in (string[][])[["ack", alert], ["false-alarm", alert, "--reason", "a test"]])
            {
                CommandResult done = await demo.Site.CtlAsync(["--as", "officer", .. step]);
                Assert.True(done.ExitCode == 0, done.All);
            }
        }
    }

    private static ILocator Trouble(ConsoleReader reader, string device) =>
        reader.Page.Locator(".in-trouble li").Filter(new() { Has = reader.Page.GetByText(device, new() { Exact = true }) });
}
