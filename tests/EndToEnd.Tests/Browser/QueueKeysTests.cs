using Google.Protobuf;
using Microsoft.Playwright;
using Secure.V1;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>The queue's own keys: J, K, Enter, A, R and ?, each for the alert that is chosen and none while somebody writes.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class QueueKeysTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly Alert Handled = new(AlertSample.Raised(3)) { State = AlertState.Handling, Owner = "li-officer" };

    [Fact]
    public async Task J_and_k_lead_through_the_queue_to_its_ends_and_enter_into_the_alert()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await OpenAsync(officer);
        foreach ((string key, int at) in new[] { ("j", 1), ("j", 2), ("j", 3), ("j", 3), ("k", 2), ("k", 1), ("k", 1), ("J", 2) })
        {
            await officer.Page.Keyboard.PressAsync(key);
            await ExpectAtAsync(officer, at);
        }
        ILocator detail = AlertSteps.Detail(officer);
        await Expect(detail).Not.ToBeFocusedAsync();
        await officer.Page.Keyboard.PressAsync("Enter");
        await Expect(detail).ToBeFocusedAsync();
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task A_acknowledges_the_chosen_alert_once_and_r_resolves_only_what_is_handled()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        AlertSample sample = await OpenAsync(officer);
        Alert acknowledged = new(AlertSample.Raised(2)) { Version = 2, State = AlertState.Acknowledged }, resolved = new(Handled) { Version = 2, State = AlertState.Resolved };
        List<AcknowledgeAlertRequest> acknowledges = await CallsAsync(officer, "Acknowledge", AcknowledgeAlertRequest.Parser, new AcknowledgeAlertResponse { Alert = acknowledged }, () => sample.Put(acknowledged));
        List<ResolveAlertRequest> resolves = await CallsAsync(officer, "Resolve", ResolveAlertRequest.Parser, new ResolveAlertResponse { Alert = resolved }, () => sample.Put(resolved));
        await officer.GoAsync("alerts/19700101-0002");
        await ExpectAtAsync(officer, 2);
        await officer.Page.Keyboard.PressAsync("r");
        await Expect(officer.Page.GetByText("须先处置再办结").First).ToBeVisibleAsync();
        await officer.Page.Keyboard.PressAsync("a");
        await Expect(AlertSteps.Detail(officer).Locator(".chips")).ToContainTextAsync("已签收");
        await officer.Page.Keyboard.PressAsync("a");

        await officer.GoAsync("alerts/19700101-0003");
        await ExpectAtAsync(officer, 3);
        await officer.Page.Keyboard.PressAsync("r");
        await Expect(officer.Window.Locator(".ant-modal-title")).ToContainTextAsync("办结");
        // The window's field takes them as letters.
        ILocator reason = officer.Window.GetByRole(AriaRole.Textbox);
        await Expect(reason).ToBeFocusedAsync();
        await officer.Page.Keyboard.TypeAsync("jkar?");
        await Expect(reason).ToHaveValueAsync("jkar?");
        await officer.InWindow("办结").PressAsync("Enter");
        await Expect(officer.Window).ToHaveCountAsync(0);
        await Expect(AlertSteps.Detail(officer).Locator(".chips")).ToContainTextAsync("已办结");

        Assert.Equal("19700101-0002", Assert.Single(acknowledges).Id);
        ResolveAlertRequest sent = Assert.Single(resolves);
        Assert.Equal(("19700101-0003", "jkar?"), (sent.Id, sent.Reason));
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task The_question_mark_tells_every_key_and_none_counts_under_a_window_or_in_a_search()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await OpenAsync(officer);
        await officer.Page.Keyboard.PressAsync("j");
        await ExpectAtAsync(officer, 1);
        await officer.Page.Keyboard.PressAsync("?");
        await Expect(officer.Window.Locator("kbd")).ToHaveTextAsync(["J", "K", "A", "R", "Enter", "?"]);
        await officer.Page.Keyboard.PressAsync("j");
        await officer.Page.Keyboard.PressAsync("Escape");
        await Expect(officer.Window).ToHaveCountAsync(0);
        await ExpectAtAsync(officer, 1);

        ILocator search = officer.Page.GetByLabel("编号、文字、地点或人员编号");
        await search.FocusAsync();
        await officer.Page.Keyboard.TypeAsync("jk?");
        await Expect(search).ToHaveValueAsync("jk?");
        await Expect(officer.Window).ToHaveCountAsync(0);
        Assert.EndsWith("#/alerts/19700101-0001", officer.Page.Url, StringComparison.Ordinal);
        Assert.Empty(officer.Complaints);
    }

    /// <summary>Two that nobody acknowledged, and one that the officer handles: in this order.</summary>
    private static async Task<AlertSample> OpenAsync(ConsoleReader officer)
    {
        AlertSample sample = await AlertSample.TellAsync(officer.Page, AlertSample.Raised(1), AlertSample.Raised(2), Handled);
        await officer.SignInAsync("officer");
        await officer.GoAsync("alerts");
        await Expect(officer.Page.Locator("button.alert-item")).ToHaveCountAsync(3);
        return sample;
    }

    /// <summary>The requests that the page sends from now on, each answered with the same.</summary>
    private static async Task<List<T>> CallsAsync<T>(ConsoleReader officer, string method, MessageParser<T> parser, IMessage answer, Action done) where T : IMessage<T>
    {
        List<T> calls = [];
        await officer.Page.RouteAsync("**/secure.v1.Alerts/" + method, route =>
        {
            calls.Add(GrpcWeb.MessageOf(route.Request.PostDataBuffer!, parser));
            done();
            return route.FulfillAsync(new() { Status = 200, ContentType = "application/grpc-web+proto", BodyBytes = GrpcWeb.Body(answer) });
        });
        return calls;
    }

    private static async Task ExpectAtAsync(ConsoleReader officer, int number)
    {
        await Expect(officer.Page.Locator("button.alert-item[aria-current=true]")).ToContainTextAsync($"第 {number} 号");
        await Expect(AlertSteps.Detail(officer).GetByRole(AriaRole.Heading, new() { Name = $"第 {number} 号" })).ToBeVisibleAsync();
        Assert.EndsWith($"#/alerts/19700101-{number:D4}", officer.Page.Url, StringComparison.Ordinal);
    }
}
