using Microsoft.Playwright;
using Secure.TestKit;
using Secure.TestKit.Pictures;
using static Microsoft.Playwright.Assertions;
using Installed = Secure.TestKit.Pictures.Biometrics;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>A face is enrolled before an officer's camera: consent first, nothing kept before the end.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class EnrolmentPageTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>
{
    /// <summary>One look of the engine may take seconds on a slow machine.</summary>
    private const float SamplesMs = 180_000;

    /// <summary>A prime: the page takes pictures at its own pace and meets another one each time.</summary>
    private const int Frames = 31;

    private const string SendSample = "**/secure.v1.Biometrics/SendSample";

    private DemoSite Site => demo.Site;

    [Fact]
    public async Task A_face_is_enrolled_after_consent_and_a_cancelled_or_unplugged_camera_leaves_nothing()
    {
        Assert.SkipUnless(Installed.Installed, Installed.Absent);
        Assert.SkipWhen(Portrait.Whole is null, Portrait.Absent);
        using TempFolder work = new();
        await File.WriteAllBytesAsync(work["person.mjpeg"], Film(Portrait.Whole), TestContext.Current.CancellationToken);
        // Another test may have enrolled the same face: who has not agreed is not enrolled either.
        await Site.SignInAsync("officer");
        await SecondOfficer.LetEnrolAsync(Site, "wang-fang", "face");
        await Site.CtlAsync("--as", "officer", "consent", "wang-fang", "face", "--withdraw");
        await using ConsoleReader officer = await chromium.WithCameraAsync(Site, Site.Port, allowed: true, work["person.mjpeg"]);
        await officer.SignInAsync("officer");
        await officer.GoAsync("people/wang-fang");
        await officer.Button("录入人脸").ClickAsync();
        await ConsentAsync(officer);

        await BeginAsync(officer);
        await officer.Button("取消").ClickAsync();
        Task answered = await HoldAfterAsync(officer, samples: 2);
        await BeginAsync(officer);
        await answered.WaitAsync(TimeSpan.FromMilliseconds(SamplesMs), TimeProvider.System, TestContext.Current.CancellationToken);
        await UnplugAsync(officer);
        await NothingKeptAsync(officer);

        await BeginAsync(officer);
        await Expect(officer.Page.GetByText("已录入", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = SamplesMs });
        await Expect(officer.Page.Locator("video")).ToHaveCountAsync(0);
        await officer.Page.GetByRole(AriaRole.Link, new() { Name = "返回此人" }).First.ClickAsync();
        await Expect(Face(officer)).ToContainTextAsync("录入于");
        await Face(officer).GetByRole(AriaRole.Button, new() { Name = "撤回同意" }).ClickAsync();
        await officer.InWindow("撤回同意").ClickAsync();
        await Expect(Face(officer)).ToContainTextAsync("未同意");
        await Expect(Face(officer)).Not.ToContainTextAsync("录入于");
        Assert.Empty(officer.Complaints);
    }

    private static async Task ConsentAsync(ConsoleReader officer)
    {
        await Expect(officer.Page.GetByText("先取得本人同意")).ToBeVisibleAsync();
        await Expect(officer.Button("打开摄像头")).ToHaveCountAsync(0);
        await Expect(officer.Button("记录同意")).ToBeDisabledAsync();
        await officer.Page.GetByRole(AriaRole.Checkbox).CheckAsync();
        await officer.Button("记录同意").ClickAsync();
    }

    private static async Task BeginAsync(ConsoleReader officer)
    {
        await officer.Button("打开摄像头").Or(officer.Button("重试")).ClickAsync();
        await officer.Button("开始").ClickAsync();
        await Expect(officer.Page.GetByRole(AriaRole.Progressbar)).ToBeVisibleAsync();
    }

    /// <summary>In the midst of it, however quick the engine is: later samples get no answer.</summary>
    /// <returns>Ends when the page has asked for one more than were answered.</returns>
    private static async Task<Task> HoldAfterAsync(ConsoleReader officer, int samples)
    {
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int sent = 0;
        await officer.Page.RouteAsync(SendSample, route =>
        {
            if (Interlocked.Increment(ref sent) <= samples) { return route.ContinueAsync(); }
            held.TrySetResult();
            return Task.CompletedTask;
        });
        return held.Task;
    }

    private static async Task UnplugAsync(ConsoleReader officer)
    {
        await officer.Page.EvaluateAsync("() => document.querySelector('video').srcObject.getVideoTracks()[0].dispatchEvent(new Event('ended'))");
        await Expect(officer.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("没有保存任何样本");
        await officer.Page.UnrouteAsync(SendSample);
    }

    /// <summary>The consent stands, and there is no template.</summary>
    private static async Task NothingKeptAsync(ConsoleReader officer)
    {
        await officer.GoAsync("people/wang-fang");
        await Expect(Face(officer)).ToContainTextAsync("已同意");
        await Expect(Face(officer)).Not.ToContainTextAsync("录入于");
        await Face(officer).GetByRole(AriaRole.Button, new() { Name = "录入人脸" }).ClickAsync();
    }

    private static ILocator Face(ConsoleReader officer) => officer.Page.GetByRole(AriaRole.Region, new() { Name = "人脸", Exact = true });

    /// <summary>In the shape of a camera's picture, moved a little and toned, as a head that nobody holds.</summary>
    private static byte[] Film(TestPicture portrait) =>
        [.. Enumerable.Range(0, Frames).SelectMany(i => portrait.Moved(640, 480, (x, y) => (x - 64 + i % 5 - 2, y + i % 3 - 1)).Toned(p => p * (0.9 + 0.004 * i)).Jpeg())];
}
