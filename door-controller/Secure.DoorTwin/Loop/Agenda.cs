namespace Secure.DoorTwin.Loop;

/// <summary>What is to happen, and when. One thread owns it, so nothing in the twin needs a lock.</summary>
internal sealed class Agenda(TimeProvider clock)
{
    private readonly PriorityQueue<Item, (long Due, long Order)> _items = new();
    private long _order;

    /// <summary>Monotonic time in nanoseconds (CLOCK_MONOTONIC with the system's clock), so that another process can compare.</summary>
    internal long NowNs => (long)((Int128)clock.GetTimestamp() * 1_000_000_000 / clock.TimestampFrequency);

    /// <summary>Nanoseconds until the next item, zero when one is due, null when there is none.</summary>
    internal long? UntilNextNs
    {
        get
        {
            while (_items.TryPeek(out Item? first, out _) && first.Cancelled) { _items.Dequeue(); }
            return _items.TryPeek(out _, out (long Due, long Order) key) ? Math.Max(0, key.Due - NowNs) : null;
        }
    }

    internal Item At(long dueNs, Action act)
    {
        Item item = new(act);
        _items.Enqueue(item, (dueNs, _order++));
        return item;
    }

    internal Item After(TimeSpan delay, Action act) => At(NowNs + (long)delay.TotalNanoseconds, act);

    /// <summary>Runs everything that is due, in order of time; what these add for now runs too.</summary>
    internal void RunDue()
    {
        while (UntilNextNs == 0) { _items.Dequeue().Run(); }
    }

    internal sealed class Item(Action act)
    {
        internal bool Cancelled { get; private set; }

        internal void Cancel() => Cancelled = true;

        internal void Run()
        {
            Cancelled = true;
            act();
        }
    }
}
