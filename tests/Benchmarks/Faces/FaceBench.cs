using System.Diagnostics;
using System.Text.Json.Nodes;
using Secure.Biometrics.Face;

namespace Secure.Benchmarks.Faces;

/// <summary>
/// Pairs of pictures, each picture read once on one thread, with its passive liveness: how often the same
/// person is refused and another taken, and what a picture costs. A picture that cannot be read or has no face matches nobody.
/// </summary>
internal static class FaceBench
{
    internal const string Option = "--pairs";

    // Pictures read before any is counted.
    private const int WarmUp = 50;

    public static Task RunAsync(Report report, BenchData data, CancellationToken cancellation)
    {
        if (data.Rows(Option, "face_lfw", "pairs.csv") is not ({ } folder, { } rows)) { report.Say(BenchData.Skipped("face", Option)); return Task.CompletedTask; }
        using FaceEngine engine = BenchEngine.Open();
        (Dictionary<string, byte[]?> templates, double cpuMs) = ReadAll(engine, folder, [.. rows.SelectMany(r => r[..2]).Distinct()], cancellation);
        (float Similarity, bool Same)[] pairs = [.. rows.Select(r => (templates[r[0]] is { } a && templates[r[1]] is { } b ? engine.Compare(a, b) ?? -1 : -1, r[2] == "1"))];
        (double frr, double far) = Errors(pairs, engine.Models.VerifyThreshold);
        (double identify, double read) = GalleryBench.Run(engine);
        report.Print(new JsonObject
        {
            ["bench"] = "face",
            ["pairs"] = pairs.Length,
            ["eer"] = Math.Round(EqualErrors(pairs), 5),
            ["frr"] = Math.Round(frr, 5),
            ["far"] = Math.Round(far, 5),
            ["failed_detections"] = templates.Values.Count(t => t is null),
            ["cpu_ms"] = Math.Round(cpuMs, 2),
            ["identify_10000_ms"] = Math.Round(identify, 3),
        });
        report.Say($"在 10,000 个模板中查找是读取它们所需时间的 {identify / read:f2} 倍 · a search of 10,000 takes {identify / read:f2} times as long as reading them from memory");
        if (!report.Json && IdentifyTrials.Run(engine, folder, cancellation) is { } identified) { report.Say(identified); }
        return Task.CompletedTask;
    }

    private static (Dictionary<string, byte[]?> Templates, double CpuMs) ReadAll(FaceEngine engine, string folder, string[] files, CancellationToken cancellation)
    {
        Dictionary<string, byte[]?> templates = new(StringComparer.Ordinal);
        byte[][] pictures = [.. files.Select(f => File.ReadAllBytes(Path.Combine(folder, f)))];
        foreach (byte[] picture in pictures.Take(WarmUp)) { engine.Read(picture, new FaceWishes(Liveness: true, Pose: false), out _); }
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        for (int i = 0; i < files.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            templates[files[i]] = engine.Read(pictures[i], new FaceWishes(Liveness: true, Pose: false), out _)?.Face?.Template;
        }
        return (templates, (Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds / files.Length);
    }

    private static (double Frr, double Far) Errors((float Similarity, bool Same)[] pairs, float threshold) =>
        (Share(pairs.Where(p => p.Same), p => p.Similarity < threshold), Share(pairs.Where(p => !p.Same), p => p.Similarity >= threshold));

    /// <summary>Where both errors are alike: the least of the greater one over all thresholds.</summary>
    private static double EqualErrors((float Similarity, bool Same)[] pairs) =>
        pairs.Select(p => p.Similarity).Distinct().Select(t => Errors(pairs, t)).Min(e => Math.Max(e.Frr, e.Far));

    private static double Share<T>(IEnumerable<T> all, Func<T, bool> which)
    {
        (int count, int hits) = (0, 0);
        foreach (T one in all)
        {
            count++;
            if (which(one)) { hits++; }
        }
        return count == 0 ? 0 : (double)hits / count;
    }
}
