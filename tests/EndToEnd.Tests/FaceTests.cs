using Secure.TestKit;
using Secure.TestKit.Pictures;
using Installed = Secure.TestKit.Pictures.Biometrics;

namespace Secure.EndToEnd.Tests;

/// <summary>Who is it, on the real processes: consent, enrolment from files, step-up from a folder of frames, and what follows when it fails.</summary>
[Collection(nameof(RunningDemo))]
public sealed class FaceTests(RunningDemo demo)
{
    private const string Archive = "127.0.0.3";
    private static readonly string[] Ask = ["--as", "wang", "check", "read", "material", "design-review"];

    private DemoSite Site => demo.Site;

    [Fact]
    public async Task An_enrolled_face_opens_tier_two_and_another_face_ends_the_session_with_an_alert_that_names_the_place()
    {
        Assert.SkipUnless(Installed.Installed, Installed.Absent);
        Assert.SkipWhen(Portrait.Whole is null, Portrait.Absent);
        using TempFolder work = new();
        FilmedFolder.Film(work["enrol"], Portrait.Whole, 12);
        FilmedFolder.Of(work["own"], Portrait.Whole, TurnedHead.Turned(Portrait.Whole, 38), TurnedHead.Turned(Portrait.Whole, -38));
        await demo.SignInAllAsync();
        await SecondOfficer.LetEnrolAsync(Site, "wang-fang", "face");
        await DoAsync("--as", "officer", "enrol", "wang-fang", "face", "--images", work["enrol"]);

        CommandResult anew = await Site.CtlAsync("--as", "officer", "enrol", "wang-fang", "face", "--images", work["enrol"]);
        Assert.True(anew.ExitCode != 0 && anew.All.Contains("approval_required", StringComparison.Ordinal), anew.All);
        await SecondOfficer.LetEnrolAsync(Site, "wang-fang", "face");
        await DoAsync("--as", "officer", "enrol", "wang-fang", "face", "--images", work["enrol"]);

        await SignInAsync();
        CommandResult asked = await Site.CtlAsync(Ask);
        Assert.True(asked.ExitCode == 1 && asked.Output.Contains("step-up", StringComparison.Ordinal), asked.All);
        Assert.Contains("允许 · permit", await DoAsync([.. Ask, "--frames", work["own"]]), StringComparison.Ordinal);
        Assert.Contains("允许 · permit", await DoAsync(Ask), StringComparison.Ordinal);
        await FailAsync(work);
    }

    private async Task FailAsync(TempFolder work)
    {
        string? faces = Checkout.SharedData("face_lfw");
        Assert.SkipWhen(faces is null, FilmedFolder.NoOtherFace);
        FilmedFolder.OfAnother(work["other"], faces);
        await SignInAsync();
        CommandResult failed = await Site.CtlAsync([.. Ask, "--frames", work["other"]]);
        Assert.True(failed.ExitCode == 1, failed.All);
        CommandResult after = await Site.CtlAsync("--as", "wang", "whoami");
        Assert.True(after.ExitCode != 0, after.All);
        string alerts = await DoAsync("--as", "officer", "alerts", "--json");
        Assert.Contains("stepup.failed", alerts, StringComparison.Ordinal);
        Assert.Contains("archive-ws", alerts, StringComparison.Ordinal);
    }

    private async Task SignInAsync()
    {
        CommandResult done = await Site.SignInAsync("wang", Archive);
        Assert.True(done.ExitCode == 0, done.All);
    }

    private async Task<string> DoAsync(params string[] arguments)
    {
        CommandResult done = await Site.CtlAsync(arguments);
        Assert.True(done.ExitCode == 0, done.All);
        return done.Output;
    }
}
