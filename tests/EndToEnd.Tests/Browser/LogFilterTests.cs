using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Secure.V1;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>Each way to search the log narrows what is found to what it says, and loses none of it.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class LogFilterTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private const string Person = "chen-lei";

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_filter_finds_what_it_names_and_nothing_else()
    {
        TwinControl twin = new(demo.Site);
        using Officer log = new(demo.Site);
        // Let in at the one door, and refused at the other in a later second.
        Entry letIn = await AnsweredAsync(log, () => twin.BadgeAsync("lobby", "1003", Limit), "entry.granted", "lobby");
        DateTimeOffset moment = new(TimeOf(letIn.Json).Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond + 2 * TimeSpan.TicksPerSecond, TimeSpan.Zero);
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, Limit);
        Entry refused = await AnsweredAsync(log, () => twin.BadgeAsync("vault", "1003", Limit), "entry.denied", "vault");
        string at = moment.ToLocalTime().ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);

        await using ConsoleReader auditor = await chromium.OpenAsync(demo.Site);
        await auditor.SignInAsync("auditor");
        List<string> faults = [];
        foreach ((string field, string value, bool first, bool second, Func<JsonElement, bool> fits) in ((string, string, bool, bool, Func<JsonElement, bool>)[])
        [
            ("人员编号", Person, true, true, entry => Is(entry, "person", Person) || Is(entry, "subject", Person)),
            ("房间", "大厅", true, false, entry => Is(entry, "room", "lobby")),
            ("门", "保密室门", false, true, entry => Is(entry, "door", "vault")),
            ("客体（类别/编号）", "room/lobby", true, false, entry => Is(entry, "resource", "room/lobby")),
            ("类别", "entry.denied", false, true, entry => Is(entry, "kind", "entry.denied")),
            ("判定", "允许", true, false, entry => Is(entry, "decision", "permit")),
            ("判定", "拒绝", false, true, entry => Is(entry, "decision", "deny")),
            ("从", at, false, true, entry => TimeOf(entry) >= moment),
            ("到", at, true, false, entry => TimeOf(entry) < moment),
        ])
        {
            await auditor.Page.ReloadAsync();
            await auditor.GoAsync("log");
            await FillAsync(auditor, field, value);
            IReadOnlyList<Found> found = await FoundAsync(auditor);
            faults.AddRange(found.Where(one => !fits(one.Entry)).Take(1).Select(one => $"{field} {value}: {one.Entry}"));
            foreach ((Entry wanted, bool expected) in new[] { (letIn, first), (refused, second) })
            {
                if (found.Any(one => one.Index == wanted.Index) != expected) { faults.Add($"{field} {value}: entry {wanted.Index} {(expected ? "is missing" : "is there")}"); }
            }
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Empty(auditor.Complaints);
    }

    [Fact]
    public async Task Several_filters_together_find_what_fits_all_of_them()
    {
        Assert.True(await new TwinControl(demo.Site).BadgeAsync("lobby", "1003", Limit), demo.Site.Logs());
        await using ConsoleReader auditor = await chromium.OpenAsync(demo.Site);
        await auditor.SignInAsync("auditor");
        await auditor.GoAsync("log");
        foreach ((string field, string value) in new[] { ("人员编号", Person), ("房间", "大厅"), ("门", "大厅门"), ("类别", "entry.granted"), ("判定", "允许") }) { await FillAsync(auditor, field, value); }
        IReadOnlyList<Found> found = await FoundAsync(auditor);
        Assert.All(found, one => Assert.True(Is(one.Entry, "person", Person) && Is(one.Entry, "room", "lobby") && Is(one.Entry, "door", "lobby") && Is(one.Entry, "kind", "entry.granted") && Is(one.Entry, "decision", "permit"), one.Entry.ToString()));
        Assert.NotEmpty(found);

        await FillAsync(auditor, "判定", "拒绝");
        Assert.Empty(await FoundAsync(auditor));
        await Expect(auditor.Page.GetByText("没有符合条件的条目")).ToBeVisibleAsync();
    }

    /// <summary>What the gateway wrote of a badge that is presented now.</summary>
    private async Task<Entry> AnsweredAsync(Officer log, Func<Task> present, string kind, string door)
    {
        ulong before = (await log.LogAsync(Limit)).Max(entry => entry.Index);
        await present();
        Entry? told = null;
        await Patience.UntilAsync(
            async () => (told = (await log.LogAsync(Limit, kind)).LastOrDefault(entry => entry.Index > before && entry.Text("person") == Person && entry.Text("door") == door)) is not null,
            TimeSpan.FromSeconds(60), kind, demo.Site.Logs, Limit);
        return told!;
    }

    private static async Task FillAsync(ConsoleReader auditor, string field, string value)
    {
        ILocator asked = auditor.Page.GetByLabel(field, new() { Exact = true });
        if (await asked.GetAttributeAsync("role") != "combobox") { await asked.FillAsync(value); return; }
        await asked.ClickAsync();
        ILocator options = auditor.Page.Locator(".ant-select-dropdown:visible .ant-select-item-option");
        // Of all kinds, most have to be scrolled to: that one is searched for by its code.
        if (value.Contains('.', StringComparison.Ordinal)) { await asked.FillAsync(value); await Expect(options).ToHaveCountAsync(1); }
        await (value.Contains('.', StringComparison.Ordinal) ? options : options.And(auditor.Page.GetByTitle(value, new() { Exact = true }))).ClickAsync();
    }

    /// <summary>What the gateway answers to the page, of which the page shows the newest first.</summary>
    private static async Task<IReadOnlyList<Found>> FoundAsync(ConsoleReader auditor)
    {
        IResponse response = await auditor.Page.RunAndWaitForResponseAsync(() => auditor.Button("查询").ClickAsync(), response => response.Url.EndsWith("Audit/Query", StringComparison.Ordinal));
        QueryResponse answer = GrpcWeb.MessageOf(await response.BodyAsync(), QueryResponse.Parser);
        Found[] found = [.. answer.Entries.Select(entry => new Found(entry.Index, JsonElement.Parse(entry.Entry.ToStringUtf8())))];
        if (found.Length > 0) { await Expect(auditor.Page.Locator(".table tbody tr").First.GetByRole(AriaRole.Button)).ToHaveTextAsync(found[0].Index.ToString(CultureInfo.InvariantCulture)); }
        return found;
    }

    private static bool Is(JsonElement entry, string name, string value) => entry.TryGetProperty(name, out JsonElement said) && said.GetString() == value;

    private static DateTimeOffset TimeOf(JsonElement entry) => entry.GetProperty("time").GetDateTimeOffset();

    private sealed record Found(ulong Index, JsonElement Entry);
}
