using System.Diagnostics;
using Microsoft.Playwright;
using Secure.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>What the page says of a material of tier 3 holds as long as it is so: through the door, on the line and back.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class TierThreePageTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    // The demo knows the vault's workstation by this address.
    private const string Vault = "127.0.0.4";

    private const string Permitted = "鉴别通过，现在可以阅读", Denied = "请刷卡进入允许阅读的房间", Ended = "此前的阅读许可已结束", Unknown = "不知道现在是否可以阅读";

    private const int Own = 1, Touches = 5;

    /// <summary>The engine may take seconds on a slow machine, and Chromium a while until a line is broken for it.</summary>
    private const float PatientMs = 120_000;

    private DemoSite Site => demo.Site;

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Badging_in_permits_tier_three_a_cut_line_leaves_it_unknown_and_badging_out_ends_it_on_the_screen()
    {
        await EnrolAsync();
        await LeaveAsync();
        await using Forwarder desk = new(Vault, Site.Port);
        await using ConsoleReader zhang = await chromium.OpenAsync(Site, desk.Port);
        await SensorInBrowser.PlugInAsync(zhang.Page);
        await zhang.SignInAsync("zhang");
        await zhang.GoAsync("home/step-up/core-design");
        await Expect(zhang.Page.GetByText(Denied)).ToBeVisibleAsync();

        Assert.True(await new TwinControl(Site).BadgeAsync("vault", "1001", Limit), Site.Logs());
        await zhang.Button("改用指纹").ClickAsync();
        await zhang.Button("连接指纹仪").ClickAsync();
        await zhang.Button("开始").ClickAsync();
        await SensorInBrowser.LayAsync(zhang.Page, Own, Touches + 1, Touches + 2, Touches + 3);
        ILocator permitted = zhang.Page.GetByText(Permitted);
        await Expect(permitted).ToBeVisibleAsync(new() { Timeout = PatientMs });

        await desk.CutAsync();
        await Expect(zhang.Page.GetByText(Unknown)).ToBeVisibleAsync(new() { Timeout = PatientMs });
        await Expect(permitted).ToHaveCountAsync(0);
        desk.Mend();
        await Expect(permitted).ToBeVisibleAsync(new() { Timeout = PatientMs });

        await new TwinControl(Site).BadgeAsync("vault", "1001", Limit, " out");
        long left = Stopwatch.GetTimestamp();
        await Expect(zhang.Page.GetByText(Ended)).ToBeVisibleAsync();
        await Expect(zhang.Page.GetByText(Denied)).ToBeVisibleAsync();
        await Expect(permitted).ToHaveCountAsync(0);
        TestContext.Current.TestOutputHelper?.WriteLine($"ended on the screen {Stopwatch.GetElapsedTime(left).TotalMilliseconds:F0} ms after the door");

        // What was proved is on the home page too.
        await zhang.GoAsync("home");
        await Expect(zhang.Page.GetByRole(AriaRole.Definition).Filter(new() { HasText = "口令" })).ToContainTextAsync("指纹");
        Assert.Empty(zhang.Complaints);
        await Site.CtlAsync("--as", "officer", "consent", "zhang-wei", "fingerprint", "--withdraw");
    }

    [Fact]
    public async Task An_answer_on_the_home_page_follows_its_reader_through_the_door()
    {
        await LeaveAsync();
        await using Forwarder desk = new(Vault, Site.Port);
        await using ConsoleReader zhang = await chromium.OpenAsync(Site, desk.Port);
        await zhang.SignInAsync("zhang");
        await zhang.GoAsync("home");
        await zhang.Page.GetByLabel("资料编号").FillAsync("core-design");
        await zhang.Button("查询").ClickAsync();
        ILocator listed = zhang.Page.GetByRole(AriaRole.Link, new() { Name = "core-design", Exact = true });
        await Expect(zhang.Page.GetByText(Denied)).ToBeVisibleAsync();
        await Expect(listed).ToHaveCountAsync(0);

        Assert.True(await new TwinControl(Site).BadgeAsync("vault", "1001", Limit), Site.Logs());
        await Expect(zhang.Page.GetByText("须先加强鉴别")).ToBeVisibleAsync();
        await Expect(listed).ToBeVisibleAsync();

        await new TwinControl(Site).BadgeAsync("vault", "1001", Limit, " out");
        await Expect(zhang.Page.GetByText(Denied)).ToBeVisibleAsync();
        await Expect(listed).ToHaveCountAsync(0);
        Assert.Empty(zhang.Complaints);
    }

    /// <summary>An earlier test may have left him inside; where it has not, nobody is moved by it.</summary>
    private Task<bool> LeaveAsync() => new TwinControl(Site).BadgeAsync("vault", "1001", Limit, " out");

    private async Task EnrolAsync()
    {
        // Whatever was enrolled before is gone with the consent.
        await demo.SignInAllAsync();
        await Site.CtlAsync("--as", "officer", "consent", "zhang-wei", "fingerprint", "--withdraw");
        await SecondOfficer.LetEnrolAsync(Site, "zhang-wei", "fingerprint");
        using TempFolder work = new();
        Directory.CreateDirectory(work["touches"]);
        for (int touch = 1; touch <= Touches; touch++) { await File.WriteAllBytesAsync(work[$"touches/{touch}.pgm"], TestFinger.Pgm(Own, touch), Limit); }
        CommandResult enrolled = await Site.CtlAsync("--as", "officer", "enrol", "zhang-wei", "fingerprint", "--images", work["touches"]);
        Assert.True(enrolled.ExitCode == 0, enrolled.All);
    }
}
