using Google.Protobuf;
using Microsoft.Playwright;
using Secure.V1;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>A window whose act runs stays until the answer has come, and what is shown once is there until somebody says that they have it.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class WindowTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    [Theory]
    [InlineData("doors/lab", "开一次门", "Doors/Unlock")]
    [InlineData("doors/lab", "封锁", "Doors/Command")]
    [InlineData("devices", "校准时钟", "Doors/SetClock")]
    public async Task A_running_act_is_not_closed_over_its_answer(string page, string act, string method)
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        TaskCompletionSource answer = new();
        DoorResult done = new() { Door = "lab", Done = true };
        IMessage told = method switch
        {
            "Doors/Unlock" => new UnlockResponse { Result = done },
            "Doors/Command" => new CommandDoorsResponse { Results = { done } },
            _ => new SetClockResponse { Result = done },
        };
        await officer.Page.RouteAsync("**/secure.v1." + method, async route =>
        {
            await answer.Task;
            await route.FulfillAsync(new() { Status = 200, ContentType = "application/grpc-web+proto", BodyBytes = GrpcWeb.Body(told) });
        });
        await officer.SignInAsync("officer");
        await officer.GoAsync(page);
        await officer.Button(act).First.ClickAsync();
        await officer.Window.GetByLabel("理由").FillAsync("检修");
        await officer.Window.Locator("button[type=submit]").ClickAsync();
        await Expect(officer.Window.Locator("button[type=submit].ant-btn-loading")).ToBeVisibleAsync();

        await officer.Page.Keyboard.PressAsync("Escape");
        await officer.Page.Mouse.ClickAsync(20, 500);
        await Expect(officer.InWindow("取消")).ToBeDisabledAsync();
        // Nor does another address, as of a notification or the browser's own keys, lead away from the answer.
        await officer.GoAsync("alerts");
        await Expect(officer.Window.GetByText("请等结果显示后再离开此页")).ToBeVisibleAsync();
        Assert.EndsWith("#/" + page, officer.Page.Url, StringComparison.Ordinal);
        answer.SetResult();

        await Expect(officer.Window.GetByText(act == "校准时钟" ? "已执行" : "已完成")).ToBeVisibleAsync();
        await officer.InWindow("关闭").Last.ClickAsync();
        await Expect(officer.Window).ToHaveCountAsync(0);
        await officer.GoAsync("alerts");
        await Expect(officer.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "报警" })).ToBeVisibleAsync();
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task Codes_that_are_shown_once_stay_until_somebody_says_that_they_have_them()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await GrpcWeb.AnswerAsync(officer.Page, "Doors/MakeBreakGlass", new MakeBreakGlassResponse { Codes = { "0123456789", "9876543210" } });
        await officer.SignInAsync("officer");
        await officer.GoAsync("doors/lab");
        await officer.Button("应急开门码").ClickAsync();
        await officer.Window.GetByLabel("理由").FillAsync("更换封存的应急码");
        await officer.InWindow("应急开门码").ClickAsync();
        await Expect(officer.Window.GetByText("9876543210")).ToBeVisibleAsync();

        await officer.Page.Keyboard.PressAsync("Escape");
        await officer.Page.Mouse.ClickAsync(20, 500);
        await Expect(officer.InWindow("关闭")).ToHaveCountAsync(0);
        await officer.Page.GoBackAsync();
        await Expect(officer.Window.GetByText("请先记下并关闭此窗口")).ToBeVisibleAsync();
        await Expect(officer.Window.GetByText("9876543210")).ToBeVisibleAsync();
        await officer.InWindow("我已记下，关闭").ClickAsync();
        await Expect(officer.Window).ToHaveCountAsync(0);
        Assert.Empty(officer.Complaints);
    }
}
