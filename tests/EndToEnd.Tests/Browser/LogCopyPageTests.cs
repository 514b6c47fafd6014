using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>An exported copy that somebody brought, checked by the browser alone: the network is cut while it does.</summary>
[Collection(nameof(RunningDemo))]
[Trait("part", "browser")]
public sealed class LogCopyPageTests(RunningDemo demo, Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    /// <summary>More than a tile's, so that there is one above.</summary>
    private const int EntriesMin = 600;

    private const float WholeMs = 60_000;
    private const string Good = "与日志签名的树一致";

    private readonly string _folder = Directory.CreateTempSubdirectory("copy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_copy_of_the_log_is_checked_without_the_gateway_and_the_first_bad_entry_is_named()
    {
        await using ConsoleReader auditor = await OpenAsync();
        string copy = await ExportAsync(auditor);
        await auditor.Page.Context.SetOfflineAsync(true);

        await PickAsync(auditor, copy);
        await Expect(auditor.Page.GetByText(Good)).ToBeVisibleAsync(new() { Timeout = WholeMs });
        await Expect(auditor.Page.GetByText($"全部 {ExportedLog.Size(copy)} 条")).ToBeVisibleAsync();
        if (EveryPageTests.Pictures is { } pictures) { await auditor.Page.ScreenshotAsync(new() { Path = Path.Combine(pictures, "auditor-log-copy.png"), FullPage = true }); }

        // One byte of one entry: of the first, and of one far behind it.
        await ExpectFaultAsync(auditor, Changed(copy, "tile/entries/000", bytes => bytes[10] ^= 1), "条目被改动", "tile/entries/000", "0");
        await ExpectFaultAsync(auditor, Changed(copy, "tile/entries/001", bytes => bytes[OffsetOf(bytes, 44) + 10] ^= 1), "条目被改动", "tile/entries/001", "300");
        // The hashes beside it, of the entries and of the tiles themselves.
        await ExpectFaultAsync(auditor, Changed(copy, "tile/0/001", bytes => bytes[0] ^= 1), "副本中的哈希文件被改动", "tile/0/001", null);
        string upper = Path.GetRelativePath(copy, Directory.EnumerateFiles(Path.Combine(copy, "tile", "1"), "*", SearchOption.AllDirectories).Single());
        await ExpectFaultAsync(auditor, Changed(copy, upper, bytes => bytes[0] ^= 1), "副本中的哈希文件被改动", upper, null);
        Assert.Empty(auditor.Complaints);
    }

    [Fact]
    public async Task A_copy_that_is_not_whole_not_ours_or_meant_to_harm_is_told_apart()
    {
        await using ConsoleReader auditor = await OpenAsync();
        string copy = await ExportAsync(auditor);
        await auditor.Page.Context.SetOfflineAsync(true);

        await PickAsync(auditor, Directory.CreateDirectory(Path.Combine(_folder, "nothing")).CreateSubdirectory("tile").Parent!.FullName, "read me");
        await Expect(auditor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("找不到 checkpoint 文件");
        string cut = Copied(copy);
        File.Delete(Path.Combine(cut, "tile/entries/001"));
        await ExpectFaultAsync(auditor, cut, "缺少文件", "tile/entries/001", "256");
        await ExpectFaultAsync(auditor, Resized(copy, "tile/entries/001", 700), "内容中断", "tile/entries/001", null);
        await ExpectFaultAsync(auditor, Resized(copy, "tile/0/000", 17), "过短、过长", "tile/0/000", "0");
        await ExpectFaultAsync(auditor, Resized(copy, "checkpoint", 70_000), "过短、过长", "checkpoint", null);
        await ExpectFaultAsync(auditor, Rewritten(copy, "checkpoint", text => text.Replace("\n" + ExportedLog.Size(copy) + "\n", "\n" + (ExportedLog.Size(copy) - 1) + "\n", StringComparison.Ordinal)), "检查点签名无效", "", null);
        await ExpectFaultAsync(auditor, Rewritten(copy, "checkpoint", text => text.Replace("\n\n", "\nmore\n\n", StringComparison.Ordinal)), "检查点无法识别", "checkpoint", null);
        await ExpectFaultAsync(auditor, Rewritten(copy, "checkpoint", text => "<img src=x onerror=alert(1)>\u202e" + text), "属于另一个日志", "checkpoint", null);

        // While a key is renewed, lines of several keys stand under one name: the kept key's counts, wherever it stands.
        string renewed = Rewritten(copy, "checkpoint", text => text.Insert(text.IndexOf("\n\n", StringComparison.Ordinal) + 2, $"— {text.Split('\n')[0]} {Convert.ToBase64String(new byte[68])}\n— {text.Split('\n')[0]} ***\n"));
        await PickAsync(auditor, renewed);
        await Expect(auditor.Page.GetByText(Good)).ToBeVisibleAsync(new() { Timeout = WholeMs });

        ILocator key = auditor.Page.GetByRole(AriaRole.Textbox, new() { Name = "日志公钥" });
        string own = await key.InputValueAsync();
        await key.FillAsync("not a key");
        await PickAsync(auditor, copy);
        await Expect(auditor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("公钥无法识别");
        await key.FillAsync("  " + own + "\n");
        await PickAsync(auditor, copy);
        await Expect(auditor.Page.GetByText(Good)).ToBeVisibleAsync(new() { Timeout = WholeMs });
        Assert.Empty(auditor.Complaints);
    }

    private async Task<ConsoleReader> OpenAsync()
    {
        ConsoleReader auditor = await chromium.OpenAsync(demo.Site);
        await auditor.SignInAsync("auditor");
        await auditor.GoAsync("log/whole");
        await Expect(auditor.Page.GetByRole(AriaRole.Textbox, new() { Name = "日志公钥" })).Not.ToHaveValueAsync("");
        return auditor;
    }

    /// <summary>Of a log that has grown long enough: each search of it is an entry.</summary>
    private async Task<string> ExportAsync(ConsoleReader auditor)
    {
        await demo.Site.SignInAsync("auditor");
        for (int n = 0; ; n++)
        {
            string copy = Path.Combine(_folder, $"log-{n}");
            CommandResult exported = await demo.Site.CtlAsync("--as", "auditor", "audit", "export", copy);
            Assert.True(exported.ExitCode == 0, exported.All);
            long size = ExportedLog.Size(copy);
            if (size >= EntriesMin) { return copy; }
            for (long i = size; i <= EntriesMin; i++) { Assert.Equal("0", await auditor.CallAsync("Audit/Query")); }
        }
    }

    private static async Task PickAsync(ConsoleReader auditor, string folder, string? beside = null)
    {
        if (beside is not null) { await File.WriteAllTextAsync(Path.Combine(folder, "readme"), beside); }
        await auditor.Page.GetByLabel("选择文件夹").And(auditor.Page.Locator("input")).SetInputFilesAsync(folder);
    }

    /// <param name="path">Empty: no file is named.</param>
    /// <param name="entry">The first bad one's index; null: not looked at.</param>
    private static async Task ExpectFaultAsync(ConsoleReader auditor, string folder, string words, string path, string? entry)
    {
        await PickAsync(auditor, folder);
        await Expect(auditor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(words, new() { Timeout = WholeMs });
        ILocator facts = auditor.Page.Locator(".facts");
        if (path.Length > 0) { await Expect(facts).ToContainTextAsync(path); }
        if (entry is not null) { await Expect(facts.Locator("div").Filter(new() { HasText = "第一条有问题的条目" }).Locator("dd")).ToHaveTextAsync(entry); }
        await Expect(auditor.Page.GetByText(Good)).ToHaveCountAsync(0);
    }

    private static int OffsetOf(byte[] bundle, int entry)
    {
        int at = 0;
        for (int i = 0; i < entry; i++) { at += 2 + (bundle[at] << 8 | bundle[at + 1]); }
        return at;
    }

    private string Copied(string copy)
    {
        string to = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        foreach (string file in Directory.EnumerateFiles(copy, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(copy, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        return to;
    }

    private string Changed(string copy, string file, Action<byte[]> change)
    {
        string to = Copied(copy);
        byte[] bytes = File.ReadAllBytes(Path.Combine(to, file));
        change(bytes);
        File.WriteAllBytes(Path.Combine(to, file), bytes);
        return to;
    }

    private string Resized(string copy, string file, int length)
    {
        string to = Copied(copy);
        byte[] bytes = File.ReadAllBytes(Path.Combine(to, file));
        Array.Resize(ref bytes, length);
        File.WriteAllBytes(Path.Combine(to, file), bytes);
        return to;
    }

    private string Rewritten(string copy, string file, Func<string, string> write)
    {
        string to = Copied(copy);
        string path = Path.Combine(to, file);
        File.WriteAllText(path, write(File.ReadAllText(path)), new UTF8Encoding(false));
        return to;
    }
}
