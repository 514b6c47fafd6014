using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>People by file, as an administrator does it at a terminal: out, changed, tried, and in again whole or not at all.</summary>
[Collection(nameof(RunningDemo))]
public sealed class PeopleFileTests(RunningDemo demo)
{
    private const string Head = "id,name,staff_number,department,document_number\r\n";

    private DemoSite Site => demo.Site;

    [Fact]
    public async Task Every_bad_row_is_told_by_its_number_in_a_dry_run_and_in_earnest_and_nothing_is_saved()
    {
        using TempFolder work = new();
        await demo.SignInAllAsync();
        string before = await ExportAsync(work);
        string bad = await FileAsync(work, "bad.csv", Head + "file-one,甲,F-1,research,\r\nBad Id,乙,F-2,research,\r\nfile-two,,F-3,research,\r\nfile-three,丙,F-4,nowhere,\r\nfile-four,丁,F-1,research,\r\nfile-five,戊\r\n");
        foreach (string[] dry in (string[][])[["--dry-run"], []])
        {
            CommandResult told = await Site.CtlAsync(["--as", "admin", "people", "import", bad, .. dry]);
            Assert.Equal(1, told.ExitCode);
            Assert.Equal(["3 id", "4 name", "5 department", "6 staff_number", "7"], told.Output.Split('\n').Where(l => l.StartsWith('第')).Select(l => l.Split("· row ")[1].Split(':')[0]));
            Assert.Contains("nothing was changed", told.Output, StringComparison.Ordinal);
            Assert.Equal(before, await ExportAsync(work));
        }
        CommandResult other = await Site.CtlAsync("--as", "officer", "people", "import", await FileAsync(work, "names.csv", "id,name\r\nfile-one,甲\r\n"));
        Assert.True(other.ExitCode == 1 && other.All.Contains("_required", StringComparison.Ordinal), other.All);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_the_import_does_just_that_and_what_is_exported_comes_back_the_same()
    {
        using TempFolder work = new();
        await demo.SignInAllAsync();
        string before = await ExportAsync(work);
        string good = await FileAsync(work, "good.csv", Head + "file-guest,己,F-9,research,\r\n");
        Assert.Contains("1 join, 0 change, 0 stay, 0 faults", await DoAsync("--as", "admin", "people", "import", good, "--dry-run"), StringComparison.Ordinal);
        Assert.Equal(before, await ExportAsync(work));

        string done = await DoAsync("--as", "admin", "people", "import", good);
        Assert.Contains("1 join, 0 change, 0 stay, 0 faults", done, StringComparison.Ordinal);
        Assert.Contains("applied", done, StringComparison.Ordinal);
        string after = await ExportAsync(work);
        Assert.Contains("file-guest,己,F-9,research,", after, StringComparison.Ordinal);
        Assert.Equal(before.Split("\r\n").Length + 1, after.Split("\r\n").Length);

        // As exported, with the columns that the administrator may set.
        string again = await FileAsync(work, "again.csv", string.Join("\r\n", after.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(l => string.Join(',', l.Split(',')[..4]))));
        Assert.Contains(" 0 join, 0 change, ", await DoAsync("--as", "admin", "people", "import", again), StringComparison.Ordinal);
        Assert.Equal(after, await ExportAsync(work));
        await DoAsync("--as", "admin", "person", "leave", "file-guest", "--reason", "离职");
        Assert.Equal(before, await ExportAsync(work));
    }

    private async Task<string> ExportAsync(TempFolder work)
    {
        await DoAsync("--as", "auditor", "people", "export", "--out", work["export.csv"]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(work["export.csv"]));
        return await File.ReadAllTextAsync(work["export.csv"], TestContext.Current.CancellationToken);
    }

    private static async Task<string> FileAsync(TempFolder work, string name, string csv)
    {
        await File.WriteAllTextAsync(work[name], csv, TestContext.Current.CancellationToken);
        return work[name];
    }

    private async Task<string> DoAsync(params string[] arguments)
    {
        CommandResult done = await Site.CtlAsync(arguments);
        Assert.True(done.ExitCode == 0, done.All);
        return done.Output;
    }
}
