using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Secure.Benchmarks.Checks;
using Secure.V1;

namespace Secure.Benchmarks.StepUps;

/// <summary>
/// Several people prove who they are at once, each with five frames a second, before the real gateway and its process that
/// reads faces: from the first frame that shows the last turn asked for to the answer, its record on the disk included.
/// Without face pictures beside the checkout there is one face that everybody has, and so one person.
/// </summary>
internal static class StepUpBench
{
    private const int AtOnce = 8;

    public static async Task RunAsync(Report report, Pace pace, CancellationToken cancellation)
    {
        IReadOnlyList<BenchFace> faces = BenchFace.Choose(AtOnce, cancellation);
        if (faces.Count == 0) { report.Say(TestKit.Pictures.Portrait.Absent); return; }
        using BenchFolder folder = new();
        string site = StepUpSite.Text(faces.Count, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date));
        await using BenchGateway gateway = await BenchGateway.StartAsync(folder.Path, site, cancellation, StepUpSite.Host);
        report.Say($"录入 {faces.Count} 人，各加强鉴别 {pace.StepUps} 次 · enrolling {faces.Count} people, then {pace.StepUps} step-ups of each …");
        StepUpVisitor[] visitors = await EnrolAllAsync(gateway, faces, cancellation);
        try { Print(report, visitors.Length, await ProveAllAsync(visitors, pace.StepUps, cancellation), visitors.SelectMany(v => v.Acts)); }
        finally { Array.ForEach(visitors, v => v.Dispose()); }
    }

    /// <summary>Round by round: all of them ask, then all of them prove.</summary>
    private static async Task<List<long>> ProveAllAsync(StepUpVisitor[] visitors, int rounds, CancellationToken cancellation)
    {
        List<long> ticks = [];
        for (int i = 0; i < rounds; i++)
        {
            // One after another: several sign-ins of one address at once look like guessing.
            List<(Metadata Session, ByteString Nonce)> asked = [];
            foreach (StepUpVisitor visitor in visitors) { asked.Add(await visitor.AskAsync(cancellation)); }
            ticks.AddRange(await Task.WhenAll(visitors.Select((v, person) => v.ProveAsync(asked[person].Session, asked[person].Nonce, cancellation))));
        }
        return ticks;
    }

    private static void Print(Report report, int atOnce, List<long> answers, IEnumerable<long> acts)
    {
        Timings last = new(answers, 1);
        report.Print(new JsonObject
        {
            ["bench"] = "stepup",
            ["at_once"] = atOnce,
            ["step_ups"] = last.Count,
            ["p50_ms"] = last.Ms(0.5),
            ["p99_ms"] = last.Ms(0.99),
            ["act_p99_ms"] = new Timings(acts, 1).Ms(0.99),
        });
    }

    private static async Task<StepUpVisitor[]> EnrolAllAsync(BenchGateway gateway, IReadOnlyList<BenchFace> faces, CancellationToken cancellation)
    {
        using GrpcChannel channel = GatewayCalls.Open(gateway.Address, gateway.Root);
        BenchOfficers officers = await BenchOfficers.HoldCeremonyAsync(gateway, channel, cancellation);
        List<StepUpVisitor> visitors = [];
        foreach (BenchFace face in faces)
        {
            (string person, string password) = (BenchSite.Person(visitors.Count), BenchOfficers.NewPassword());
            await new Identity.IdentityClient(channel).SetPasswordAsync(new SetPasswordRequest { Person = person, Account = person, Password = password }, officers.Administrator, cancellationToken: cancellation);
            await BenchEnrolment.EnrolAsync(channel, officers.Security, person, face, cancellation);
            visitors.Add(new StepUpVisitor(gateway, person, password, face));
        }
        return [.. visitors];
    }
}
