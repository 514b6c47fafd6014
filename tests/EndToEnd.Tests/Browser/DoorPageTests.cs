using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Playwright;
using Secure.TestKit.Pictures;
using Secure.V1;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>One door's page: what its rules say, what happened there, and what an officer asks of it.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class DoorPageTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_door_shows_its_rules_and_what_happened_there_is_blocked_and_goes_through_maintenance()
    {
        await new TwinControl(demo.Site).BadgeAsync("archive", "1002", TestContext.Current.CancellationToken);
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("doors/archive");
        ILocator detail = officer.Page.Locator(".split-detail");
        await Expect(detail).ToContainTextAsync("research-enters-the-archive");
        await Expect(detail).ToContainTextAsync("每天 00:00–24:00");
        ILocator entry = detail.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "准许进入" }).First;
        await Expect(entry).ToContainTextAsync(new Regex("王芳|wang-fang"));

        await OrderAsync(officer, "禁用");
        await Expect(detail.Locator(".chips").First).ToContainTextAsync("禁用");
        await OrderAsync(officer, "恢复正常");
        await OrderAsync(officer, "开始维护");
        await Expect(detail.Locator(".chips").First).ToContainTextAsync("维护");
        await OrderAsync(officer, "恢复正常");
        await Expect(detail.Locator(".chips").First).ToContainTextAsync("正常");
        await officer.Button("刷新").ClickAsync();
        await Expect(detail.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "指令已执行" }).First).ToBeVisibleAsync();
        Assert.Empty(officer.Complaints);
    }

    [Fact]
    public async Task A_clip_that_was_kept_of_a_door_is_viewed_from_what_happened_there()
    {
        string id = new('b', 64);
        byte[] clip = new TestPicture(16, 16, new byte[16 * 16 * 3]).Jpeg();
        Timestamp at = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch);
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await GrpcWeb.AnswerAsync(officer.Page, "Doors/History", new DoorHistoryResponse { Happenings = { new DoorHappening { LogIndex = 1, At = at, Kind = "clip.kept", Evidence = { id } } } });
        await GrpcWeb.AnswerAsync(officer.Page, "Evidence/View",
            new ViewEvidenceResponse { Header = new EvidenceHeader { MediaType = "video/x-motion-jpeg", Bytes = (uint)clip.Length, TakenAt = at } }, new ViewEvidenceResponse { Chunk = ByteString.CopyFrom(clip) });
        await officer.GoAsync("doors/archive");

        await officer.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "录像片段已保存" }).GetByRole(AriaRole.Button).ClickAsync();
        await officer.InWindow("查看").ClickAsync();

        await Expect(officer.Window.GetByRole(AriaRole.Img, new() { Name = "第 1 张，共 1 张" })).ToBeVisibleAsync();
    }

    /// <summary>Asks, and sees that the door did it.</summary>
    private static async Task OrderAsync(ConsoleReader officer, string order)
    {
        await officer.Button(order).ClickAsync();
        await officer.Window.GetByLabel("理由").FillAsync("检修");
        await officer.InWindow(order).ClickAsync();
        await Expect(officer.Window.GetByText("已完成")).ToBeVisibleAsync();
        await officer.InWindow("关闭").Last.ClickAsync();
        await Expect(officer.Window).ToHaveCountAsync(0);
    }
}
