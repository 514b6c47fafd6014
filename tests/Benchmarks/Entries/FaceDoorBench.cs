using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using Secure.Benchmarks.Badges;
using Secure.Benchmarks.Checks;
using Secure.Benchmarks.StepUps;

namespace Secure.Benchmarks.Entries;

/// <summary>
/// A door of tier 2 that asks for badge and face, through every process of the demo: from the first picture that shows the
/// last turn asked for to the voltage at the strike. The camera is a folder that is looked into twenty times a second.
/// </summary>
internal static class FaceDoorBench
{
    private const string Person = "wang-fang";
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(Report report, Pace pace, DemoOnce once, CancellationToken cancellation)
    {
        if (BenchFace.Choose(1, cancellation) is not [{ } face]) { report.Say(TestKit.Pictures.Portrait.Absent); return; }
        BenchDemo demo = await once.GetAsync(report, cancellation);
        report.Say($"录入人脸，进门 {pace.FaceEntries} 次 · enrolling a face, then {pace.FaceEntries} entries …");
        using (GrpcChannel channel = GatewayCalls.Open(demo.Address, demo.Root))
        {
            Metadata officer = await BenchOfficers.SignInAsync(channel, "officer", (await demo.PasswordAsync("officer", cancellation)).Trim(), cancellation);
            await BenchEnrolment.EnrolAsync(channel, officer, Person, face, cancellation);
        }
        DoorVisitor visitor = new(demo, face);
        List<long> ticks = [];
        for (int i = 0; i < pace.FaceEntries; i++)
        {
            ticks.Add(await visitor.EnterAsync(cancellation));
            await Task.Delay(Between, TimeProvider.System, cancellation);
        }
        Timings timings = new(ticks, 1);
        report.Print(new JsonObject { ["bench"] = "face-door", ["entries"] = timings.Count, ["p50_ms"] = timings.Ms(0.5), ["p99_ms"] = timings.Ms(0.99) });
    }
}
