using System.Diagnostics;

namespace Secure.Benchmarks;

/// <summary>What many callers measured, each its own calls one after another.</summary>
internal sealed class Timings(IEnumerable<long> ticks, double seconds)
{
    private readonly long[] _sorted = [.. ticks.Order()];
    private readonly double _seconds = seconds;

    /// <summary>Of several runs of the same, one after another.</summary>
    public static Timings Sum(IReadOnlyCollection<Timings> runs) => new(runs.SelectMany(r => r._sorted), runs.Sum(r => r._seconds));

    public int Count => _sorted.Length;

    public double PerSecond => Math.Round(_sorted.Length / _seconds, 1);

    /// <param name="share">0.5 for the median, 0.99 for what one in a hundred exceeds.</param>
    public double Ms(double share) => _sorted.Length == 0 ? 0 : Math.Round(_sorted[(int)Math.Min(_sorted.Length - 1, _sorted.Length * share)] * 1_000.0 / Stopwatch.Frequency, 4);

    /// <summary>Runs <paramref name="callers"/> loops for about <paramref name="length"/> and times each call of each.</summary>
    public static async Task<Timings> MeasureAsync(int callers, TimeSpan length, Func<int, ValueTask> call, CancellationToken cancellation)
    {
        long begin = Stopwatch.GetTimestamp(), end = begin + (long)(length.TotalSeconds * Stopwatch.Frequency);
        List<long>[] all = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            List<long> ticks = new(1_024);
            for (long at = Stopwatch.GetTimestamp(); at < end; at = Stopwatch.GetTimestamp())
            {
                cancellation.ThrowIfCancellationRequested();
                await call(caller);
                ticks.Add(Stopwatch.GetTimestamp() - at);
            }
            return ticks;
        }, cancellation)));
        return new Timings(all.SelectMany(t => t), Stopwatch.GetElapsedTime(begin).TotalSeconds);
    }
}
