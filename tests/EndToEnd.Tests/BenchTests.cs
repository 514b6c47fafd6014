using System.Diagnostics;
using System.Text.Json;
using Secure.TestKit;
using Secure.TestKit.Pictures;
using Installed = Secure.TestKit.Pictures.Biometrics;

namespace Secure.EndToEnd.Tests;

/// <summary>The bench command measures on the real processes and prints what programs rely on. How fast, no test says.</summary>
public sealed class BenchTests
{
    private static readonly string[] CallFields = ["per_s", "p50_ms", "p99_ms", "server_cpu_us"];

    private static readonly string[] MayBeNothing = ["allocated_bytes", "stale"];

    private static readonly Dictionary<string, string[]> Fields = new(StringComparer.Ordinal)
    {
        ["check"] = ["bench", "in_flight", .. CallFields, "fdatasync_p50_ms", "empty"],
        ["decide"] = ["bench", "ns", "allocated_bytes"],
        ["log"] = ["bench", "callers", "per_s", "p99_ms"],
        ["badge"] = ["bench", "badges", "p50_ms", "p99_ms"],
        ["stepup"] = ["bench", "at_once", "step_ups", "p50_ms", "p99_ms", "act_p99_ms"],
        ["doors"] = ["bench", "doors", "unlock_p50_ms", "unlock_p99_ms", "reconverged_s", "stale"],
        ["console"] = ["bench", "doors", "alerts", "per_s", "events", "door_p50_ms", "door_p95_ms", "alert_p50_ms", "alert_p95_ms"],
        ["drain"] = ["bench", "events", "drain_s", "per_s", "alarms", "alarm_p50_ms", "alarm_p99_ms"],
        ["sign-in"] = ["bench", "sign_ins", "last_ms", "check_per_s", "check_p99_ms", "check_p99_alone_ms"],
    };

    [Fact]
    public async Task Every_measurement_prints_all_its_figures_one_object_a_line()
    {
        JsonElement[] results = await MeasureAsync("check", "decide", "log", "badge", "sign-in", "doors", "console", "drain", "stepup");
        // Without models or a portrait nobody can step up, and the bench says so.
        string[] faces = Installed.Installed && Portrait.Whole is not null ? ["stepup "] : [];
        Assert.Equal(["check 1", "check 16", "check 64", "decide ", "log 1", "log 16", "log 256", "badge 5", "sign-in 4", "doors ", "console ", "drain ", .. faces], results.Select(Name));
        Assert.All(results.Where(r => r.TryGetProperty("empty", out _)), r => Assert.Equal(CallFields, Names(r.GetProperty("empty"))));
    }

    [Fact]
    public async Task An_unknown_measurement_is_refused_and_the_known_ones_are_named()
    {
        CommandResult refused = await BenchAsync("windows");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("check | decide | log | badge", refused.Errors, StringComparison.Ordinal);
    }

    /// <summary>The short form: that everything runs and gives every figure.</summary>
    private static async Task<JsonElement[]> MeasureAsync(params string[] benches)
    {
        CommandResult done = await BenchAsync([.. benches, "--quick", "--json"]);
        Assert.True(done.ExitCode == 0, done.All);
        JsonElement[] results = [.. done.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
        Assert.All(results, r => Assert.Equal(Fields[r.GetProperty("bench").GetString()!], Names(r)));
        Assert.All(results.SelectMany(Numbers), n => Assert.True(MayBeNothing.Contains(n.Name) ? n.Value >= 0 : n.Value > 0, $"{n.Name} is {n.Value}"));
        return results;
    }

    private static string[] Names(JsonElement result) => [.. result.EnumerateObject().Select(p => p.Name)];

    private static string Name(JsonElement result) =>
        result.GetProperty("bench").GetString() + " " + string.Concat(result.EnumerateObject().Where(p => p.Name is "in_flight" or "callers" or "badges" or "sign_ins").Select(p => p.Value.GetRawText()));

    private static IEnumerable<(string Name, double Value)> Numbers(JsonElement result) => result.EnumerateObject().SelectMany(p => p.Value.ValueKind switch
    {
        JsonValueKind.Number => [(p.Name, p.Value.GetDouble())],
        JsonValueKind.Object => Numbers(p.Value),
        _ => Enumerable.Empty<(string, double)>(),
    });

    internal static async Task<CommandResult> BenchAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("bash", [Path.Combine(Checkout.Root, "secure"), "bench", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CommandResult(process.ExitCode, await output, await errors);
    }
}
