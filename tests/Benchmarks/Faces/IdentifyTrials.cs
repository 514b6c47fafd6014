using Secure.Biometrics.Face;

namespace Secure.Benchmarks.Faces;

/// <summary>
/// Who is this, among the gallery of identify.csv: how many enrolled people are not found as themselves (FNIR), and how
/// many strangers are taken for somebody (FPIR), at the shipped threshold; ISO/IEC 19795-1. A picture without a face finds nobody.
/// </summary>
internal static class IdentifyTrials
{
    internal const string Table = "identify.csv";

    /// <summary>Null where the folder has no such file, or nobody in its gallery can be read.</summary>
    public static string? Run(FaceEngine engine, string folder, CancellationToken cancellation)
    {
        string file = Path.Combine(folder, Table);
        if (!File.Exists(file)) { return null; }
        List<(string Person, ReadOnlyMemory<byte> Template)> enrolled = [];
        (int mated, int missed, int strangers, int taken) = (0, 0, 0, 0);
        string[][] rows = [.. File.ReadLines(file).Skip(1).Where(l => l.Length > 0).Select(l => l.TrimEnd('\r').Split(','))];
        foreach (string[] row in rows.Where(r => r[0] == "gallery"))
        {
            if (Read(engine, folder, row[2], cancellation) is { } template) { enrolled.Add((row[1], template)); }
        }
        if (enrolled.Count == 0) { return null; }
        using FaceGallery gallery = engine.Gather([.. enrolled])!;
        foreach (string[] row in rows.Where(r => r[0] is "mated" or "nonmated"))
        {
            FaceMatch? match = Read(engine, folder, row[2], cancellation) is { } probe ? engine.Identify(gallery, probe) : null;
            string? found = match?.Similarity >= engine.Models.IdentifyThreshold ? match.Person : null;
            if (row[0] == "mated") { mated++; missed += found == row[1] ? 0 : 1; } else { strangers++; taken += found is null ? 0 : 1; }
        }
        string rates = FormattableString.Invariant($"FNIR {(double)missed / Math.Max(1, mated):f4} ({mated}), FPIR {(double)taken / Math.Max(1, strangers):f4} ({strangers})");
        return $"在 {enrolled.Count} 人中辨认：{rates} · identified among {enrolled.Count}: {rates}";
    }

    private static byte[]? Read(FaceEngine engine, string folder, string picture, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return engine.Read(File.ReadAllBytes(Path.Combine(folder, picture)), new FaceWishes(Liveness: false, Pose: false), out _)?.Face?.Template;
    }
}
