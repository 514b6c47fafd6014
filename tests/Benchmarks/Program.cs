using System.Runtime.InteropServices;
using Secure.Benchmarks;
using Secure.Benchmarks.Badges;
using Secure.Benchmarks.Checks;
using Secure.Benchmarks.Devices;
using Secure.Benchmarks.Entries;
using Secure.Benchmarks.Faces;
using Secure.Benchmarks.Fingers;
using Secure.Benchmarks.SignIns;
using Secure.Benchmarks.StepUps;

// What can be measured, in the order in which all are run. Each prints its own results as it goes.
List<string> words = [.. args];
BenchData data;
try { data = BenchData.Take(words, FaceBench.Option, LivenessBench.Option, FingerprintBench.Option); }
catch (InvalidOperationException wrong) { await Console.Error.WriteLineAsync(wrong.Message); return 2; }
await using DemoOnce demo = new();
Dictionary<string, Func<Report, Pace, CancellationToken, Task>> benches = new(StringComparer.Ordinal)
{
    ["check"] = CheckBench.RunAsync,
    ["decide"] = DecideBench.RunAsync,
    ["log"] = LogBench.RunAsync,
    ["badge"] = (report, pace, cancellation) => BadgeBench.RunAsync(report, pace, demo, cancellation),
    ["bus"] = (report, pace, cancellation) => BusBench.RunAsync(report, pace, demo, cancellation),
    ["revoke"] = (report, pace, cancellation) => RevokeBench.RunAsync(report, pace, demo, cancellation),
    ["face-door"] = (report, pace, cancellation) => FaceDoorBench.RunAsync(report, pace, demo, cancellation),
    ["sign-in"] = SignInBench.RunAsync,
    ["stepup"] = StepUpBench.RunAsync,
    ["doors"] = DoorsBench.RunAsync,
    ["console"] = ConsoleBench.RunAsync,
    ["page"] = PageBench.RunAsync,
    ["drain"] = DrainBench.RunAsync,
    ["face"] = (report, _, cancellation) => FaceBench.RunAsync(report, data, cancellation),
    ["fingerprint"] = (report, _, cancellation) => FingerprintBench.RunAsync(report, data, cancellation),
    ["liveness"] = (report, _, cancellation) => LivenessBench.RunAsync(report, data, cancellation),
};

using CancellationTokenSource stop = new();
void Stop(PosixSignalContext context) { context.Cancel = true; stop.Cancel(); }
using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using PosixSignalRegistration hungUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);

try
{
    if (args is [CheckClient.Verb]) { return await CheckClient.RunAsync(stop.Token); }
    Pace? pace = Pace.Of(words);
    string[] asked = [.. words.Where(a => a is not ("--json" or "--quick") && (pace is null || !a.StartsWith(Pace.BadgesOption, StringComparison.Ordinal)))];
    if (asked.FirstOrDefault(a => !benches.ContainsKey(a)) is { } unknown)
    {
        await Console.Error.WriteLineAsync($"没有这项测量 · no such bench: {unknown}. {string.Join(" | ", benches.Keys)} [--json] [--quick] [{Pace.BadgesOption}1…500] [{FaceBench.Option} DIR] [{LivenessBench.Option} DIR] [{FingerprintBench.Option} DIR]");
        return 2;
    }
    Report report = new(args.Contains("--json"));
    foreach (string name in asked.Length > 0 ? asked : [.. benches.Keys])
    {
        // Nothing else is measured beside a demo.
        if (name is not ("badge" or "bus" or "revoke" or "face-door")) { await demo.DisposeAsync(); }
        await benches[name](report, pace!, stop.Token);
    }
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested) { return 130; }
catch (Exception failed) when (failed is InvalidOperationException or IOException or Grpc.Core.RpcException or TimeoutException)
{
    await Console.Error.WriteLineAsync("测量失败 · the measurement failed: " + failed.Message);
    return 1;
}
