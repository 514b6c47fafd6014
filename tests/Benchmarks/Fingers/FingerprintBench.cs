using System.Diagnostics;
using System.Text.Json.Nodes;
using Secure.Biometrics.Fingerprints;

namespace Secure.Benchmarks.Fingers;

/// <summary>
/// Each finger of trials.csv enrolled with five impressions, then its probes, of itself and of others: false rejects,
/// false accepts at the engine's threshold, and CPU time of one comparison, the probe's reading included.
/// </summary>
internal static class FingerprintBench
{
    internal const string Option = "--trials";

    public static Task RunAsync(Report report, BenchData data, CancellationToken cancellation)
    {
        if (data.Rows(Option, "fingerprint_fvc", "trials.csv") is not ({ } folder, { } rows)) { report.Say(BenchData.Skipped("fingerprint", Option)); return Task.CompletedTask; }
        DirectoryInfo own = Directory.CreateTempSubdirectory("secure-bench-");
        try { report.Print(Measure(own.FullName, folder, rows, cancellation)); }
        finally { own.Delete(recursive: true); }
        return Task.CompletedTask;
    }

    private static JsonObject Measure(string own, string folder, IReadOnlyList<string[]> rows, CancellationToken cancellation)
    {
        using FingerprintEngine engine = Open(own);
        Tally tally = new();
        foreach (IGrouping<(string Database, string Finger, string Impressions), string[]> finger in rows.GroupBy(r => (r[0], r[1], r[2])))
        {
            string[] enrol = [.. finger.Key.Impressions.Split(' ').Select(i => $"{finger.Key.Finger}_{i}.tif")];
            byte[]? template = engine.Enrol([.. enrol.Select(f => Image(folder, finger.Key.Database, f))], cancellation).Template;
            foreach (string[] trial in finger) { tally.Add(trial[4] == "1", Matches(engine, template, Image(folder, trial[0], trial[3]), tally, cancellation)); }
        }
        return tally.Result();
    }

    // A finger that cannot be enrolled is rejected ever after.
    private static bool Matches(FingerprintEngine engine, byte[]? template, GrayImage probe, Tally tally, CancellationToken cancellation)
    {
        if (template is null) { return false; }
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        bool matches = engine.Identify(probe, [template], cancellation).Index is not null;
        tally.Cpu.Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds);
        return matches;
    }

    private static GrayImage Image(string folder, string database, string file)
    {
        string path = Path.Combine(folder, database, file);
        // A site's own pictures may be PGM under the same names.
        if (!File.Exists(path)) { path = Path.ChangeExtension(path, ".pgm"); }
        return FingerprintImages.Read(File.ReadAllBytes(path)) ?? throw new InvalidOperationException($"不是可用的图像 · not a picture that can be read: {path}");
    }

    private static FingerprintEngine Open(string own)
    {
        try { return FingerprintEngine.Open(own); }
        catch (FingerprintUnavailableException off) { throw new InvalidOperationException("指纹识别已关闭 · fingerprint is off, because " + off.Message, off); }
    }

    private sealed class Tally
    {
        private int _genuine, _rejected, _impostors, _accepted;

        public List<double> Cpu { get; } = [];

        public void Add(bool same, bool matches)
        {
            if (same) { _genuine++; _rejected += matches ? 0 : 1; } else { _impostors++; _accepted += matches ? 1 : 0; }
        }

        public JsonObject Result() => new()
        {
            ["bench"] = "fingerprint",
            ["trials"] = _genuine + _impostors,
            ["frr"] = Math.Round((double)_rejected / Math.Max(1, _genuine), 4),
            ["far"] = Math.Round((double)_accepted / Math.Max(1, _impostors), 4),
            ["cpu_ms"] = Math.Round(Cpu.DefaultIfEmpty().Average(), 2),
        };
    }
}
