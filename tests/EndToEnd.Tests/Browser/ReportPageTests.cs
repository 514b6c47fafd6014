using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>Reports on the page: made, printed, taken away; and a drill that ends with its times.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class ReportPageTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_officer_finds_an_entry_in_the_register_prints_it_and_takes_it_away_as_a_workbook()
    {
        TwinControl twin = new(demo.Site);
        await twin.AskAsync("close lobby", Limit);
        Assert.True(await twin.BadgeAsync("lobby", "1003", Limit));
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("reports/entries");
        await officer.Page.GetByLabel("人员编号").FillAsync("chen-lei");
        await officer.Button("生成报告").ClickAsync();
        await Expect(officer.Page.Locator(".sheet .table tbody tr").Filter(new() { HasText = "陈磊" }).Filter(new() { HasText = "大厅门" }).First).ToBeVisibleAsync();
        // The auditor's own report is refused, whatever the page shows.
        await officer.GoAsync("reports/review");
        await Expect(officer.Page.GetByText("您的角色不使用此页面")).ToBeVisibleAsync();

        await officer.GoAsync("reports/handover");
        await officer.Button("生成报告").ClickAsync();
        await Expect(officer.Page.GetByRole(AriaRole.Article)).ToContainTextAsync("室内人员");
        byte[] book = await DownloadAsync(officer);
        Assert.StartsWith("PK", Encoding.Latin1.GetString(book), StringComparison.Ordinal);

        await officer.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(officer.Page.GetByText("交班人签名")).ToBeVisibleAsync();
        await Expect(officer.Page.Locator(".top")).ToBeHiddenAsync();
        await Expect(officer.Button("生成报告")).ToBeHiddenAsync();
        if (EveryPageTests.Pictures is { } folder) { await officer.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, "report-handover-print.png"), FullPage = true }); }
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task A_drill_leads_to_its_own_report_with_the_time_of_each_step()
    {
        await demo.Site.SignInAsync("officer");
        CommandResult drill = await demo.Site.CtlAsync("--as", "officer", "drill", "断电演习 · the power fails");
        string id = drill.Output.Split(' ')[0];
        await demo.Site.CtlAsync("--as", "officer", "ack", id);
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("alerts/" + id);
        await Expect(officer.Page.GetByRole(AriaRole.Heading, new() { Name = "演练：断电演习" })).ToBeVisibleAsync();
        await officer.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "演练报告" }).ClickAsync();
        ILocator rows = officer.Page.GetByRole(AriaRole.Region, new() { Name = "经过" }).Locator("tbody tr");
        await Expect(rows.Filter(new() { HasText = "签收" }).First).ToContainTextAsync("15 分");
        await Expect(officer.Page.GetByText("进行中")).ToBeVisibleAsync();

        CommandResult told = await demo.Site.CtlAsync("--as", "officer", "report", "drills", "--drill", id);
        Assert.Contains("drill: the power fails", told.Output, StringComparison.Ordinal);
        string book = Path.Combine(Directory.CreateTempSubdirectory("secure-report-").FullName, "drill.xlsx");
        Assert.Contains("已写入", (await demo.Site.CtlAsync("--as", "officer", "report", "drills", "--drill", id, "--xlsx", book)).Output, StringComparison.Ordinal);
        Assert.True(new FileInfo(book).Length > 1_000);
        Directory.Delete(Path.GetDirectoryName(book)!, recursive: true);
    }

    private static async Task<byte[]> DownloadAsync(ConsoleReader reader)
    {
        IDownload download = await reader.Page.RunAndWaitForDownloadAsync(() => reader.Button("导出 XLSX").ClickAsync());
        Assert.EndsWith(".xlsx", download.SuggestedFilename, StringComparison.Ordinal);
        using MemoryStream bytes = new();
        await using Stream stream = await download.CreateReadStreamAsync();
        await stream.CopyToAsync(bytes, Limit);
        return bytes.ToArray();
    }
}
