using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Playwright;
using Secure.TestKit.Pictures;
using Secure.V1;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>The alerts' page: their evidence, very many of them, all there were, and word of them on the desktop.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class AlertPageTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly string Id = new('a', 64);

    [Fact]
    public async Task Evidence_is_shown_only_when_asked_for()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        // Two pixels by one, black and white.
        byte[] picture = [.. "P5\n2 1\n255\n"u8, 0, 255];
        await GrpcWeb.AnswerAsync(officer.Page, "Alerts/Get", new GetAlertResponse { Alert = new Alert(Sample(1)) { Evidence = { Id } } });
        await GrpcWeb.AnswerAsync(officer.Page, "Evidence/View",
            new ViewEvidenceResponse { Header = new EvidenceHeader { MediaType = "image/x-portable-graymap", Bytes = (uint)picture.Length, TakenAt = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch) } },
            new ViewEvidenceResponse { Chunk = ByteString.CopyFrom(picture) });
        await officer.GoAsync("alerts/" + Sample(1).Id);
        await officer.Button("查看证据 1").ClickAsync();
        ILocator shown = officer.Window.GetByRole(AriaRole.Img, new() { Name = "证据图像" });
        await Expect(shown).ToHaveCountAsync(0);
        Assert.DoesNotContain(officer.Requests, url => url.EndsWith("Evidence/View", StringComparison.Ordinal));

        await officer.Window.GetByLabel("查看理由").FillAsync("核实");
        await officer.InWindow("查看").ClickAsync();

        await Expect(shown).ToBeVisibleAsync();
        Assert.Equal("0,0,0,255,255,255,255,255", await shown.EvaluateAsync<string>("canvas => canvas.getContext('2d').getImageData(0, 0, 2, 1).data.join()"));
    }

    [Fact]
    public async Task A_clip_is_played_stopped_and_gone_through_picture_by_picture()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        // Three pictures that differ in width, one of them in several scans.
        byte[] clip = [.. Grey(16).Jpeg(), .. Grey(32).Jpeg(progressive: true), .. Grey(48).Jpeg()];
        await AnswerAsync(officer.Page, clip);
        await officer.GoAsync("alerts/" + Sample(1).Id);
        await officer.Button("查看证据 1").ClickAsync();
        await officer.InWindow("查看").ClickAsync();

        await ExpectPictureAsync(officer, 1, 16);
        await officer.InWindow("下一张").PressAsync("Enter");
        await ExpectPictureAsync(officer, 2, 32);
        await officer.InWindow("播放").ClickAsync();
        await ExpectPictureAsync(officer, 3, 48);
        await Expect(officer.InWindow("下一张")).ToBeDisabledAsync();
        await officer.InWindow("上一张").ClickAsync();
        await ExpectPictureAsync(officer, 2, 32);
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task A_clip_that_is_cut_off_is_not_played_but_can_be_saved()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await AnswerAsync(officer.Page, [.. Grey(16).Jpeg(), .. Grey(32).Jpeg()[..^40]]);
        await officer.GoAsync("alerts/" + Sample(1).Id);
        await officer.Button("查看证据 1").ClickAsync();
        await officer.InWindow("查看").ClickAsync();
        await Expect(officer.Window.GetByRole(AriaRole.Link, new() { Name = "保存" })).ToBeVisibleAsync();
        await Expect(officer.InWindow("播放")).ToHaveCountAsync(0);
    }

    private static TestPicture Grey(int width) => new(width, 16, [.. Enumerable.Repeat((byte)128, width * 16 * 3)]);

    private static async Task AnswerAsync(IPage page, byte[] clip)
    {
        await GrpcWeb.AnswerAsync(page, "Alerts/Get", new GetAlertResponse { Alert = new Alert(Sample(1)) { Evidence = { Id } } });
        await GrpcWeb.AnswerAsync(page, "Evidence/View",
            new ViewEvidenceResponse { Header = new EvidenceHeader { MediaType = "video/x-motion-jpeg", Bytes = (uint)clip.Length, TakenAt = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch) } },
            new ViewEvidenceResponse { Chunk = ByteString.CopyFrom(clip) });
    }

    private static async Task ExpectPictureAsync(ConsoleReader officer, int number, int width)
    {
        ILocator picture = officer.Window.GetByRole(AriaRole.Img, new() { Name = $"第 {number} 张，共 3 张" });
        await Expect(picture).ToBeVisibleAsync();
        await Expect(picture).ToHaveJSPropertyAsync("naturalWidth", width);
    }

    [Fact]
    public async Task Evidence_that_the_gateway_does_not_show_is_refused_in_its_words()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await GrpcWeb.AnswerAsync(officer.Page, "Alerts/Get", new GetAlertResponse { Alert = new Alert(Sample(1)) { Evidence = { Id } } });
        await officer.GoAsync("alerts/" + Sample(1).Id);
        await officer.Button("查看证据 1").ClickAsync();
        await officer.InWindow("查看").ClickAsync();
        await Expect(officer.Window.GetByRole(AriaRole.Alert)).ToContainTextAsync("没有这份证据");
    }

    [Fact]
    public async Task Why_it_fired_is_said_in_words_and_what_is_traced_is_what_was_asked()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        Alert atDesk = new(Sample(1)) { Door = "", Person = "zhang-wei", Resource = "material/design-review", Session = "over-by-now", Workstation = "archive-ws", DecisionId = "d-9" };
        atDesk.Why.Add(Words("action", "print", "cause", "wrong_person", "factor", "face", "decision_id", "d-9", "place.workstation", "archive-ws (certificate)", "place.room", "archive", "place.badge", "vault (vault) 2026-11-23T01:02:03Z"));
        Alert atDoor = new(Sample(2)) { Door = "archive", Person = "zhang-wei", Resource = "room/archive", Why = { Words("action", "enter", "cause", "not_live") } };
        await LongLists.AnswerAsync<GetAlertRequest>(officer.Page, "Alerts/Get", GetAlertRequest.Parser, of => new GetAlertResponse { Alert = of.Id == atDesk.Id ? atDesk : atDoor });
        List<ExplainRequest> asked = [];
        await officer.Page.RouteAsync("**/secure.v1.Authorization/Explain", route =>
        {
            asked.Add(ExplainRequest.Parser.ParseFrom(route.Request.PostDataBuffer![5..]));
            return route.ContinueAsync();
        });
        await officer.SignInAsync("officer");
        await officer.GoAsync("alerts/" + atDesk.Id);
        ILocator why = officer.Page.Locator(".facts .why");
        foreach (string said in (string[])["操作：打印", "原因：是另一个已登记的人", "鉴别因素：人脸", "判定编号：d-9", "工作站：archive-ws（凭证书识别）", "工作站所在房间：档案室", "最近一次刷卡：保密室门 / 保密室 2026-11-23"])
        {
            await Expect(why).ToContainTextAsync(said);
        }
        // As the real gateway traces it; the session of then is not among those that live, and the page says what it supposes instead.
        ILocator trace = officer.Page.GetByRole(AriaRole.Region, new() { Name = "按现行策略推演判定" });
        await trace.GetByRole(AriaRole.Button, new() { Name = "推演" }).ClickAsync();
        await Expect(trace.GetByText("满足", new() { Exact = true }).First).ToBeVisibleAsync();
        await Expect(trace.GetByRole(AriaRole.Status)).ToContainTextAsync("当时的会话已结束");
        await Expect(trace).ToContainTextAsync("当时的判定见审计日志，判定编号 d-9");
        await Expect(trace.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        Assert.Equal([("over-by-now", ""), ("", "archive-ws")], asked.Select(one => (one.SessionId, one.Workstation)));
        Assert.All(asked, one => Assert.Equal(("zhang-wei", "print", "material", "design-review", 5), (one.Person, one.Item.Action, one.Item.Resource.Kind, one.Item.Resource.Id, one.Item.SupportedObligations.Count)));

        // At a door a badge asked, by other rules than those of a session.
        await officer.GoAsync("alerts/" + atDoor.Id);
        await Expect(why).ToContainTextAsync("不像真人");
        await Expect(trace).ToHaveCountAsync(0);
        Assert.Empty(officer.Complaints);
    }

    private static IEnumerable<AlertWord> Words(params string[] pairs) => pairs.Chunk(2).Select(pair => new AlertWord { Name = pair[0], Value = pair[1] });

    [Fact]
    public async Task Of_three_thousand_alerts_only_those_in_sight_are_in_the_page()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        WatchAlertsResponse many = new() { At = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()), Alerts = { Enumerable.Range(1, 3_000).Select(Sample) } };
        await GrpcWeb.AnswerAsync(officer.Page, "Alerts/Watch", many);
        await officer.SignInAsync("officer");
        await officer.GoAsync("alerts");

        await Expect(officer.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("3000");
        ILocator lines = officer.Page.Locator("button.alert-item");
        await Expect(lines.First).ToContainTextAsync("第 1 号");
        Assert.InRange(await lines.CountAsync(), 1, 60);
        await officer.Page.Locator(".virtual").EvaluateAsync("list => { list.scrollTop = list.scrollHeight; }");
        await Expect(lines.Last).ToContainTextAsync("第 3000 号");
        Assert.InRange(await lines.CountAsync(), 1, 60);
    }

    [Fact]
    public async Task Closed_alerts_are_found_by_a_search_at_the_gateway()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("alerts");
        await new TwinControl(demo.Site).AskAsync("force archive", TestContext.Current.CancellationToken);
        await officer.Page.GetByText("全部报警", new() { Exact = true }).ClickAsync();
        await officer.Page.GetByLabel("编号、代码或文字").FillAsync("door.forced");
        await officer.Button("查询").ClickAsync();
        await Expect(officer.Page.Locator("button.alert-item").First).ToContainTextAsync("门被强行打开");
        await officer.Page.GetByLabel("编号、代码或文字").FillAsync("no such alert");
        await officer.Button("查询").ClickAsync();
        await Expect(officer.Page.GetByText("没有符合条件的报警")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_new_alert_is_told_on_the_desktop_once_the_officer_allowed_it()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        // Chromium without a screen has no desktop to tell anything on.
        await officer.Page.AddInitScriptAsync("window.told = []; window.Notification = class { static permission = 'default'; static async requestPermission() { return this.permission = 'granted'; } constructor(title, { body }) { window.told.push(title + ' ' + body); } };");
        await officer.Page.ReloadAsync();
        await officer.SignInAsync("officer");
        await Expect(officer.Page.GetByText("实时 · 网关时间")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await officer.Button("启用桌面通知").ClickAsync();
        await Expect(officer.Page.GetByText("桌面通知已启用")).ToBeVisibleAsync();

        await demo.Site.SignInAsync("officer");
        CommandResult drill = await demo.Site.CtlAsync("--as", "officer", "drill", "演练桌面通知");
        Assert.True(drill.ExitCode == 0, drill.All);

        await officer.Page.WaitForFunctionAsync("() => window.told.some(text => text.includes('演练'))");
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task Alerts_that_waited_already_come_in_several_messages_and_none_of_them_calls_on_the_desktop()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.Page.AddInitScriptAsync("window.told = []; window.Notification = class { static permission = 'granted'; constructor(title, { body }) { window.told.push(body); } };");
        await officer.Page.ReloadAsync();
        // One answer for all that is asked, and another in its place later: between two of them the page could hear the real gateway.
        byte[] told = GrpcWeb.Body([.. Enumerable.Range(0, 5).Select(n => new WatchAlertsResponse { At = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()), Alerts = { Enumerable.Range(n * 64, 64).Select(Sample) } })]);
        await officer.Page.RouteAsync("**/secure.v1.Alerts/Watch", route => route.FulfillAsync(new() { Status = 200, ContentType = "application/grpc-web+proto", BodyBytes = told }));
        await officer.SignInAsync("officer");
        await officer.GoAsync("alerts");
        await Expect(officer.Page.GetByRole(AriaRole.Heading, new() { Name = "报警" }).Locator(".count-plain")).ToHaveTextAsync("320");
        await Expect(officer.Page.GetByText("桌面通知已启用")).ToBeVisibleAsync();
        // Only a page that knows the gateway's time knows what is new: it looks once a second.
        await Expect(officer.Page.Locator(".top").GetByText("网关时间")).ToBeVisibleAsync();
        Assert.Empty(await officer.Page.EvaluateAsync<string[]>("() => window.told"));

        Alert late = Sample(999);
        late.RaisedAt = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddMinutes(1));
        told = GrpcWeb.Body(new WatchAlertsResponse { At = late.RaisedAt, Alerts = { late } });
        await officer.Page.WaitForFunctionAsync("() => window.told.length > 0", null, new() { Timeout = 120_000 });
        Assert.Equal(["第 999 号"], await officer.Page.EvaluateAsync<string[]>("() => window.told"));
        Assert.Empty(officer.Complaints);
    }

    private static Alert Sample(int number) => new()
    {
        Id = $"test-{number:D5}",
        Code = "door.forced",
        Text = $"第 {number} 号 · number {number}",
        Severity = AlertSeverity.Warning,
        State = AlertState.Raised,
        Version = 1,
        Count = 1,
        Door = "vault",
        RaisedAt = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddSeconds(number)),
        AcknowledgeBy = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddYears(200)),
    };
}
