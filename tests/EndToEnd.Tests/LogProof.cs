namespace Secure.EndToEnd.Tests;

/// <summary>What must hold of a demo's log after any fault.</summary>
public static class LogProof
{
    /// <summary>A copy of the log verifies, and the controller's journal stands in it complete, in order and once.</summary>
    public static async Task<IReadOnlyList<Entry>> AssertSoundAsync(DemoSite site, Officer officer, CancellationToken cancellation)
    {
        await officer.SignInAsync(cancellation);
        IReadOnlyList<Entry> log = await officer.LogAsync(cancellation);
        ulong[] sequences = [.. log.Where(e => e.Kind == "door.event" && e.Text("device") == "door-01").Select(e => e.SourceSequence)];
        Assert.Equal(Enumerable.Range(1, sequences.Length).Select(i => (ulong)i), sequences);
        Assert.DoesNotContain(log, e => e.Json.ToString() is var text && (text.Contains("journal_gap", StringComparison.Ordinal)
            || text.Contains("journal_forked", StringComparison.Ordinal) || text.Contains("event_forged", StringComparison.Ordinal)));
        await AssertVerifiesAsync(site);
        return log;
    }

    public static async Task AssertVerifiesAsync(DemoSite site)
    {
        Assert.Equal(0, (await site.SignInAsync("auditor")).ExitCode);
        string copy = Path.Combine(Directory.CreateTempSubdirectory("copy-").FullName, "log");
        CommandResult exported = await site.CtlAsync("--as", "auditor", "audit", "export", copy);
        Assert.True(exported.ExitCode == 0, exported.All);
        string key = (await site.CtlAsync("--as", "auditor", "audit", "key")).Output.Trim();
        CommandResult verified = await site.RunAsync("verify", copy, "--key", key);
        Assert.True(verified.ExitCode == 0, verified.All);
    }
}
