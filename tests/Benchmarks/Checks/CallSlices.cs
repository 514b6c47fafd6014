namespace Secure.Benchmarks.Checks;

/// <summary>
/// One kind of call in its slices of the run. A slice ends when its last answer is in, so that no call of one kind is
/// charged to the other; what the gateway does after its answers (publishing the log) falls on whichever slice follows.
/// </summary>
internal sealed class CallSlices(CheckRun run, Func<int, ValueTask> call)
{
    private readonly List<Timings> _slices = [];
    private TimeSpan _cpu;

    public async Task RunAsync(TimeSpan length, CancellationToken cancellation)
    {
        TimeSpan before = ProcessorTime.Of(run.GatewayId);
        _slices.Add(await Timings.MeasureAsync(run.InFlight, length, call, cancellation));
        _cpu += ProcessorTime.Of(run.GatewayId) - before;
    }

    /// <summary>Forgets the warm-up.</summary>
    public void Clear()
    {
        _slices.Clear();
        _cpu = TimeSpan.Zero;
    }

    public CallFigures Figures()
    {
        Timings all = Timings.Sum(_slices);
        return new CallFigures(all.PerSecond, all.Ms(0.5), all.Ms(0.99), Math.Round(_cpu.TotalMicroseconds / Math.Max(1, all.Count), 1));
    }
}
