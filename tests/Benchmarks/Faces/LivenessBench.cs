using System.Text.Json.Nodes;
using Secure.Biometrics.Face;

namespace Secure.Benchmarks.Faces;

/// <summary>The passive score alone: how many attacks it takes for live (APCER), how many live faces for attacks (BPCER); ISO/IEC 30107-3.</summary>
internal static class LivenessBench
{
    internal const string Option = "--images";

    public static Task RunAsync(Report report, BenchData data, CancellationToken cancellation)
    {
        if (data.Rows(Option, "liveness", "labels.csv") is not ({ } folder, { } rows)) { report.Say(BenchData.Skipped("liveness", Option)); return Task.CompletedTask; }
        using FaceEngine engine = BenchEngine.Open();
        (int attacks, int taken, int live, int refused) = (0, 0, 0, 0);
        foreach (string[] row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            bool passes = Passes(engine, Path.Combine(folder, row[0]));
            if (row[1] == "1") { live++; refused += passes ? 0 : 1; } else { attacks++; taken += passes ? 1 : 0; }
        }
        report.Print(new JsonObject
        {
            ["bench"] = "liveness",
            ["images"] = rows.Count,
            ["apcer"] = Math.Round((double)taken / Math.Max(1, attacks), 4),
            ["bpcer"] = Math.Round((double)refused / Math.Max(1, live), 4),
        });
        return Task.CompletedTask;
    }

    private static bool Passes(FaceEngine engine, string file) =>
        engine.Read(File.ReadAllBytes(file), new FaceWishes(Liveness: true, Pose: false), out _)?.Face?.Liveness >= engine.Models.LivenessThreshold;
}
