using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using Secure.Benchmarks.Badges;
using Secure.Benchmarks.Checks;
using Secure.Benchmarks.StepUps;

namespace Secure.Benchmarks.Entries;

/// <summary>
/// Doors of tier 2 and 3 that ask for badge and face or finger, through every process of the demo: from the last sample (the first picture
/// that shows the last turn asked for; the last byte of the finger's picture) to the voltage at the strike. The camera is a folder that is looked into twenty times a second.
/// </summary>
internal static class FaceDoorBench
{
    public const string Badge = "1001";
    private const string Person = "zhang-wei";
    private static readonly (string Door, int Tier)[] Doors = [("archive", 2), ("vault", 3)];
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(Report report, Pace pace, DemoOnce once, CancellationToken cancellation)
    {
        if (BenchFace.Choose(1, cancellation) is not [{ } face]) { report.Say(TestKit.Pictures.Portrait.Absent); return; }
        BenchDemo demo = await once.GetAsync(report, cancellation);
        await demo.EquipVaultAsync(cancellation);
        report.Say($"录入指纹和人脸，各门各进 {pace.FaceEntries} 次 · enrolling a finger, then a face, {pace.FaceEntries} entries by each at each door …");
        using GrpcChannel channel = GatewayCalls.Open(demo.Address, demo.Root);
        Metadata officer = await BenchOfficers.SignInAsync(channel, "officer", (await demo.PasswordAsync("officer", cancellation)).Trim(), cancellation);
        // While only the finger is enrolled, the door asks for nothing else; with both it asks for the face.
        await BenchEnrolment.EnrolFingerAsync(channel, officer, Person, FingerVisitor.Finger, cancellation);
        foreach ((string door, int tier) in Doors)
        {
            using FingerVisitor visitor = new(demo, door);
            await MeasureAsync(report, pace, "fingerprint", tier, visitor.EnterAsync, cancellation);
        }
        await BenchEnrolment.EnrolAsync(channel, officer, Person, face, cancellation);
        foreach ((string door, int tier) in Doors) { await MeasureAsync(report, pace, "face", tier, new DoorVisitor(demo, face, door).EnterAsync, cancellation); }
    }

    private static async Task MeasureAsync(Report report, Pace pace, string factor, int tier, Func<CancellationToken, Task<long>> enter, CancellationToken cancellation)
    {
        List<long> ticks = [];
        for (int i = 0; i < pace.FaceEntries; i++)
        {
            ticks.Add(await enter(cancellation));
            await Task.Delay(Between, TimeProvider.System, cancellation);
        }
        Timings timings = new(ticks, 1);
        report.Print(new JsonObject { ["bench"] = "face-door", ["factor"] = factor, ["tier"] = tier, ["entries"] = timings.Count, ["p50_ms"] = timings.Ms(0.5), ["p99_ms"] = timings.Ms(0.99) });
    }
}
