using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>Many people at once, on the page: from a spreadsheet and into one.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class PeopleImportTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private const string Columns = "id,name,staff_number,department\r\n";

    private static readonly string Bad = Columns + "Bad Id!,\"=cmd|' /C calc'!A0\",,research\r\nhe-1,\u202eabc,,research\r\nhe-2," + new string('长', 200) + ",,nowhere\r\n<img src=x onerror=alert(1)>,何三,,\r\n";

    private const string Good = Columns + "he-1,何一,S-901,research\r\nhe-2,'=何二,,\r\n";

    [Fact]
    public async Task A_file_is_tried_every_bad_row_told_by_its_number_and_only_a_good_one_imported_and_exported_again()
    {
        await using ConsoleReader admin = await chromium.OpenAsync(demo.Site);
        await admin.SignInAsync("admin");
        await admin.GoAsync("people");
        await admin.Button("导入").ClickAsync();
        await ChooseAsync(admin, "<b>人员</b>\u202e.csv", Bad);
        await Expect(admin.Window.GetByRole(AriaRole.Alert)).ToContainTextAsync("处错误，未改动任何记录");
        ILocator rows = admin.Window.GetByRole(AriaRole.Listitem);
        await Expect(rows.Filter(new() { HasText = "第 2 行" })).ToContainTextAsync("须为 1 至 63 个");
        await Expect(rows.Filter(new() { HasText = "第 3 行" })).ToContainTextAsync("须为 1 至 64 个可见字符");
        await Expect(rows.Filter(new() { HasText = "第 4 行" }).Filter(new() { HasText = "department" })).ToContainTextAsync("不是本站点的部门");
        await Expect(rows.Filter(new() { HasText = "第 5 行" })).ToHaveCountAsync(1);
        await Expect(admin.Window.GetByRole(AriaRole.Button, new() { Name = "人", Exact = false }).Filter(new() { HasText = "导入" })).ToHaveCountAsync(0);

        await ChooseAsync(admin, "people.csv", Good);
        await Expect(admin.Window.GetByText("没有错误，可以导入")).ToBeVisibleAsync();
        await admin.InWindow("导入 2 人").ClickAsync();
        await Expect(admin.Window.GetByText("共 2 行：新增 2")).ToBeVisibleAsync();
        await Expect(admin.Window.GetByText("已导入", new() { Exact = true })).ToBeVisibleAsync();
        await admin.InWindow("关闭").Last.ClickAsync();
        await admin.Page.GetByLabel("姓名、编号、工号、部门或卡号").FillAsync("he-");
        await admin.Button("查询").ClickAsync();
        await Expect(admin.Page.GetByRole(AriaRole.Link, new() { Name = "=何二" })).ToBeVisibleAsync();

        IDownload file = await admin.Page.RunAndWaitForDownloadAsync(() => admin.Button("导出 CSV").ClickAsync());
        string exported = await File.ReadAllTextAsync(await file.PathAsync(), TestContext.Current.CancellationToken);
        // What a spreadsheet would run stands behind an apostrophe.
        Assert.Contains("he-2,'=何二,", exported, StringComparison.Ordinal);
        Assert.Contains("he-1,何一,S-901,research", exported, StringComparison.Ordinal);
        Assert.Empty(admin.Complaints);
    }

    [Fact]
    public async Task A_file_that_is_too_large_or_no_text_is_refused_before_anything_is_read_of_it()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("people");
        await officer.Button("导入").ClickAsync();
        await ChooseAsync(officer, "large.csv", new string('x', 983_041));
        await Expect(officer.Window.GetByText("文件超过 960 KiB")).ToBeVisibleAsync();
        await officer.Window.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "gbk.csv", MimeType = "text/csv", Buffer = [0xb1, 0xe0, 0xba, 0xc5, (byte)'\n'] });
        await Expect(officer.Window.GetByRole(AriaRole.Alert)).ToContainTextAsync("文件不是 UTF-8");
        // Who joins people is not whom this officer's role lets do it.
        await ChooseAsync(officer, "people.csv", Good);
        await Expect(officer.Window.GetByRole(AriaRole.Alert)).Not.ToContainTextAsync("文件不是 UTF-8");
        await Expect(officer.Window.GetByRole(AriaRole.Button).Filter(new() { HasText = "导入 2 人" })).ToHaveCountAsync(0);
    }

    private static Task ChooseAsync(ConsoleReader reader, string name, string csv) =>
        reader.Window.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(csv) });
}
