using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Secure.Gateway.Storage;

namespace Secure.Benchmarks;

/// <summary>Durable appends per second under a number of callers, each of which waits for its own entry's commit.</summary>
internal static class LogBench
{
    private static readonly byte[] Entry = Encoding.UTF8.GetBytes("{\"v\":1,\"kind\":\"decision\",\"time\":\"2030-01-07T09:00:00.000Z\",\"subject\":\"service:docs\",\"person\":\"li\",\"session\":\"s-5b7f0c\",\"workstation\":\"ws-3\",\"room\":\"archive\",\"resource\":\"material:plan-000123\",\"action\":\"read\",\"decision\":\"deny\",\"reasons\":[\"not_present\"],\"policy\":\"12\",\"factors\":[\"password:812s\",\"face:42s\"]}");

    public static async Task<LogResult> RunAsync(string folder, int callers, TimeSpan warmUp, TimeSpan measured)
    {
        await using SqliteStore store = SqliteStore.Open(new StoreOptions { Folder = folder }, TimeProvider.System);
        await MeasureAsync(store, callers, warmUp);
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        LogResult result = await MeasureAsync(store, callers, measured);
        return result with { CpuUs = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / Math.Max(1, result.Count) };
    }

    private static async Task<LogResult> MeasureAsync(SqliteStore store, int callers, TimeSpan length)
    {
        long start = Stopwatch.GetTimestamp();
        long end = start + (long)(length.TotalSeconds * Stopwatch.Frequency);
        List<long>[] times = await Task.WhenAll(Enumerable.Range(0, callers).Select(c => Task.Run(() => CallAsync(store, c, end))));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        long[] all = [.. times.SelectMany(t => t).Order()];
        return new LogResult(callers, all.Length, all.Length / seconds, Ms(all, 0.5), Ms(all, 0.99), 0);
    }

    private static double Ms(long[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)] * 1_000.0 / Stopwatch.Frequency;

    private static async Task<List<long>> CallAsync(SqliteStore store, int caller, long end)
    {
        List<long> times = new(100_000);
        SearchKeys keys = new("decision", "service:docs", "person-" + caller, "archive", null, "material:plan-" + caller, "deny");
        while (true)
        {
            long begin = Stopwatch.GetTimestamp();
            if (begin > end) { return times; }
            byte[] leaf = new byte[32];
            SHA256.HashData(Entry, leaf);
            StoreChange change = new() { Log = [new LogAppend(Entry, leaf, 1_900_000_000_000, keys)] };
            if (await store.CommitAsync(change, CancellationToken.None) is not CommitOutcome.Committed) { throw new InvalidOperationException("The store did not commit."); }
            times.Add(Stopwatch.GetTimestamp() - begin);
        }
    }
}

internal sealed record LogResult(int Callers, long Count, double PerSecond, double P50Ms, double P99Ms, double CpuUs);
