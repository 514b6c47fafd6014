using Secure.DoorTwin.Loop;
using Secure.TestKit;

namespace Secure.DoorTwin.Tests;

/// <summary>An agenda on a clock that a test moves, from one item to the next.</summary>
internal sealed class SteppedTime
{
    private readonly ManualTime _clock = new();

    internal SteppedTime() => Agenda = new Agenda(_clock);

    internal Agenda Agenda { get; }

    internal void PassMs(double ms)
    {
        long endNs = Agenda.NowNs + (long)(ms * 1_000_000);
        Agenda.RunDue();
        while (Agenda.UntilNextNs is { } next && Agenda.NowNs + next <= endNs) { Step(next); }
        Step(endNs - Agenda.NowNs);
    }

    /// <summary>The manual clock counts in 100 ns.</summary>
    internal void Step(long ns)
    {
        _clock.Advance(TimeSpan.FromTicks((Math.Max(0, ns) + 99) / 100));
        Agenda.RunDue();
    }
}
