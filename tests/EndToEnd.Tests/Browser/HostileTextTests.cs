using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Playwright;
using Secure.V1;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>Hostile text in every field that the page shows: it runs nothing, turns nothing around, pushes nothing aside, hides no button and is cut nowhere within a sign.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed partial class HostileTextTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly Dictionary<string, string[]> Pages = new()
    {
        ["officer"] = ["overview", "doors", "doors/vault", "approvals", "people", "people/zhang-wei", "people/wang-fang/face", "passkeys", "devices", "site", "evidence", "home"],
        ["admin"] = ["backups", "people/chen-lei"],
        ["auditor"] = ["log/whole"],
        ["chen"] = ["home", "own", "own/requests", "home/step-up/design-review"],
    };

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("zh", "light")]
    [InlineData("en", "dark")]
    public async Task Text_of_any_kind_in_any_field_is_shown_harmlessly_on_every_page(string language, string theme)
    {
        string alert = await SomethingWrittenAsync();
        List<string> faults = [];
        HostileAnswers answers = new();
        foreach ((string account, string[] pages) in Pages)
        {
            await using ConsoleReader reader = await chromium.OpenAsync(demo.Site);
            if (account == "chen") { await reader.Page.SetViewportSizeAsync(390, 844); }
            reader.Page.Dialog += async (_, dialog) => { faults.Add("a dialog: " + dialog.Message); await dialog.DismissAsync(); };
            reader.Page.Console += (_, line) => { if (line.Type == "error" && !line.Text.Contains("Failed to load resource", StringComparison.Ordinal)) { faults.Add($"{account}: console: {line.Text}"); } };
            await reader.SignInAsync(account);
            await answers.StandBetweenAsync(reader.Page);
            await reader.DressAsync(language, theme);
            foreach (string page in pages)
            {
                await reader.GoAsync(page);
                await LookAsync(reader, $"{account} {page}", language, faults, reader.Page.GetByRole(AriaRole.Heading).First);
            }
            if (account == "officer") { await WindowsAsync(reader, alert, language, faults); }
            if (account == "admin") { await PeopleAsync(reader, language, faults); }
            if (account == "auditor") { await LogAsync(reader, language, faults); }
            faults.AddRange(reader.Complaints);
        }
        foreach (string[] step in (string[][])[["ack", alert], ["false-alarm", alert, "--reason", "a test"]]) { await demo.Site.CtlAsync(["--as", "officer", .. step]); }
        Assert.True(faults.Count == 0, string.Join('\n', faults.Distinct()));
        // Whatever the page was not told was not looked at.
        string[] seldom = ["Approval.decision_reason", "BadgeCard.reason", "DescribeBackupsResponse.trouble", "DescribeDoorResponse.interlock", "DoorAnswer.name", "FactorState.consent_version", "TemplateInfo.model", "TraceLine.rule"];
        Assert.Equal([], HostileAnswers.Fields.Except(answers.Told).Except(seldom));
    }

    /// <summary>What can be written by hand is: it stands in the log, in alerts and in approvals.</summary>
    /// <returns>The id of an alert with a note.</returns>
    private async Task<string> SomethingWrittenAsync()
    {
        const string Odd = "<b onclick=alert(1)>=1+1</b> 👩‍👩‍👧‍👦 @SUM(A1) שלום";
        TwinControl twin = new(demo.Site);
        await twin.BadgeAsync("lobby", "1003", Limit);
        await demo.Site.SignInAsync("officer");
        await demo.Site.SignInAsync("admin");
        await demo.Site.CtlAsync("--as", "officer", "grant-role", "chen-lei", "Guard", "--reason", Odd);
        CommandResult drill = await demo.Site.CtlAsync("--as", "officer", "drill", Odd, "--room", "archive");
        string alert = AlertId().Match(drill.Output).Value;
        CommandResult noted = await demo.Site.CtlAsync("--as", "officer", "note", alert, Odd);
        Assert.True(noted.ExitCode == 0, drill.All + noted.All);
        return alert;
    }

    private static async Task WindowsAsync(ConsoleReader reader, string alert, string language, List<string> faults)
    {
        bool zh = language == "zh";
        await reader.GoAsync("alerts/" + alert);
        await LookAsync(reader, "an alert", language, faults, reader.Page.Locator(".history blockquote").First);
        await reader.GoAsync("approvals");
        await reader.Page.Locator(".ant-card").GetByRole(AriaRole.Button).First.ClickAsync();
        await LookAsync(reader, "an approval's window", language, faults, reader.Window);
        await reader.Page.ReloadAsync();
        await reader.GoAsync("devices");
        await reader.Button(zh ? "agent-01 的详情" : "Details of agent-01").ClickAsync();
        await LookAsync(reader, "a device", language, faults, reader.Page.Locator(".opened").Last);
        await reader.GoAsync("doors/archive");
        foreach (string window in zh ? (string[])["封锁", "现场截图", "应急开门码"] : ["Lock down", "Picture of now", "Emergency codes"])
        {
            await reader.Button(window).First.ClickAsync();
            await LookAsync(reader, "the window " + window, language, faults, reader.Window);
            await reader.Page.Keyboard.PressAsync("Escape");
            await Expect(reader.Window).ToHaveCountAsync(0);
        }
        await reader.GoAsync("people/chen-lei");
        foreach (string window in zh ? (string[])["发卡", "授予角色", "定岗定密", "离岗"] : ["Issue a badge", "Grant a role", "Posts and clearance", "Leaving"])
        {
            await reader.Button(window).First.ClickAsync();
            await LookAsync(reader, "the window " + window, language, faults, reader.Window);
            await reader.InWindow(zh ? "取消" : "Cancel").ClickAsync();
            await Expect(reader.Window).ToHaveCountAsync(0);
        }
        foreach (string kind in (string[])["entries", "alerts", "unused"])
        {
            await reader.GoAsync("reports/" + kind);
            await reader.Button(zh ? "生成报告" : "Make the report").ClickAsync();
            await LookAsync(reader, "the report " + kind, language, faults, reader.Page.Locator(".sheet"));
        }
        PendingSite pending = new() { Sha256 = new string('b', 64), Since = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()) };
        pending.Changes.Add(new SiteChange { Added = true, Path = "rooms.vault.name", Value = "名" });
        await GrpcWeb.AnswerAsync(reader.Page, "Site/GetStatus", new GetSiteStatusResponse { Revision = 7, Sha256 = new string('a', 64), Pending = pending, FileFaults = { "第 3 行" } });
        await reader.GoAsync("site");
        await reader.Page.ReloadAsync();
        await LookAsync(reader, "the waiting site file", language, faults, reader.Page.Locator("tbody[data-block] tr").First);
    }

    private static async Task PeopleAsync(ConsoleReader reader, string language, List<string> faults)
    {
        await reader.GoAsync("people");
        await reader.Button(language == "zh" ? "导入" : "Import").ClickAsync();
        string cell = HostileAnswers.Of("x", 300);
        FilePayload file = new() { Name = HostileAnswers.Of("people", 60), MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes($"id,name,department\n\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\",=1+1,\nhe-1,,\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n") };
        await reader.Window.Locator("input[type=file]").SetInputFilesAsync(file);
        await LookAsync(reader, "an import", language, faults, reader.Window.GetByRole(AriaRole.Listitem).First);
    }

    private static async Task LogAsync(ConsoleReader reader, string language, List<string> faults)
    {
        await reader.GoAsync("log");
        await reader.Button(language == "zh" ? "查询" : "Search").ClickAsync();
        await LookAsync(reader, "the log", language, faults, reader.Page.Locator(".table tbody tr").First);
        await reader.Page.Locator(".table tbody tr button").First.ClickAsync();
        await LookAsync(reader, "an entry of the log", language, faults, reader.Window);
    }

    private static async Task LookAsync(ConsoleReader reader, string where, string language, List<string> faults, ILocator there)
    {
        await Expect(there).ToBeVisibleAsync();
        await Expect(reader.Page.GetByText(language == "zh" ? "正在加载" : "Loading", new() { Exact = true })).ToHaveCountAsync(0);
        await Expect(reader.Page.GetByText(language == "zh" ? "正在等待网关的第一次更新" : "Waiting for the gateway’s first word")).ToHaveCountAsync(0);
        if (EveryPageTests.Pictures is { } folder) { await reader.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"hostile-{where.Replace('/', '-').Replace(' ', '-')}-{language}.png") }); }
        faults.AddRange((await Harmless.FaultsAsync(reader.Page)).Select(fault => $"{where} ({language}): {fault}"));
    }

    [GeneratedRegex(@"\d{8}-\d{4,}")]
    private static partial Regex AlertId();
}
