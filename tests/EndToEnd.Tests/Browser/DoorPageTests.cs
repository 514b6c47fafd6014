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
    public async Task Before_a_release_each_door_says_what_it_will_make_of_it()
    {
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        WatchDoorsResponse doors = new() { At = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()) };
        foreach ((string door, DoorMode mode) in (IEnumerable<(string, DoorMode)>)[("lobby", DoorMode.LockdownThree), ("archive", DoorMode.Blocked), ("lab", DoorMode.Maintenance), ("registry", DoorMode.Secured), ("vault", DoorMode.FireRelease)])
        {
            doors.Doors.Add(new DoorState { Door = door, Mode = mode, Lock = LockState.Locked, Leaf = LeafState.Closed, Link = LinkState.Online });
        }
        await GrpcWeb.AnswerAsync(officer.Page, "Doors/Watch", doors);
        await officer.SignInAsync("officer");
        await officer.GoAsync("doors");

        await officer.Button("解除封锁").ClickAsync();
        // The controller's own table: a release ends whatever was ordered, not lockdowns alone.
        await Expect(OfDoor(officer, "大厅门")).ToContainTextAsync("恢复正常");
        await Expect(OfDoor(officer, "档案室门")).ToContainTextAsync("解除禁用，恢复正常");
        await Expect(OfDoor(officer, "实验室门")).ToContainTextAsync("结束维护，恢复正常");
        await Expect(OfDoor(officer, "机要室门")).ToContainTextAsync("未封锁，保持不变");
        await Expect(OfDoor(officer, "保密室门")).ToContainTextAsync("保持释放");
        await officer.InWindow("取消").ClickAsync();
        await officer.Button("封锁").ClickAsync();
        await Expect(OfDoor(officer, "大厅门")).ToContainTextAsync("已封锁，保持不变");
        await Expect(OfDoor(officer, "保密室门")).ToContainTextAsync("释放结束后才封锁");
        Assert.Empty(officer.Complaints);
    }

    private static ILocator OfDoor(ConsoleReader officer, string name) => officer.Window.GetByRole(AriaRole.Listitem).Filter(new() { HasText = name });

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

    [Fact]
    public async Task An_officer_sees_what_a_doors_camera_sees_now_and_both_the_picture_and_the_look_at_it_stand_in_the_log()
    {
        CancellationToken limit = TestContext.Current.CancellationToken;
        await using ConsoleReader officer = await chromium.OpenAsync(demo.Site);
        await officer.SignInAsync("officer");
        await officer.GoAsync("doors/archive");
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(limit);
        Task filming = FilmAsync(Path.Combine(demo.Site.Folder, "cameras", "archive"), over.Token);
        await officer.Button("现场截图").ClickAsync();
        await officer.Window.GetByLabel("理由").FillAsync("有人敲门");
        ILocator picture = officer.Window.GetByRole(AriaRole.Img, new() { Name = "第 1 张，共 1 张" });
        // In its first seconds the demo's agent has not told of itself yet, and is said not to be reached.
        ILocator refusal = officer.Window.GetByText("失联");
        for (int tries = 0; tries < 30 && !await picture.IsVisibleAsync(); tries++)
        {
            await officer.InWindow("拍摄").ClickAsync();
            await Expect(picture.Or(refusal).First).ToBeVisibleAsync(new() { Timeout = 60_000 });
            if (await refusal.IsVisibleAsync()) { await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, limit); }
        }

        await Expect(picture).ToBeVisibleAsync();
        await Expect(officer.Window).ToContainTextAsync(new Regex("拍摄于 .*[0-9]{2}:[0-9]{2}"));
        foreach (string account in new[] { "officer", "auditor" }) { Assert.Equal(0, (await demo.Site.SignInAsync(account)).ExitCode); }
        CommandResult log = await demo.Site.CtlAsync("--as", "auditor", "audit", "query", "--door", "archive", "--json");
        Assert.True(log.Output.Contains("door.snapshot", StringComparison.Ordinal) && log.Output.Contains("clip.kept", StringComparison.Ordinal), log.All);
        string file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "now.jpg");
        CommandResult taken = await demo.Site.CtlAsync("--as", "officer", "snapshot", "archive", "--reason", "有人敲门", "--out", file);
        Assert.True(taken.ExitCode == 0, taken.All);
        Assert.Equal(new byte[] { 0xFF, 0xD8 }, (await File.ReadAllBytesAsync(file, limit))[..2]);
        await over.CancelAsync();
        await filming;
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        Assert.Empty(officer.Complaints);
    }

    /// <summary>A camera's grabber: a new picture now and then, an old one taken away, until it is told to stop.</summary>
    internal static async Task FilmAsync(string folder, CancellationToken over)
    {
        byte[] jpeg = new TestPicture(64, 48, new byte[64 * 48 * 3]).Toned(_ => 120).Jpeg();
        Queue<string> taken = new();
        while (!over.IsCancellationRequested)
        {
            string name = Path.Combine(folder, TimeProvider.System.GetUtcNow().Ticks.ToString("D20", System.Globalization.CultureInfo.InvariantCulture));
            await File.WriteAllBytesAsync(name + ".new", jpeg, CancellationToken.None);
            File.Move(name + ".new", name + ".jpg");
            taken.Enqueue(name + ".jpg");
            if (taken.Count > 20) { File.Delete(taken.Dequeue()); }
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        foreach (string old in taken) { File.Delete(old); }
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
