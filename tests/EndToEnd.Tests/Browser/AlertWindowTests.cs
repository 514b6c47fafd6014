using Microsoft.Playwright;
using Secure.V1;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>An alert that is open on the page, while something else happens: another one calls, the line fails, a colleague acts.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class AlertWindowTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private const float PatientMs = 120_000;

    [Fact]
    public async Task An_acts_window_says_whose_it_is_and_never_goes_over_to_another_alert()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await AlertSample.TellAsync(officer.Page, AlertSample.Raised(1), AlertSample.Raised(2));
        await officer.SignInAsync("officer");
        await officer.GoAsync("alerts/19700101-0002");
        await Expect(Detail(officer).GetByRole(AriaRole.Heading, new() { Name = "第 2 号" })).ToBeVisibleAsync();
        await officer.GoAsync("alerts/19700101-0001");
        await officer.Button("备注").ClickAsync();
        await Expect(officer.Window.Locator(".ant-modal-title")).ToContainTextAsync("第 1 号");
        await Expect(officer.Window.Locator(".ant-modal-title")).ToContainTextAsync("19700101-0001");
        await officer.Window.GetByRole(AriaRole.Textbox).FillAsync("写给第 1 号");
        await LeavesOnlyWhenSaidAsync(officer, "写给第 1 号");

        await officer.Page.GoBackAsync();

        await Expect(Detail(officer).GetByRole(AriaRole.Heading, new() { Name = "第 2 号" })).ToBeVisibleAsync();
        await Expect(officer.Window).ToHaveCountAsync(0);
        await officer.Page.GoForwardAsync();
        await Expect(Detail(officer).GetByRole(AriaRole.Heading, new() { Name = "第 1 号" })).ToBeVisibleAsync();
        await Expect(officer.Window).ToHaveCountAsync(0);
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task A_late_answer_does_not_bring_back_an_alert_that_a_colleague_has_closed_meanwhile()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        Alert now = new(AlertSample.Raised(1)) { Version = 3, State = AlertState.Acknowledged };
        AlertSample sample = await AlertSample.TellAsync(officer.Page, now);
        TaskCompletionSource answer = new();
        await officer.Page.RouteAsync("**/secure.v1.Alerts/AddNote", async route =>
        {
            await answer.Task;
            await route.FulfillAsync(new() { Status = 200, ContentType = "application/grpc-web+proto", BodyBytes = GrpcWeb.Body(new AddAlertNoteResponse { Alert = new Alert(now) { Version = 4 } }) });
        });
        await officer.SignInAsync("officer");
        await officer.GoAsync("alerts/" + now.Id);
        await officer.Button("备注").ClickAsync();
        await officer.Window.GetByRole(AriaRole.Textbox).FillAsync("门外无人");
        await officer.InWindow("备注").ClickAsync();
        sample.Put(new Alert(now) { Version = 5, State = AlertState.FalseAlarm });
        ILocator open = officer.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).Locator(".count-plain");
        await Expect(open).ToHaveTextAsync("0", new() { Timeout = PatientMs });
        // The stream tells a close once, and from here on says nothing that would mend the page.
        await officer.Page.RouteAsync("**/secure.v1.Alerts/Watch", _ => Task.CompletedTask);
        answer.SetResult();

        await Expect(officer.Window).ToHaveCountAsync(0);
        await Expect(open).ToHaveTextAsync("0");
        await Expect(officer.Page.Locator("button.alert-item")).ToHaveCountAsync(0);
        await Expect(Detail(officer).Locator(".chips")).ToContainTextAsync("误报");
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task What_was_typed_stays_when_the_alert_cannot_be_read_and_it_is_read_again_when_asked_and_by_itself()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        AlertSample sample = await AlertSample.TellAsync(officer.Page, AlertSample.Raised(1));
        await officer.SignInAsync("officer");
        await officer.GoAsync("alerts/19700101-0001");
        await officer.Button("备注").ClickAsync();
        ILocator typed = officer.Window.GetByRole(AriaRole.Textbox), failure = Detail(officer).GetByRole(AriaRole.Alert);
        await typed.FillAsync("门外无人");

        // A new version is read anew, which fails.
        sample.Reads = false;
        sample.Put(new Alert(AlertSample.Raised(1)) { Version = 2, State = AlertState.Acknowledged });
        await Expect(failure).ToHaveCountAsync(1, new() { Timeout = PatientMs });
        await Expect(typed).ToHaveValueAsync("门外无人");
        await officer.InWindow("取消").ClickAsync();
        await Expect(Detail(officer).Locator(".chips")).ToContainTextAsync("已签收");
        sample.Reads = true;
        await failure.GetByRole(AriaRole.Button, new() { Name = "重试" }).ClickAsync();
        await Expect(failure).ToHaveCountAsync(0);

        sample.Reads = false;
        sample.Put(new Alert(AlertSample.Raised(1)) { Version = 3, State = AlertState.Acknowledged });
        await Expect(failure).ToHaveCountAsync(1, new() { Timeout = PatientMs });
        sample.Streams = false;
        await Expect(officer.Page.GetByText("起没有收到更新")).ToBeVisibleAsync(new() { Timeout = PatientMs });
        (sample.Reads, sample.Streams) = (true, true);
        await Expect(failure).ToHaveCountAsync(0, new() { Timeout = PatientMs });
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task Among_all_alerts_one_stands_as_it_stands_now_also_after_a_colleague_has_closed_it()
    {
        string what = "同事演练 " + Guid.NewGuid().ToString("N")[..8];
        await demo.Site.SignInAsync("officer");
        CommandResult drill = await demo.Site.CtlAsync("--as", "officer", "drill", what, "--room", "archive");
        Assert.True(drill.ExitCode == 0, drill.All);
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("alerts");
        await officer.Page.GetByText("全部报警", new() { Exact = true }).ClickAsync();
        await officer.Page.GetByLabel("编号、代码或文字").FillAsync(what);
        await officer.Button("查询").ClickAsync();
        ILocator line = officer.Page.Locator("button.alert-item");
        await Expect(line).ToHaveCountAsync(1);
        await Expect(line).ToContainTextAsync("未签收");
        await Expect(line).ToContainTextAsync("剩余");
        await line.ClickAsync();
        string id = officer.Page.Url[(officer.Page.Url.LastIndexOf('/') + 1)..];

        await officer.Button("签收").ClickAsync();
        await Expect(line).ToContainTextAsync("已签收");
        CommandResult closed = await demo.Site.CtlAsync("--as", "officer", "false-alarm", id, "--reason", "演练结束");
        Assert.True(closed.ExitCode == 0, closed.All);

        await Expect(line).ToContainTextAsync("误报", new() { Timeout = PatientMs });
        await Expect(line).Not.ToContainTextAsync("剩余");
        Assert.Empty(officer.Complaints);
    }

    /// <summary>A click beside closes nothing; Escape and the cross ask first, and who keeps it writes on.</summary>
    private static async Task LeavesOnlyWhenSaidAsync(ConsoleReader officer, string written)
    {
        ILocator typed = officer.Window.GetByRole(AriaRole.Textbox), asked = officer.Window.GetByText("要放弃已填写的内容吗");
        await officer.Page.Mouse.ClickAsync(20, 500);
        await Expect(typed).ToHaveValueAsync(written);
        await Expect(asked).ToHaveCountAsync(0);
        await officer.Page.Keyboard.PressAsync("Escape");
        await Expect(asked).ToBeVisibleAsync();
        await officer.InWindow("继续填写").ClickAsync();
        await Expect(asked).ToHaveCountAsync(0);
        await Expect(typed).ToBeFocusedAsync();
        await officer.Window.Locator(".ant-modal-close").ClickAsync();
        await officer.InWindow("放弃").ClickAsync();
        await Expect(officer.Window).ToHaveCountAsync(0);
        await officer.Button("备注").ClickAsync();
        await typed.FillAsync(written);
    }

    private static ILocator Detail(ConsoleReader reader) => reader.Page.Locator(".split-detail");
}
