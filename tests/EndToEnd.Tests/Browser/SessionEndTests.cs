using Google.Protobuf.WellKnownTypes;
using Microsoft.Playwright;
using Secure.V1;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>A desk's session ends after twelve hours: it is told so in time, and a desk that alerts no longer come to does not fall silent.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class SessionEndTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    private const float PatientMs = 120_000;

    [Fact]
    public async Task Before_its_session_ends_a_desk_is_told_so_and_signs_in_anew_without_leaving_its_page()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await AlertCallTests.CountTonesAsync(officer);
        bool near = true;
        await GrpcWeb.ChangeAsync(officer.Page, "Identity/WhoAmI", WhoAmIResponse.Parser, answer =>
        {
            if (near) { answer.Session.ExpiresAt = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddMinutes(4)); }
        });
        await officer.SignInAsync("officer");
        await officer.GoAsync("alerts");
        await Expect(officer.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "届时页面关闭，报警也不再送达" })).ToBeVisibleAsync(new() { Timeout = PatientMs });
        if (EveryPageTests.Pictures is { } folder) { await officer.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, "officer-session-ends.png") }); }
        await officer.Button("启用报警声音").ClickAsync();
        await officer.Page.WaitForFunctionAsync("() => window.tones >= 1", null, new() { Timeout = PatientMs });

        await officer.Button("重新登录").ClickAsync();
        await officer.Window.GetByLabel("口令").FillAsync("not the password");
        await officer.InWindow("登录").ClickAsync();
        await Expect(officer.Window.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        near = false;
        await officer.Window.GetByLabel("口令").FillAsync((await File.ReadAllTextAsync(demo.Site.Secret("officer.password"), TestContext.Current.CancellationToken)).Trim());
        await officer.InWindow("登录").ClickAsync();

        await Expect(officer.Page.GetByText("届时页面关闭，报警也不再送达")).ToHaveCountAsync(0, new() { Timeout = PatientMs });
        await Expect(officer.Window).ToHaveCountAsync(0);
        await Expect(officer.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "报警" })).ToBeVisibleAsync();
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task A_desk_with_its_sound_on_that_alerts_no_longer_come_to_says_so_and_sounds_until_somebody_hears()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await AlertCallTests.CountTonesAsync(officer);
        await officer.SignInAsync("officer");
        await officer.GoAsync("doors");
        await officer.Button("启用报警声音").ClickAsync();
        await Expect(officer.Page.GetByText("报警声音已启用")).ToBeVisibleAsync();
        // As where the session has reached its longest time: nothing that the page still holds is worth anything.
        await officer.Page.RouteAsync("**/secure.v1.*/*", route => route.FulfillAsync(new() { Status = 200, ContentType = "application/grpc-web+proto", Headers = new Dictionary<string, string> { ["grpc-status"] = "16", ["grpc-message"] = "ended" } }));

        await Expect(officer.Page.GetByText("此工作站已不再接收报警")).ToBeVisibleAsync(new() { Timeout = PatientMs });
        await officer.Page.WaitForFunctionAsync("() => window.tones >= 2", null, new() { Timeout = PatientMs });
        if (EveryPageTests.Pictures is { } folder) { await officer.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, "officer-unwatched.png") }); }
        await officer.Button("停止响铃").ClickAsync();
        await Expect(officer.Button("停止响铃")).ToHaveCountAsync(0);

        // Whoever signs in here has the sound as it was.
        await officer.Page.UnrouteAllAsync();
        await officer.SignInAsync("officer");
        await Expect(officer.Page.GetByText("报警声音已启用")).ToBeVisibleAsync();
        Assert.Empty(officer.Complaints);
    }
}
