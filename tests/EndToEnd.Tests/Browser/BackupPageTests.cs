using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Playwright;
using Secure.V1;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>The administrator sees how old the last backup is, makes one, and is told where there is none.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class BackupPageTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private const float BackupMs = 120_000;

    [Fact]
    public async Task The_administrator_backs_up_from_the_page_and_its_age_begins_anew()
    {
        await using ConsoleReader admin = await OpenAsync();
        await admin.Button("立即备份").ClickAsync();
        await Expect(admin.Page.GetByText(new Regex("备份完成，[0-9]+ 条日志均已核验"))).ToBeVisibleAsync(new() { Timeout = BackupMs });
        await Expect(Fact(admin, "距今")).ToHaveTextAsync(new Regex("^0 小时 [01] 分$"));
        await Expect(Fact(admin, "自动备份")).ToContainTextAsync("每 24 小时");
        CommandResult told = await StatusAsync();
        Assert.Contains(await Fact(admin, "其中日志条目").InnerTextAsync() + " 条记录", told.Output, StringComparison.Ordinal);
        Assert.Empty(admin.Complaints);
    }

    [Fact]
    public async Task None_made_none_configured_one_that_failed_and_one_that_is_late_are_told_apart()
    {
        await using ConsoleReader admin = await OpenAsync();
        await ShowAsync(admin, new DescribeBackupsResponse { On = true, EveryHours = 24 });
        await Expect(admin.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("尚无备份");
        await Expect(admin.Button("立即备份")).ToBeVisibleAsync();

        await ShowAsync(admin, new DescribeBackupsResponse());
        await Expect(admin.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("未配置备份");
        await Expect(admin.Button("立即备份")).ToHaveCountAsync(0);

        Backup old = new() { MadeAt = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddHours(-30)), LogSize = 7 };
        await ShowAsync(admin, new DescribeBackupsResponse { On = true, EveryHours = 24, Last = old, Trouble = "<b>No space left on device</b>" });
        await Expect(admin.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "上一次备份失败" })).ToContainTextAsync("<b>No space left on device</b>");
        await Expect(admin.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "备份已过期" })).ToContainTextAsync("每 24 小时");
        await Expect(Fact(admin, "距今")).ToHaveTextAsync("30 小时 0 分");
        if (EveryPageTests.Pictures is { } folder) { await admin.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, "admin-backups-trouble.png") }); }
        Assert.Empty(admin.Complaints);
    }

    private async Task<ConsoleReader> OpenAsync()
    {
        ConsoleReader admin = await chromium.OpenAsync(demo.Site);
        await admin.SignInAsync("admin");
        await admin.GoAsync("backups");
        await Expect(Fact(admin, "自动备份")).ToBeVisibleAsync();
        return admin;
    }

    private static async Task ShowAsync(ConsoleReader admin, DescribeBackupsResponse answer)
    {
        await admin.Page.UnrouteAllAsync();
        await GrpcWeb.AnswerAsync(admin.Page, "Backups/Describe", answer);
        await admin.Page.ReloadAsync();
    }

    private async Task<CommandResult> StatusAsync()
    {
        await demo.Site.SignInAsync("admin");
        return await demo.Site.CtlAsync("--as", "admin", "backup", "--status");
    }

    private static ILocator Fact(ConsoleReader reader, string name) => reader.Page.Locator(".facts div").Filter(new() { HasText = name }).Locator("dd");
}
