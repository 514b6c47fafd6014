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
        Film(Directory.CreateDirectory(work["enrol"]).FullName, Portrait.Whole, 12);
        FilmOf(work["own"], Portrait.Whole, TurnedHead.Turned(Portrait.Whole, 38), TurnedHead.Turned(Portrait.Whole, -38));
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
        if (Checkout.SharedData("face_lfw") is not { } faces) { TestContext.Current.TestOutputHelper?.WriteLine("skipped in part: no face pictures beside the checkout"); return; }
        TestPicture front = Face(faces, "16"), turned = Face(faces, "26");
        FilmOf(work["other"], front, turned.Mirrored(), turned);
        await SignInAsync();
        CommandResult failed = await Site.CtlAsync([.. Ask, "--frames", work["other"]]);
        Assert.True(failed.ExitCode == 1, failed.All);
        CommandResult after = await Site.CtlAsync("--as", "wang", "whoami");
        Assert.True(after.ExitCode != 0, after.All);
        string alerts = await DoAsync("--as", "officer", "alerts", "--json");
        Assert.Contains("stepup.failed", alerts, StringComparison.Ordinal);
        Assert.Contains("archive-ws", alerts, StringComparison.Ordinal);
    }

    private static TestPicture Face(string folder, string number) => TestPicture.FromJpeg(File.ReadAllBytes(Path.Combine(folder, "Roh_Moo-hyun", $"Roh_Moo-hyun_00{number}.jpg")));

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

    private static void FilmOf(string folder, TestPicture front, TestPicture left, TestPicture right)
    {
        Film(Path.Combine(folder, "front"), front, 110);
        Film(Path.Combine(folder, "left"), left, 110);
        Film(Path.Combine(folder, "right"), right, 110);
    }

    /// <summary>No two frames alike: a little moved and toned, as a head that nobody holds.</summary>
    private static void Film(string folder, TestPicture picture, int frames)
    {
        Directory.CreateDirectory(folder);
        for (int i = 0; i < frames; i++)
        {
            int across = i % 5 - 2, down = i / 5 % 5 - 2, tone = i;
            byte[] frame = picture.Moved(picture.Width, picture.Height, (x, y) => (x + across, y + down)).Toned(p => p * (0.9 + 0.002 * tone)).Jpeg();
            File.WriteAllBytes(Path.Combine(folder, $"{i:000}.jpg"), frame);
        }
    }
}
