using System.Text;
using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>A finger's way through the real processes: enrolled from files, asked for, refused to another, gone with its person.</summary>
public sealed class FingerprintTests : IAsyncLifetime
{
    private const int Own = 1, Another = 2;

    private readonly TempFolder _pictures = new();
    private DemoSite? _site;

    private DemoSite Site => _site!;

    public async ValueTask InitializeAsync() => _site = await DemoSite.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_site is not null) { await _site.DisposeAsync(); }
        _pictures.Dispose();
    }

    [Fact]
    public async Task A_finger_enrolled_from_files_proves_its_person_and_anothers_ends_the_session_with_an_alert()
    {
        string touches = Touches(Own, 5);
        await SignInAsync("officer");
        Assert.Contains("consent_required", (await EnrolAsync(touches)).All, StringComparison.Ordinal);
        await DoneAsync("--as", "officer", "consent", "zhang-wei", "fingerprint");
        CommandResult enrolled = await EnrolAsync(touches);
        Assert.True(enrolled.ExitCode == 0, enrolled.All);

        await SignInAsync("zhang");
        CommandResult passed = await ReadAsync(Picture(Own, 6), Picture(Own, 7));
        Assert.True(passed.ExitCode == 0, passed.All);
        Assert.Contains("允许 · permit", passed.Output, StringComparison.Ordinal);
        Assert.Contains("允许 · permit", (await ReadAsync()).Output, StringComparison.Ordinal);

        await SignInAsync("zhang");
        CommandResult failed = await ReadAsync(Picture(Another, 1), Picture(Another, 2), Picture(Another, 3));
        Assert.True(failed.ExitCode == 1, failed.All);
        Assert.Contains("session_required", (await ReadAsync()).All, StringComparison.Ordinal);
        CommandResult alerts = await Site.CtlAsync("--as", "officer", "alerts");
        Assert.Contains("stepup.failed", alerts.Output, StringComparison.Ordinal);
        Assert.Contains("archive-ws", alerts.Output, StringComparison.Ordinal);

        Assert.True(HoldsTemplate());
        await SignInAsync("admin");
        await DoneAsync("--as", "admin", "person", "leave", "zhang-wei", "--reason", "离职");
        Assert.False(HoldsTemplate());
    }

    private Task<CommandResult> EnrolAsync(string folder) => Site.CtlAsync("--as", "officer", "enrol", "zhang-wei", "fingerprint", "--images", folder);

    private Task<CommandResult> ReadAsync(params string[] fingers) =>
        Site.CtlAsync(["--as", "zhang", "--from", "127.0.0.3", "check", "read", "material", "design-review", .. fingers.SelectMany(f => new[] { "--finger", f })]);

    private async Task SignInAsync(string account)
    {
        CommandResult signedIn = await Site.SignInAsync(account, account == "zhang" ? "127.0.0.3" : null);
        Assert.True(signedIn.ExitCode == 0, signedIn.All);
    }

    private async Task DoneAsync(params string[] command)
    {
        CommandResult done = await Site.CtlAsync(command);
        Assert.True(done.ExitCode == 0, done.All);
    }

    private string Picture(int finger, int touch)
    {
        string file = _pictures[$"{finger}-{touch}.pgm"];
        File.WriteAllBytes(file, TestFinger.Pgm(finger, touch));
        return file;
    }

    private string Touches(int finger, int count)
    {
        string folder = Directory.CreateDirectory(_pictures["touches"]).FullName;
        for (int touch = 1; touch <= count; touch++) { File.WriteAllBytes(Path.Combine(folder, $"{touch}.pgm"), TestFinger.Pgm(finger, touch)); }
        return folder;
    }

    /// <summary>In whatever file of the store, its write-ahead log included.</summary>
    private bool HoldsTemplate() => Directory.GetFiles(Path.Combine(Site.Folder, "gateway", "store"), "store.db*")
        .Any(f => Read(f).AsSpan().IndexOf(Encoding.UTF8.GetBytes("\"Sealed\":\"")) >= 0);

    private static byte[] Read(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using MemoryStream all = new();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
