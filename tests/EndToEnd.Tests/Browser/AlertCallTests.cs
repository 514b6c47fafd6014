using Google.Protobuf.WellKnownTypes;
using Microsoft.Playwright;
using Secure.V1;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>How an alert calls for somebody: by sound until it is acknowledged, on the desktop, and louder once nobody came.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class AlertCallTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private const float PatientMs = 120_000;

    /// <summary>Counts the tones in place of playing them: no machine that tests has a loudspeaker.</summary>
    private const string Counting =
        """
        window.tones = 0;
        const node = () => ({ frequency: {}, gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect: other => other, start() { window.tones++; }, stop() {} });
        window.AudioContext = class { currentTime = 0; destination = {}; createOscillator() { return node(); } createGain() { return node(); } };
        """;

    private const string Telling = "window.told = []; window.Notification = class { static permission = 'granted'; constructor(title, { tag }) { window.told.push([tag, this]); } };";

    [Fact]
    public async Task An_alert_sounds_again_and_again_once_sound_was_turned_on_until_it_is_acknowledged()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await CountTonesAsync(officer);
        AlertSample sample = await AlertSample.TellAsync(officer.Page, AlertSample.Raised(1));
        Alert acknowledged = new(AlertSample.Raised(1)) { Version = 2, State = AlertState.Acknowledged };
        await officer.SignInAsync("officer");
        await officer.GoAsync("alerts/19700101-0001");
        await Expect(officer.Button("签收")).ToBeVisibleAsync();
        Assert.Equal(0, await TonesAsync(officer));

        await officer.Button("启用报警声音").ClickAsync();
        await Expect(officer.Page.GetByText("报警声音已启用")).ToBeVisibleAsync();
        await officer.Page.WaitForFunctionAsync("() => window.tones >= 2", null, new() { Timeout = PatientMs });

        await GrpcWeb.AnswerAsync(officer.Page, "Alerts/Acknowledge", new AcknowledgeAlertResponse { Alert = acknowledged });
        sample.Put(acknowledged);
        await officer.Button("签收").ClickAsync();
        await Expect(officer.Page.Locator(".split-detail .chips")).ToContainTextAsync("已签收");
        // What was on its way before may still come; what comes after it says that it is acknowledged.
        await Patience.UntilAsync(() => Task.FromResult(sample.Told >= 2), TimeSpan.FromMilliseconds(PatientMs), "two messages", demo.Site.Logs, TestContext.Current.CancellationToken);
        int before = await TonesAsync(officer);
        // More than two of the spans between two tones.
        await Task.Delay(TimeSpan.FromSeconds(7), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(before, await TonesAsync(officer));
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task A_click_on_a_desktop_notification_opens_its_alert_and_leaves_no_other_ones_window_open()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.Page.AddInitScriptAsync(Telling);
        await officer.Page.ReloadAsync();
        AlertSample sample = await AlertSample.TellAsync(officer.Page, AlertSample.Raised(1));
        await officer.SignInAsync("officer");
        await officer.GoAsync("alerts/19700101-0001");
        // Only a page that knows the gateway's time knows what is new.
        await Expect(officer.Page.Locator(".top").GetByText("网关时间")).ToBeVisibleAsync(new() { Timeout = PatientMs });
        await officer.Button("备注").ClickAsync();
        await officer.Window.GetByRole(AriaRole.Textbox).FillAsync("写给第 1 号");
        foreach (int number in (int[])[2, 3])
        {
            sample.Put(new Alert(AlertSample.Raised(number)) { RaisedAt = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddMinutes(number)) });
        }
        await officer.Page.WaitForFunctionAsync("() => window.told.length === 2", null, new() { Timeout = PatientMs });

        await officer.Page.EvaluateAsync("() => window.told.find(([tag]) => tag === '19700101-0002')[1].onclick()");

        await Expect(officer.Page.Locator(".split-detail").GetByRole(AriaRole.Heading, new() { Name = "第 2 号" })).ToBeVisibleAsync();
        Assert.EndsWith("#/alerts/19700101-0002", officer.Page.Url, StringComparison.Ordinal);
        await Expect(officer.Window).ToHaveCountAsync(0);
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task One_that_nobody_acknowledged_in_time_says_so_on_the_one_screen_in_the_queue_and_on_its_own_page()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        AlertSample sample = await AlertSample.TellAsync(officer.Page, AlertSample.Raised(1), AlertSample.Raised(2));
        await officer.SignInAsync("officer");
        await officer.GoAsync("overview");
        ILocator needs = officer.Page.Locator(".overview-alerts li").Filter(new() { HasText = "第 2 号" });
        await Expect(needs).ToBeVisibleAsync();
        await Expect(officer.Page.GetByText("已升级")).ToHaveCountAsync(0);

        sample.Put(new Alert(AlertSample.Raised(2)) { Version = 2, Escalated = true, Told = { "li-min" } });

        await Expect(needs).ToContainTextAsync("已升级", new() { Timeout = PatientMs });
        await Expect(officer.Page.GetByText("已升级")).ToHaveCountAsync(1);
        await officer.GoAsync("alerts/19700101-0002");
        await Expect(officer.Page.Locator("button.alert-item").Filter(new() { HasText = "第 2 号" })).ToContainTextAsync("已升级");
        await Expect(officer.Page.Locator(".split-detail .chips")).ToContainTextAsync("已升级");
        Assert.Empty(officer.Complaints);
    }

    /// <summary>From here on, in window.tones.</summary>
    internal static async Task CountTonesAsync(ConsoleReader officer)
    {
        await officer.Page.AddInitScriptAsync(Counting);
        await officer.Page.ReloadAsync();
    }

    private static Task<int> TonesAsync(ConsoleReader officer) => officer.Page.EvaluateAsync<int>("() => window.tones");
}
