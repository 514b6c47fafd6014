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
        ["revoke"] = ["bench", "badges", "p50_ms", "p99_ms"],
        ["stepup"] = ["bench", "at_once", "step_ups", "p50_ms", "p99_ms", "act_p99_ms"],
        ["doors"] = ["bench", "doors", "unlock_p50_ms", "unlock_p99_ms", "reconverged_s", "stale"],
        ["console"] = ["bench", "doors", "alerts", "per_s", "events", "door_p50_ms", "door_p95_ms", "alert_p50_ms", "alert_p95_ms"],
        ["drain"] = ["bench", "events", "drain_s", "per_s", "alarms", "alarm_p50_ms", "alarm_p99_ms"],
        ["face"] = ["bench", "pairs", "eer", "frr", "far", "failed_detections", "cpu_ms", "identify_10000_ms"],
        ["fingerprint"] = ["bench", "trials", "frr", "far", "cpu_ms"],
        ["liveness"] = ["bench", "images", "apcer", "bpcer"],
        ["sign-in"] = ["bench", "sign_ins", "last_ms", "check_per_s", "check_p99_ms", "check_p99_alone_ms", "check_p99_times"],
    };

    [Fact]
    public async Task Every_measurement_prints_all_its_figures_one_object_a_line()
    {
        JsonElement[] results = await MeasureAsync("check", "decide", "log", "badge", "revoke", "sign-in", "doors", "console", "drain", "stepup");
        // Without models or a portrait nobody can step up, and the bench says so.
        string[] faces = Installed.Installed && Portrait.Whole is not null ? ["stepup "] : [];
        Assert.Equal(["check 1", "check 16", "check 64", "decide ", "log 1", "log 16", "log 256", "badge 5", "revoke 2", "sign-in 4", "doors ", "console ", "drain ", .. faces], results.Select(Name));
        Assert.All(results.Where(r => r.TryGetProperty("empty", out _)), r => Assert.Equal(CallFields, Names(r.GetProperty("empty"))));
    }

    [Fact]
    public async Task Faces_and_liveness_are_measured_with_a_folder_of_ones_own()
    {
        Assert.SkipUnless(Installed.Installed, Installed.Absent);
        Assert.SkipWhen(Portrait.Whole is null, Portrait.Absent);
        using TempFolder folder = new();
        TestPicture portrait = Portrait.Whole!;
        await File.WriteAllBytesAsync(folder["a.jpg"], portrait.Jpeg(), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder["b.jpg"], portrait.Mirrored().Jpeg(70), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder["wall.jpg"], new TestPicture(320, 240, new byte[320 * 240 * 3]).Toned(_ => 128).Jpeg(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["pairs.csv"], "a,b,same\na.jpg,b.jpg,1\na.jpg,wall.jpg,0\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["identify.csv"], "role,identity,file\ngallery,ann,a.jpg\nmated,ann,b.jpg\nnonmated,wall,wall.jpg\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["labels.csv"], "file,live,source\na.jpg,1,own\nwall.jpg,0,own\n", TestContext.Current.CancellationToken);
        JsonElement[] both = await OwnAsync("face", "liveness", "--pairs", folder.Path, "--images", folder.Path);
        Assert.Equal(["face", "liveness"], both.Select(r => r.GetProperty("bench").GetString()));
        Assert.Equal((2, 0, 0, 0, 1), (Figure(both[0], "pairs"), Figure(both[0], "eer"), Figure(both[0], "frr"), Figure(both[0], "far"), Figure(both[0], "failed_detections")));
        Assert.True(Figure(both[0], "cpu_ms") > 0 && Figure(both[0], "identify_10000_ms") > 0);
        // No face is no live one, and one live picture is taken or not.
        Assert.Equal((2, 0), (Figure(both[1], "images"), Figure(both[1], "apcer")));
        Assert.Contains(Figure(both[1], "bpcer"), (double[])[0, 1]);

        CommandResult told = await BenchAsync("face", "--pairs", folder.Path);
        Assert.True(told.ExitCode == 0, told.All);
        Assert.Contains("FNIR 0.0000 (1), FPIR 0.0000 (1)", told.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fingerprints_are_measured_with_a_folder_of_ones_own()
    {
        using TempFolder folder = new();
        Directory.CreateDirectory(folder["own"]);
        for (int touch = 1; touch <= 6; touch++) { await File.WriteAllBytesAsync(folder[$"own/1_{touch}.pgm"], TestFinger.Pgm(1, touch), TestContext.Current.CancellationToken); }
        await File.WriteAllBytesAsync(folder["own/2_1.pgm"], TestFinger.Pgm(2, 1), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["trials.csv"], "db,enrol_finger,enrol_impressions,probe,same\nown,1,1 2 3 4 5,1_6.tif,1\nown,1,1 2 3 4 5,2_1.tif,0\n", TestContext.Current.CancellationToken);
        JsonElement own = Assert.Single(await OwnAsync("fingerprint", "--trials", folder.Path));
        Assert.Equal((2, 0, 0), (Figure(own, "trials"), Figure(own, "frr"), Figure(own, "far")));
        Assert.True(Figure(own, "cpu_ms") > 0);
    }

    [Fact]
    public async Task An_unknown_measurement_is_refused_and_the_known_ones_are_named()
    {
        CommandResult refused = await BenchAsync("windows");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("check | decide | log | badge", refused.Errors, StringComparison.Ordinal);
        foreach (string count in new[] { "0", "501", "-1", "many" })
        {
            CommandResult wrong = await Command.RunAsync(["dotnet", Path.Combine(Checkout.Root, "tests", "Benchmarks", "bin", "Release", "net10.0", "Secure.Benchmarks.dll"), "bus", "--badges=" + count]);
            Assert.Equal(2, wrong.ExitCode);
            Assert.Contains("[--badges=1…500]", wrong.Errors, StringComparison.Ordinal);
        }
    }

    /// <summary>The short form: that everything runs and gives every figure.</summary>
    private static async Task<JsonElement[]> MeasureAsync(params string[] benches)
    {
        JsonElement[] results = await OwnAsync([.. benches, "--quick"]);
        Assert.All(results.SelectMany(Numbers), n => Assert.True(MayBeNothing.Contains(n.Name) ? n.Value >= 0 : n.Value > 0, $"{n.Name} is {n.Value}"));
        return results;
    }

    /// <summary>One object a line, each with its names in the written order.</summary>
    private static async Task<JsonElement[]> OwnAsync(params string[] arguments)
    {
        CommandResult done = await BenchAsync([.. arguments, "--json"]);
        Assert.True(done.ExitCode == 0, done.All);
        JsonElement[] results = [.. done.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
        Assert.All(results, r => Assert.Equal(Fields[r.GetProperty("bench").GetString()!], Names(r)));
        return results;
    }

    private static double Figure(JsonElement result, string name) => result.GetProperty(name).GetDouble();

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
