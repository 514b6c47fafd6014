using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>What stands nowhere in a site's log nor in what its processes wrote: how somebody is called, and what opens something.</summary>
public static partial class LogWords
{
    /// <summary>A shorter one occurs in any text by chance, as a made-up person's name of one sign does.</summary>
    private const int NameSignsMin = 2, NumberSignsMin = 5;

    /// <summary>Reads a whole copy of the log, and every file that the site's processes wrote.</summary>
    /// <param name="also">What besides must not stand there, as how somebody was called who has left.</param>
    public static async Task AssertNoneAsync(DemoSite site, params string[] also)
    {
        using TempFolder work = new();
        CommandResult signedIn = await site.SignInAsync("auditor");
        Assert.True(signedIn.ExitCode == 0, signedIn.All);
        await DoAsync(site, "audit", "export", work["log"]);
        await DoAsync(site, "people", "export", "--out", work["people.csv"]);
        (string What, string Text)[] forbidden = [.. Called(work["people.csv"]), .. Opening(site), .. also.Select(w => ("word", w))];
        foreach (string kind in (string[])["name", "password", "PIN", "session", "recovery code"]) { Assert.Contains(forbidden, f => f.What.StartsWith(kind, StringComparison.Ordinal)); }
        (string Place, string Text)[] read = [.. Written(Path.Combine(work["log"], "tile", "entries")), .. Written(Path.Combine(site.Folder, "log"))];
        // That it reads what stands there: a person's id, and a process's own words.
        Assert.Contains(read, r => r.Text.Contains("\"person\":\"chen-lei\"", StringComparison.Ordinal));
        Assert.Contains(read, r => r.Place == "gateway.log" && r.Text.Length > 0);
        string[] found = [.. from r in read from f in forbidden where r.Text.Contains(f.Text, StringComparison.OrdinalIgnoreCase) select $"{f.What} in {r.Place}: {Around(r.Text, f.Text)}"];
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    private static async Task DoAsync(DemoSite site, params string[] command)
    {
        CommandResult done = await site.CtlAsync(["--as", "auditor", .. command]);
        Assert.True(done.ExitCode == 0, done.All);
    }

    /// <summary>Names and numbers of everybody on record now.</summary>
    private static IEnumerable<(string, string)> Called(string file)
    {
        string[][] rows = [.. File.ReadAllLines(file).Where(l => l.Length > 0).Select(l => l.Split(','))];
        int name = Array.IndexOf(rows[0], "name"), number = Array.IndexOf(rows[0], "staff_number");
        Assert.True(name > 0 && number > 0, string.Join(',', rows[0]));
        foreach (string[] row in rows[1..])
        {
            if (row[name].Trim('"').Length >= NameSignsMin) { yield return ($"name of {row[0]}", row[name].Trim('"')); }
            if (row[number].Trim('"').Length >= NumberSignsMin) { yield return ($"staff number of {row[0]}", row[number].Trim('"')); }
        }
    }

    /// <summary>Passwords, PINs and codes that the demo drew, and the sessions of whoever signed in.</summary>
    private static IEnumerable<(string, string)> Opening(DemoSite site)
    {
        foreach (string file in Directory.GetFiles(Path.Combine(site.Folder, "secrets")))
        {
            string name = Path.GetFileName(file);
            string what = name.EndsWith("pin", StringComparison.Ordinal) ? "PIN" : name.EndsWith(".password", StringComparison.Ordinal) ? "password" : name == "recovery-codes" ? "recovery code" : "code";
            // A sheet of recovery codes has an account before each.
            foreach (string line in File.ReadAllLines(file).Where(l => l.Length > 0)) { yield return ($"{what} {name}", line.Split(' ')[^1]); }
        }
        foreach (string file in Directory.GetFiles(Path.Combine(site.Folder, "sessions")).Where(f => Path.GetFileName(f)[0] != '.'))
        {
            yield return ("session " + Path.GetFileName(file), File.ReadLines(file).First());
        }
    }

    /// <summary>Every file below a folder, as text in which every sign stands as itself.</summary>
    private static IEnumerable<(string Place, string Text)> Written(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(f => (Path.GetFileName(f), Escaped().Replace(Encoding.UTF8.GetString(File.ReadAllBytes(f)), m => ((char)int.Parse(m.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString())));

    private static string Around(string text, string word)
    {
        int at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase), from = Math.Max(0, at - 200);
        return text[from..Math.Min(text.Length, at + 100)];
    }

    [GeneratedRegex(@"\\u([0-9a-fA-F]{4})")]
    private static partial Regex Escaped();
}
