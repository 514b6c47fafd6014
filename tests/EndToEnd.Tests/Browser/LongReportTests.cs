using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Microsoft.Playwright;
using Secure.V1;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>A register of many thousand rows: those in sight are in the page, the next come when they are looked for, and paper has all.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed partial class LongReportTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private const int Rows = 12_345, PageMax = 1_000;

    /// <summary>What a screen may hold of them.</summary>
    private const int InPageMax = 200;

    private const int RowsOnPaperMax = 60;
    private const float PrintMs = 60_000;

    [Fact]
    public async Task Of_many_thousand_rows_only_those_in_sight_are_in_the_page_and_the_gateway_searches_them()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        List<MakeReportRequest> asked = await AnswerAsync(officer.Page);
        await officer.GoAsync("reports/entries");
        await officer.Button("生成报告").ClickAsync();
        ILocator register = officer.Page.GetByRole(AriaRole.Region, new() { Name = "登记" }), rows = register.Locator("tbody[data-block] tr");
        await Expect(rows.First).ToContainTextAsync("person-0");
        Assert.InRange(await rows.CountAsync(), 1, InPageMax);
        await Expect(officer.Page.GetByText($"{Rows}", new() { Exact = true })).ToBeVisibleAsync();

        // To the end of what is here, again and again: each time the next page comes, until there is none.
        await ToEndAsync(register);
        await Expect(register.GetByText($"person-{Rows - 1}", new() { Exact = true })).ToBeVisibleAsync();
        Assert.InRange(await rows.CountAsync(), 1, InPageMax);
        Assert.Equal(Enumerable.Range(0, 13).Select(page => (uint)(page * PageMax)), asked.Select(a => a.After));
        Assert.All(asked.Skip(1), a => Assert.Equal((1_000, 2_000), (a.From.Seconds, a.To.Seconds)));
        await register.EvaluateAsync("region => { region.scrollTop = 0; }");
        await Expect(register.GetByText("person-0", new() { Exact = true })).ToBeVisibleAsync();

        await officer.Page.GetByLabel("在报告中查找").FillAsync("person-1234");
        await officer.Page.GetByLabel("在报告中查找").PressAsync("Enter");
        await Expect(rows).ToHaveCountAsync(6);
        Assert.Equal("person-1234", asked[^1].Search);
        if (EveryPageTests.Pictures is { } folder) { await officer.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, "report-long-found.png") }); }
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task What_is_printed_has_every_row()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await AnswerAsync(officer.Page);
        await officer.GoAsync("reports/entries");
        await officer.Button("生成报告").ClickAsync();
        ILocator rows = officer.Page.GetByRole(AriaRole.Region, new() { Name = "登记" }).Locator("tbody[data-block] tr");
        await Expect(rows.First).ToBeVisibleAsync();
        if (EveryPageTests.Pictures is { } folder) { await officer.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, "report-long.png") }); }
        // What a browser does when it prints: the page is told before and after.
        await officer.Page.EvaluateAsync("() => { window.print = () => { window.dispatchEvent(new Event('beforeprint')); window.printed = document.querySelectorAll('tbody[data-block] tr').length; window.dispatchEvent(new Event('afterprint')); }; }");
        await officer.Button("打印").ClickAsync();
        await officer.Page.WaitForFunctionAsync("() => window.printed !== undefined", null, new() { Timeout = PrintMs });
        Assert.Equal(Rows, await officer.Page.EvaluateAsync<int>("() => window.printed"));
        await Expect(rows.Nth(InPageMax)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Paper_is_A4_and_no_row_of_what_is_here_is_left_out()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await AnswerAsync(officer.Page);
        await officer.GoAsync("reports/entries");
        await officer.Button("生成报告").ClickAsync();
        await Expect(officer.Page.GetByRole(AriaRole.Region, new() { Name = "登记" }).Locator("tbody[data-block] tr").First).ToBeVisibleAsync();
        byte[] paper = await officer.Page.PdfAsync(new() { PreferCSSPageSize = true });
        if (EveryPageTests.Pictures is { } folder) { await File.WriteAllBytesAsync(Path.Combine(folder, "report-long.pdf"), paper, TestContext.Current.CancellationToken); }
        MatchCollection pages = PaperPage().Matches(Encoding.Latin1.GetString(paper));
        // One page of a thousand rows and more holds at most so many of them.
        Assert.InRange(pages.Count, PageMax / RowsOnPaperMax, PageMax);
        Assert.All(pages, page => Assert.Equal((842, 595), (Points(page.Groups[1]), Points(page.Groups[2]))));
    }

    private static double Points(Group text) => Math.Round(double.Parse(text.Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"/Type /Page\b[^s][\s\S]*?/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]")]
    private static partial Regex PaperPage();

    private static async Task ToEndAsync(ILocator register) => await register.EvaluateAsync(
        """
        async region => {
          for (let at = -1; at !== region.scrollHeight; await new Promise(resume => setTimeout(resume, 150))) {
            if (region.scrollTop + region.clientHeight >= region.scrollHeight - 2) break;
            at = region.scrollHeight;
            region.scrollTop = at;
          }
        }
        """);

    /// <summary>As the gateway pages and searches a register that is longer than the demo's.</summary>
    private static async Task<List<MakeReportRequest>> AnswerAsync(IPage page)
    {
        List<MakeReportRequest> asked = [];
        await page.RouteAsync("**/secure.v1.Reports/Make", async route =>
        {
            MakeReportRequest request = MakeReportRequest.Parser.ParseFrom(route.Request.PostDataBuffer![5..]);
            asked.Add(request);
            await route.FulfillAsync(new() { Status = 200, ContentType = "application/grpc-web+proto", BodyBytes = GrpcWeb.Body(Answer(request)) });
        });
        return asked;
    }

    private static MakeReportResponse Answer(MakeReportRequest request)
    {
        string[] found = [.. Enumerable.Range(0, Rows).Select(n => $"person-{n}").Where(p => p.Contains(request.Search, StringComparison.Ordinal))];
        ReportTable table = new() { Id = "entries.lines", Title = new Sentence { Zh = "登记", En = "Register" }, Total = (uint)found.Length, More = found.Length > request.After + PageMax };
        table.Columns.Add([new ReportColumn { Id = "person", Title = new Sentence { Zh = "人员编号", En = "Person" } }, new ReportColumn { Id = "result", Title = new Sentence { Zh = "结果", En = "Result" } }]);
        table.Rows.Add(found.Skip((int)request.After).Take(PageMax).Select(p => new ReportRow { Cells = { new ReportCell { Text = p }, new ReportCell { Text = "很长的结果，一行放不下".PadRight(p.Length * 12, '长') } } }));
        return new MakeReportResponse { Kind = request.Kind, Title = new Sentence { Zh = "出入登记", En = "Entries" }, Site = "demo", From = new() { Seconds = 1_000 }, To = new() { Seconds = 2_000 }, Tables = { table } };
    }
}
