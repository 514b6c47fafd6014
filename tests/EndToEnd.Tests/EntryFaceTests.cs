using System.Globalization;
using System.Text.Json;
using Secure.TestKit;
using Secure.TestKit.Pictures;
using Installed = Secure.TestKit.Pictures.Biometrics;

namespace Secure.EndToEnd.Tests;

/// <summary>A door that asks for a badge and a face, on the real processes: somebody stands in front of its camera and does what the reader asks.</summary>
public sealed class EntryFaceTests : IAsyncLifetime
{
    private const string WangsBadge = "1002";

    private readonly TempFolder _work = new();
    private DemoSite? _site;

    private DemoSite Site => _site!;

    private TwinControl Twin => new(Site);

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (!Installed.Installed || Portrait.Whole is null) { return; }
        string folder = Directory.CreateTempSubdirectory("demo-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "site.yaml"), SiteText(), Limit);
        _site = await DemoSite.StartAsync(folder);
    }

    public async ValueTask DisposeAsync()
    {
        if (_site is not null) { await _site.DisposeAsync(); }
        _work.Dispose();
    }

    [Fact]
    public async Task The_owners_face_opens_the_door_and_another_face_is_refused_with_an_alert_that_names_the_door()
    {
        Assert.SkipUnless(Installed.Installed, Installed.Absent);
        Assert.SkipWhen(Portrait.Whole is null, Portrait.Absent);
        await EnrolAsync(Portrait.Whole);

        Assert.Equal("none", (await Twin.AskAsync($"badge archive {WangsBadge} nowalk wait=500", Limit)).GetProperty("outcome").GetString());
        Assert.True(await VisitAsync(new Film(Portrait.Whole, TurnedHead.Turned(Portrait.Whole, 38), TurnedHead.Turned(Portrait.Whole, -38)), 45), Site.Logs());

        string? faces = Checkout.SharedData("face_lfw");
        Assert.SkipWhen(faces is null, FilmedFolder.NoOtherFace);
        TestPicture front = FilmedFolder.Face(faces, "16"), turned = FilmedFolder.Face(faces, "26");
        Film other = new(front, turned.Mirrored(), turned);
        for (int i = 0; i < 3; i++) { Assert.False(await VisitAsync(other, 10), Site.Logs()); }
        JsonElement alert = JsonElement.Parse(await DoAsync("--as", "officer", "alerts", "--json"));
        Assert.Contains("stepup.failed", alert.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"archive\"", alert.ToString(), StringComparison.Ordinal);
        Assert.Contains("wang-fang", alert.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Badges and does in front of the camera what is asked; true where the door's strike became active.</summary>
    private async Task<bool> VisitAsync(Film film, int seconds)
    {
        await Task.Delay(TimeSpan.FromSeconds(2.5), TimeProvider.System, Limit);
        int asked = Asked().Count;
        Task<JsonElement> badge = Twin.AskAsync(string.Create(CultureInfo.InvariantCulture, $"badge archive {WangsBadge} wait={seconds}000"), Limit);
        string before = "";
        for (int i = 0; i < 400 && !badge.IsCompleted; i++)
        {
            IReadOnlyList<string> acts = Asked();
            string act = acts.Count > asked ? acts[^1] : "FaceCentre";
            if (act != before) { await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Limit); }
            before = act;
            Put(film.Next(act));
            await Task.Delay(TimeSpan.FromMilliseconds(120), TimeProvider.System, Limit);
        }
        return (await badge).GetProperty("outcome").GetString() != "none";
    }

    /// <summary>What the reader has asked for so far: as the agent writes it down.</summary>
    private IReadOnlyList<string> Asked()
    {
        using FileStream log = new(Path.Combine(Site.Folder, "log", "agent.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(log);
        return [.. reader.ReadToEnd().Split('\n').Where(l => l.Contains("archive: asks for ", StringComparison.Ordinal)).Select(l => l.Split("asks for ")[1].Split(' ')[0].Trim())];
    }

    private void Put(byte[] picture)
    {
        string name = Path.Combine(Site.Folder, "cameras", "archive", TimeProvider.System.GetUtcNow().Ticks.ToString("D20", CultureInfo.InvariantCulture));
        File.WriteAllBytes(name + ".new", picture);
        File.Move(name + ".new", name + ".jpg");
    }

    private async Task EnrolAsync(TestPicture face)
    {
        string folder = Directory.CreateDirectory(_work["enrol"]).FullName;
        Film film = new(face, face, face);
        for (int i = 0; i < 12; i++) { await File.WriteAllBytesAsync(Path.Combine(folder, $"{i:000}.jpg"), film.Next("FaceCentre"), Limit); }
        await DoAsync("--as", "officer", "consent", "wang-fang", "face");
        await DoAsync("--as", "officer", "enrol", "wang-fang", "face", "--images", folder);
    }

    private async Task<string> DoAsync(params string[] arguments)
    {
        CommandResult done = await Site.CtlAsync(arguments);
        Assert.True(done.ExitCode == 0, done.All);
        return done.Output;
    }

    /// <summary>The demo's site, with a face asked for at the archive's door.</summary>
    private static string SiteText()
    {
        string text = File.ReadAllText(Path.Combine(Checkout.Root, "firmware-config", "doors", "demo-site.yaml.in"))
            .Replace("@TODAY+400@", TimeProvider.System.GetUtcNow().AddDays(400).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.Ordinal);
        int room = text.IndexOf("\n  archive:\n", StringComparison.Ordinal), entry = text.IndexOf("entry: [badge]", room, StringComparison.Ordinal);
        return text[..entry] + "entry: [badge, face]" + text[(entry + "entry: [badge]".Length)..];
    }

    /// <summary>Pictures of a head that nobody holds, a little moved and toned: of 4,975 no two are alike, over all visits, because the gateway knows again what it was shown.</summary>
    private sealed class Film(TestPicture front, TestPicture left, TestPicture right)
    {
        private int _taken;

        public byte[] Next(string act)
        {
            TestPicture picture = act switch { "FaceLeft" => left, "FaceRight" => right, _ => front };
            int i = ++_taken, across = i % 5 - 2, down = i / 5 % 5 - 2;
            return picture.Moved(picture.Width, picture.Height, (x, y) => (x + across, y + down)).Toned(p => p * (0.85 + 0.0013 * (i % 199))).Jpeg();
        }
    }
}
