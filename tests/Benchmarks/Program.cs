using Secure.Benchmarks;

// What can be measured, in the order in which all are run. Each prints its own results as it goes.
Dictionary<string, Func<Report, CancellationToken, Task>> benches = new(StringComparer.Ordinal)
{
    ["decide"] = DecideBench.RunAsync,
    ["log"] = LogBench.RunAsync,
};

string[] asked = [.. args.Where(a => a != "--json")];
if (asked.FirstOrDefault(a => !benches.ContainsKey(a)) is { } unknown)
{
    await Console.Error.WriteLineAsync($"没有这项测量 · no such bench: {unknown}. {string.Join(" | ", benches.Keys)}");
    return 2;
}
using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, e) => { e.Cancel = true; stop.Cancel(); };
Report report = new(args.Contains("--json"));
foreach (string name in asked.Length > 0 ? asked : [.. benches.Keys]) { await benches[name](report, stop.Token); }
return 0;
