using Google.Protobuf.WellKnownTypes;
using Microsoft.Playwright;
using Secure.V1;
using static Microsoft.Playwright.Assertions;
using static Secure.EndToEnd.Tests.Browser.LongLists;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>Doors, what happened at one, approvals, passkeys, cards and alerts, longer than a screen: what is in sight is in the page, and the gateway finds.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class OfficerListTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private const int Many = 450;

    /// <summary>What a screen may hold of them.</summary>
    private const int InPageMax = 130;

    private static readonly string[] All = [.. Enumerable.Range(0, Many).Select(n => $"no-{n:D4}")];

    [Fact]
    public async Task Of_many_doors_those_in_sight_are_in_the_page_and_the_gateway_searches_them()
    {
        await using ConsoleReader officer = await OpenAsync("officer");
        await AnswerAsync<ListDoorsRequest>(officer.Page, "Doors/List", ListDoorsRequest.Parser, asked =>
        {
            (string[] rows, string next, uint total) = Page(All, asked.Search, asked.PageSize, asked.PageToken);
            return new ListDoorsResponse { Doors = { rows.Select(d => new DoorState { Door = d }) }, NextPageToken = next, Total = total };
        });
        await officer.GoAsync("doors");
        await LookAsync(officer, Region(officer, "门"), "a.alert-item", "门、房间或控制器", "没有符合条件的门");
    }

    [Fact]
    public async Task Of_what_was_asked_of_two_what_is_over_has_its_own_list_that_the_gateway_searches()
    {
        await using ConsoleReader officer = await OpenAsync("officer");
        Timestamp at = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch);
        await AnswerAsync<ListApprovalsRequest>(officer.Page, "Approvals/List", ListApprovalsRequest.Parser, asked =>
        {
            Assert.True(asked.Over);
            (string[] rows, string next, uint total) = Page(All, asked.Search, asked.PageSize, asked.PageToken);
            return new ListApprovalsResponse { Approvals = { rows.Select(id => new Approval { Id = id, What = new Sentence { Zh = $"请求 {id}", En = id }, Why = "因为", Requester = "somebody", RequesterRole = "security_officer", State = ApprovalState.Rejected, DecidedBy = "another", DecidedAt = at, DecisionReason = "不宜", AskedAt = at }) }, NextPageToken = next, Total = total };
        });
        await officer.GoAsync("approvals");
        await officer.Page.GetByText("已结束", new() { Exact = true }).ClickAsync();
        ILocator list = Region(officer, "已结束");
        ILocator first = list.Locator("tbody[data-block] tr").First;
        foreach (string told in (string[])["请求 no-0000", "somebody", "因为", "another", "不宜", "已驳回"]) { await Expect(first).ToContainTextAsync(told); }
        await LookAsync(officer, list, "tbody[data-block] tr", "编号、内容、理由或姓名", "没有符合条件的请求");
    }

    [Fact]
    public async Task Of_many_requests_that_wait_those_in_sight_are_in_the_page_and_the_gateway_searches_them()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        WatchApprovalsResponse waiting = new() { At = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()), Approvals = { All.Select(Waiting) } };
        await GrpcWeb.AnswerAsync(officer.Page, "Approvals/Watch", waiting);
        await AnswerAsync<ListApprovalsRequest>(officer.Page, "Approvals/List", ListApprovalsRequest.Parser, asked =>
        {
            (string[] rows, string next, uint total) = Page(All, asked.Search, asked.PageSize, asked.PageToken);
            return new ListApprovalsResponse { Approvals = { rows.Select(Waiting) }, NextPageToken = next, Total = total };
        });
        await officer.SignInAsync("officer");
        await officer.GoAsync("approvals");
        await LookAsync(officer, Region(officer, "待审批"), "[role=listitem]", "编号、内容、理由或姓名", "没有符合条件的请求");
    }

    [Fact]
    public async Task What_happened_at_a_door_comes_in_parts_and_a_search_sends_the_codes_of_the_words_on_the_screen()
    {
        await using ConsoleReader officer = await OpenAsync("officer");
        DoorHistoryRequest? last = null;
        await AnswerAsync<DoorHistoryRequest>(officer.Page, "Doors/History", DoorHistoryRequest.Parser, asked =>
        {
            last = asked;
            (string[] rows, string next, _) = Page(All, asked.Codes.Count > 0 ? "no-0123" : asked.Search, asked.PageSize, asked.PageToken);
            return new DoorHistoryResponse { Happenings = { rows.Select(id => new DoorHappening { LogIndex = ulong.Parse(id[3..], System.Globalization.CultureInfo.InvariantCulture), At = new Timestamp(), Kind = "door.event", Event = "Opened", Person = id }) }, NextPageToken = next };
        });
        await officer.GoAsync("doors/archive");
        ILocator list = officer.Page.Locator(".split-detail .virtual-rows"), rows = list.GetByRole(AriaRole.Listitem);
        await Expect(rows.First).ToContainTextAsync("no-0000");
        await ToEndAsync(list, $"no-{Many - 1:D4}");
        Assert.InRange(await rows.CountAsync(), 1, InPageMax);

        await officer.Page.GetByLabel("人员、事件或原因").FillAsync("强行");
        await officer.Page.Locator(".split-detail").GetByRole(AriaRole.Button, new() { Name = "查询", Exact = true }).ClickAsync();
        await Expect(rows).ToHaveCountAsync(1);
        Assert.Equal(("强行", "ForcedOpen"), (last!.Search, Assert.Single(last.Codes)));
        await officer.Page.GetByLabel("人员、事件或原因").FillAsync("nobody");
        await officer.Page.Locator(".split-detail").GetByRole(AriaRole.Button, new() { Name = "查询", Exact = true }).ClickAsync();
        await Expect(officer.Page.GetByText("没有符合条件的记录")).ToBeVisibleAsync();
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task Of_many_officers_those_in_sight_are_in_the_page_and_the_gateway_searches_them()
    {
        await using ConsoleReader officer = await OpenAsync("officer");
        await AnswerAsync<ListPasskeysRequest>(officer.Page, "Passkeys/List", ListPasskeysRequest.Parser, asked =>
        {
            (string[] rows, string next, uint total) = Page(All, asked.Search, asked.PageSize, asked.PageToken);
            return new ListPasskeysResponse { Officers = { rows.Select(p => new OfficersPasskey { Person = p }) }, NextPageToken = next, Total = total };
        });
        await officer.GoAsync("passkeys");
        await LookAsync(officer, Region(officer, "通行密钥"), "tbody[data-block] tr", "姓名或编号", "没有符合条件的管理员");
    }

    [Fact]
    public async Task A_persons_cards_come_in_parts()
    {
        await using ConsoleReader officer = await OpenAsync("officer");
        await AnswerAsync<ListBadgesRequest>(officer.Page, "People/ListBadges", ListBadgesRequest.Parser, asked =>
        {
            Assert.Equal("zhang-wei", asked.Person);
            (string[] rows, string next, uint total) = Page(All, "", asked.PageSize, asked.PageToken);
            return new ListBadgesResponse { Badges = { rows.Select(id => new BadgeCard { Id = id, Person = asked.Person, Reason = id, Status = BadgeStatus.Returned }) }, NextPageToken = next, Total = total };
        });
        await officer.GoAsync("people/zhang-wei");
        ILocator list = Region(officer, "门禁卡"), rows = list.Locator("tbody[data-block] tr");
        await Expect(rows.First).ToContainTextAsync("no-0000");
        await ToEndAsync(list, $"no-{Many - 1:D4}");
        Assert.InRange(await rows.CountAsync(), 1, InPageMax);
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task Of_the_open_alerts_the_gateway_finds_some_and_the_keys_go_through_those()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        WatchAlertsResponse open = new() { At = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()), Alerts = { All.Select(Raised) } };
        await GrpcWeb.AnswerAsync(officer.Page, "Alerts/Watch", open);
        await AnswerAsync<GetAlertRequest>(officer.Page, "Alerts/Get", GetAlertRequest.Parser, asked => new GetAlertResponse { Alert = Raised(asked.Id) });
        await AnswerAsync<ListAlertsRequest>(officer.Page, "Alerts/List", ListAlertsRequest.Parser, asked =>
        {
            Assert.True(asked.Open);
            (string[] rows, string next, uint total) = Page(All, asked.Text, asked.PageSize, asked.PageToken);
            return new ListAlertsResponse { Alerts = { rows.Select(Raised) }, NextPageToken = next, Total = total };
        });
        await officer.SignInAsync("officer");
        await officer.GoAsync("alerts");
        ILocator lines = officer.Page.Locator("button.alert-item");
        await Expect(officer.Page.Locator(".count-plain").First).ToHaveTextAsync($"{Many}");
        await officer.Page.GetByLabel("编号、文字、地点或人员编号").FillAsync("no-012");
        await officer.Button("查询").ClickAsync();
        await Expect(lines).ToHaveCountAsync(10);
        await officer.Page.GetByLabel("编号、文字、地点或人员编号").BlurAsync();
        await officer.Page.Keyboard.PressAsync("j");
        await Expect(officer.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("#/alerts/no-012"));
        await officer.Page.GetByLabel("编号、文字、地点或人员编号").FillAsync("nobody");
        await officer.Button("查询").ClickAsync();
        await Expect(officer.Page.GetByText("没有符合条件的报警")).ToBeVisibleAsync();
        Assert.Empty(officer.Complaints);
    }

    private static Alert Raised(string id) => new() { Id = id, Code = "door.forced", Text = $"门被强行打开 {id} · forced {id}", Severity = AlertSeverity.Urgent, State = AlertState.Raised, Version = 1, Count = 1, RaisedAt = new Timestamp() };

    private static Approval Waiting(string id) => new() { Id = id, What = new Sentence { Zh = $"请求 {id}", En = id }, Requester = "somebody", RequesterRole = "security_officer", State = ApprovalState.Waiting, ExpiresAt = new Timestamp() };

    private static ILocator Region(ConsoleReader reader, string name) => reader.Page.GetByRole(AriaRole.Region, new() { Name = name, Exact = true });

    private async Task<ConsoleReader> OpenAsync(string account)
    {
        ConsoleReader reader = await chromium.OpenAsync(demo.Site);
        await reader.SignInAsync(account);
        return reader;
    }

    /// <summary>From the first to the last, then one of them, then none: never more in the page than a screen holds.</summary>
    private static async Task LookAsync(ConsoleReader reader, ILocator list, string row, string label, string none)
    {
        ILocator rows = list.Locator(row), search = reader.Page.GetByLabel(label).First;
        await Expect(rows.First).ToContainTextAsync("no-0000");
        Assert.InRange(await rows.CountAsync(), 1, InPageMax);
        ILocator last = rows.Filter(new() { HasText = $"no-{Many - 1:D4}" });
        for (int tries = 0; tries < 200 && await last.CountAsync() == 0; tries++)
        {
            await list.EvaluateAsync("region => new Promise(resume => { region.scrollTop = region.scrollHeight; setTimeout(resume, 150); })");
        }
        await Expect(last).ToHaveCountAsync(1);
        Assert.InRange(await rows.CountAsync(), 1, InPageMax);

        await search.FillAsync("no-0123");
        await search.PressAsync("Enter");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows.First).ToContainTextAsync("no-0123");
        await search.FillAsync("nobody");
        await search.PressAsync("Enter");
        await Expect(reader.Page.GetByText(none)).ToBeVisibleAsync();
        Assert.Empty(reader.Complaints);
    }
}
