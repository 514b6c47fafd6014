using System.Text;
using Google.Protobuf;
using Microsoft.Playwright;
using Secure.V1;
using static Microsoft.Playwright.Assertions;
using static Secure.EndToEnd.Tests.Browser.LongLists;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>A fleet and a log longer than a screen: the gateway searches them and gives them out in parts, and only what is in sight is in the page.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class LongListTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private const int Devices = 700, Entries = 450, People = 450, Own = 420;

    /// <summary>What a screen may hold of them.</summary>
    private const int InPageMax = 130;

    [Fact]
    public async Task Of_many_devices_those_in_sight_are_in_the_page_and_the_gateway_searches_them()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await AnswerAsync<ListDevicesRequest>(officer.Page, "Fleet/ListDevices", ListDevicesRequest.Parser, ListOf);
        await officer.GoAsync("devices");
        ILocator list = officer.Page.GetByRole(AriaRole.Region, new() { Name = "设备与终端" }), rows = list.Locator("tbody[data-block] tr");
        await Expect(rows.First).ToContainTextAsync("door-0000");
        await Expect(officer.Page.Locator(".count-plain").First).ToHaveTextAsync($"{Devices}");
        Assert.InRange(await rows.CountAsync(), 1, InPageMax);

        await ToEndAsync(list, $"door-{Devices - 1:D4}");
        Assert.InRange(await rows.CountAsync(), 1, InPageMax);

        await officer.Page.GetByLabel("设备编号").FillAsync("door-0123");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows.First).ToContainTextAsync("door-0123");
        await officer.Page.GetByLabel("设备编号").FillAsync("nobody");
        await Expect(officer.Page.GetByText("没有符合条件的设备")).ToBeVisibleAsync();
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task Of_a_long_log_those_in_sight_are_in_the_page_and_earlier_ones_come_when_they_are_looked_for()
    {
        await using ConsoleReader auditor = await chromium.OpenAsync(demo.Site);
        await auditor.SignInAsync("auditor");
        await AnswerAsync<QueryRequest>(auditor.Page, "Audit/Query", QueryRequest.Parser, PageOf);
        await GrpcWeb.AnswerAsync(auditor.Page, "Audit/GetInclusionProof", new GetInclusionProofResponse());
        await auditor.GoAsync("log");
        await auditor.Button("查询").ClickAsync();
        ILocator list = auditor.Page.GetByRole(AriaRole.Region, new() { Name = "审计日志查询" }), rows = list.Locator("tbody[data-block] tr");
        await Expect(rows.First).ToContainTextAsync($"person-{Entries - 1}");
        Assert.InRange(await rows.CountAsync(), 1, InPageMax);
        await ToEndAsync(list, "person-0");
        Assert.InRange(await rows.CountAsync(), 1, InPageMax);
        await Expect(auditor.Button("更早的条目")).ToHaveCountAsync(0);
        Assert.Empty(auditor.Complaints);
    }

    [Fact]
    public async Task What_proves_an_entry_is_found_also_behind_more_entries_than_one_page_holds()
    {
        await using ConsoleReader auditor = await chromium.OpenAsync(demo.Site);
        await auditor.SignInAsync("auditor");
        await AnswerAsync<QueryRequest>(auditor.Page, "Audit/Query", QueryRequest.Parser, request => PageOf(request, 1_200, n => n switch
        {
            0 => """{"kind":"session.begin","session":"s-1","person":"busy","time":"2026-01-01T00:00:00Z"}""",
            1_199 => """{"kind":"decision","session":"s-1","person":"busy","time":"2026-01-01T08:00:00Z","factors":["password:9h"],"decision":"permit"}""",
            _ => """{"kind":"decision","person":"busy","time":"2026-01-01T04:00:00Z"}""",
        }));
        await GrpcWeb.AnswerAsync(auditor.Page, "Audit/GetInclusionProof", new GetInclusionProofResponse());
        await auditor.GoAsync("log/chain/busy/1199/2026-01-01T08:00:00Z");
        await Expect(auditor.Page.Locator(".chain > li").Filter(new() { HasText = "鉴别因素" }).Locator(".chain-proofs")).ToContainTextAsync("日志条目 0 ·");
        Assert.Empty(auditor.Complaints);
    }

    [Fact]
    public async Task Of_many_people_those_in_sight_are_in_the_page_and_the_gateway_searches_them()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await AnswerAsync<ListPeopleRequest>(officer.Page, "People/List", ListPeopleRequest.Parser, PeopleOf);
        await officer.GoAsync("people");
        ILocator list = officer.Page.GetByRole(AriaRole.Region, new() { Name = "人员名册" }), rows = list.Locator("tbody[data-block] tr");
        await Expect(rows.First).ToContainTextAsync("person-0000");
        Assert.InRange(await rows.CountAsync(), 1, InPageMax);
        await ToEndAsync(list, $"person-{People - 1:D4}");
        Assert.InRange(await rows.CountAsync(), 1, InPageMax);
        await Expect(officer.Button("更多")).ToHaveCountAsync(0);

        await officer.Page.GetByLabel("姓名、编号、工号、部门或卡号").FillAsync("person-0123");
        await officer.Button("查询").ClickAsync();
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows.First).ToContainTextAsync("person-0123");
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task Of_a_long_record_of_ones_own_those_in_sight_are_in_the_page_and_an_empty_part_does_not_end_it()
    {
        await using ConsoleReader staff = await chromium.OpenAsync(demo.Site);
        await staff.SignInAsync("chen");
        await AnswerAsync<ListOwnRequest>(staff.Page, "Own/List", ListOwnRequest.Parser, OwnOf);
        await staff.GoAsync("own");
        ILocator list = staff.Page.GetByRole(AriaRole.Region, new() { Name = "我的记录" }), rows = list.Locator("tbody[data-block] tr");
        await Expect(rows.First).ToContainTextAsync($"门 {Own - 1}");
        Assert.InRange(await rows.CountAsync(), 1, InPageMax);
        await ToEndAsync(list, "门 0");
        Assert.InRange(await rows.CountAsync(), 1, InPageMax);

        // What lies far back: the first part has nothing of it, which is not the end.
        await staff.Page.GetByLabel("门、房间、资料或原因").FillAsync("门 123");
        await staff.Button("查询").ClickAsync();
        await Expect(staff.Page.GetByText("到此为止没有符合条件的记录")).ToBeVisibleAsync();
        for (int tries = 0; tries < 20 && !await list.IsVisibleAsync(); tries++)
        {
            await staff.Button("更早的条目").ClickAsync();
            await staff.Page.WaitForTimeoutAsync(200);
        }
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows.First).ToContainTextAsync("门 123");
        Assert.Empty(staff.Complaints);
    }

    [Fact]
    public async Task Of_many_materials_those_in_sight_are_in_the_page_the_gateway_searches_them_and_none_is_left_out()
    {
        await using ConsoleReader staff = await chromium.OpenAsync(demo.Site);
        await AnswerAsync<ListResourcesRequest>(staff.Page, "Authorization/ListResources", ListResourcesRequest.Parser, asked =>
        {
            (string[] rows, string next, _) = LongLists.Page(Enumerable.Range(0, Own).Select(n => $"no-{n:D4}"), asked.Search, asked.PageSize, asked.PageToken);
            return new ListResourcesResponse { Resources = { rows.Select(id => new ListedResource { Resource = new ResourceRef { Kind = "material", Id = id }, NeedsStepUp = id.EndsWith('7') }) }, NextPageToken = next };
        });
        await staff.SignInAsync("chen");
        await staff.GoAsync("home");
        ILocator list = staff.Page.GetByRole(AriaRole.Region, new() { Name = "我可以做什么" }), rows = list.GetByRole(AriaRole.Listitem);
        await Expect(rows.First).ToContainTextAsync("no-0000");
        await Expect(rows.First).ToContainTextAsync("现在可以阅读");
        Assert.InRange(await rows.CountAsync(), 1, InPageMax);
        await ToEndAsync(list, $"no-{Own - 1:D4}");
        Assert.InRange(await rows.CountAsync(), 1, InPageMax);

        await staff.Page.GetByLabel("资料编号中的文字").FillAsync("no-0127");
        await staff.Button("查询").First.ClickAsync();
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows.First.GetByRole(AriaRole.Link, new() { Name = "no-0127", Exact = true })).ToHaveAttributeAsync("href", "#/home/step-up/no-0127");
        await staff.Page.GetByLabel("资料编号中的文字").FillAsync("nobody");
        await staff.Button("查询").First.ClickAsync();
        await Expect(staff.Page.GetByText("没有符合条件的资料")).ToBeVisibleAsync();
        Assert.Empty(staff.Complaints);
    }

    [Fact]
    public async Task Of_many_rooms_on_the_one_screen_those_in_sight_are_in_the_page_and_they_are_searched()
    {
        const int Rooms = 500;
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        Sentence Name(string zh, string en, int n) => new() { Zh = $"{zh} {n:D4}", En = $"{en} {n:D4}" };
        await GrpcWeb.ChangeAsync(officer.Page, "Site/Describe", DescribeSiteResponse.Parser, site =>
        {
            site.Rooms.Add(Enumerable.Range(0, Rooms).Select(n => new RoomPlace { Room = $"room-{n:D4}", Name = Name("房间", "Room", n), Tier = 1 }));
            site.Doors.Add(Enumerable.Range(0, Rooms).Select(n => new DoorPlace { Door = $"door-{n:D4}", Name = Name("门", "Door", n), Into = $"room-{n:D4}", Controller = "door-01" }));
        });
        WatchPresenceResponse crowd = new() { At = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()) };
        crowd.Persons.Add(Enumerable.Range(0, 20).Select(n => new PersonPresence { Person = $"there-{n:D2}", Name = $"到场 {n:D2}", Room = "room-0007", State = PresenceState.Present }));
        await GrpcWeb.AnswerAsync(officer.Page, "Presence/Watch", crowd);
        await officer.SignInAsync("officer");
        await officer.GoAsync("overview");
        ILocator list = officer.Page.GetByRole(AriaRole.Group, new() { Name = "房间与门" }), rooms = list.GetByRole(AriaRole.Article);
        await Expect(rooms.First).ToBeVisibleAsync();
        Assert.InRange(await rooms.CountAsync(), 1, 200);
        await ToEndAsync(list, $"房间 {Rooms - 1:D4} 1 级");
        Assert.InRange(await rooms.CountAsync(), 1, 200);
        if (EveryPageTests.Pictures is { } folder) { await officer.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, "officer-many-rooms.png") }); }

        await officer.Page.GetByLabel("房间或门").FillAsync("门 0123");
        await Expect(rooms).ToHaveCountAsync(1);
        await Expect(rooms.First).ToContainTextAsync("房间 0123");
        await officer.Page.GetByLabel("房间或门").FillAsync("nobody");
        await Expect(officer.Page.GetByText("没有符合条件的房间")).ToBeVisibleAsync();

        // Whoever calls the roll needs every name.
        await officer.Page.GetByLabel("房间或门").FillAsync("房间 0007");
        await Expect(rooms.First).ToContainTextAsync("20 人: 到场 00");
        await Expect(rooms.First).Not.ToContainTextAsync("到场 19");
        await rooms.First.GetByRole(AriaRole.Button, new() { Name = "全部 20 人" }).ClickAsync();
        await Expect(rooms.First).ToContainTextAsync("到场 19");
        Assert.Empty(officer.Complaints);
    }

    private static ListDevicesResponse ListOf(ListDevicesRequest request)
    {
        string[] found = [.. Enumerable.Range(0, Devices).Select(n => $"door-{n:D4}").Where(d => d.Contains(request.Search, StringComparison.Ordinal))];
        return new ListDevicesResponse { Total = (uint)found.Length, Devices = { found.Take((int)request.DevicesMax).Select(d => new Device { Device_ = d, Kind = DeviceKind.Controller, Enrolled = true }) } };
    }

    private static ListPeopleResponse PeopleOf(ListPeopleRequest request)
    {
        string[] found = [.. Enumerable.Range(0, People).Select(n => $"person-{n:D4}").Where(p => p.Contains(request.Search, StringComparison.Ordinal))];
        int from = NumberOf(request.PageToken) ?? 0, to = Math.Min(found.Length, from + (int)request.PageSize);
        return new ListPeopleResponse { Persons = { found[from..to].Select(p => new PersonRecord { Id = p, Name = "王" + p, Status = PersonStatus.Active }) }, NextPageToken = to == found.Length ? "" : $"{to}", Total = (uint)found.Length };
    }

    /// <summary>As many as the gateway gives at once; every third part has none, as where others' entries lie between.</summary>
    private static ListOwnResponse OwnOf(ListOwnRequest request)
    {
        int part = NumberOf(request.PageToken) ?? 0, before = Own - (part - (part + 1) / 3) * 50;
        IEnumerable<int> entries = part % 3 == 2 ? [] : Enumerable.Range(Math.Max(0, before - 50), Math.Min(50, before)).Reverse();
        bool last = part % 3 != 2 && before <= 50;
        return new ListOwnResponse { Records = { entries.Where(n => $"门 {n}".Contains(request.Search, StringComparison.Ordinal)).Select(n => new OwnRecord { LogIndex = (ulong)n, Decision = "permit", Door = new Sentence { Zh = $"门 {n}", En = $"door {n}" } }) }, NextPageToken = last ? "" : $"{part + 1}" };
    }

    private static int? NumberOf(string token) => token.Length == 0 ? null : int.Parse(token, System.Globalization.CultureInfo.InvariantCulture);

    private static QueryResponse PageOf(QueryRequest request) => PageOf(request, Entries, n => $$"""{"v":1,"kind":"test","time":"2026-01-01T00:00:00Z","person":"person-{{n}}"}""");

    private static QueryResponse PageOf(QueryRequest request, int all, Func<int, string> entry)
    {
        int before = NumberOf(request.PageToken) ?? all, from = Math.Max(0, before - (int)request.PageSize);
        IEnumerable<LogEntry> entries = Enumerable.Range(from, before - from).Reverse().Select(n => new LogEntry { Index = (ulong)n, Entry = ByteString.CopyFrom(Encoding.UTF8.GetBytes(entry(n))) });
        return new QueryResponse { Entries = { entries }, NextPageToken = from == 0 ? "" : $"{from}" };
    }
}
