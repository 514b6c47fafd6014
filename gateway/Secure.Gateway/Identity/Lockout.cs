namespace Secure.Gateway.Identity;

/// <summary>
/// Delays after failures: after 5 in 15 minutes 30 s, doubling with every further one to 15 minutes; never permanent.
/// Kept in memory on the monotonic clock: a restart forgets it, and whoever can restart the gateway need not guess.
/// </summary>
internal sealed class Lockout(TimeProvider clock)
{
    private const int FailuresMax = 5;
    private const int EntriesMax = 20_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DelayMax = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>
    /// Begins an attempt; false, with the time to wait, while a delay runs or while as many attempts are under way as may
    /// still fail: else many guesses sent at once would all pass before the first is counted.
    /// </summary>
    internal bool TryBegin(string key, out TimeSpan retry)
    {
        lock (_gate)
        {
            Entry entry = Find(key);
            retry = Left(entry);
            if (retry == TimeSpan.Zero && entry.UnderWay >= Math.Max(1, FailuresMax - entry.Failures.Count)) { retry = TimeSpan.FromSeconds(1); }
            if (retry > TimeSpan.Zero) { return false; }
            entry.UnderWay++;
            return true;
        }
    }

    /// <summary>Ends an attempt that neither succeeded nor failed.</summary>
    internal void Abandon(string key) { lock (_gate) { Find(key).UnderWay--; } }

    /// <summary>Ends a successful attempt and forgets the failures.</summary>
    internal void Succeed(string key)
    {
        lock (_gate)
        {
            Entry entry = Find(key);
            entry.UnderWay--;
            entry.Failures.Clear();
            entry.Level = 0;
        }
    }

    /// <summary>Ends a failed attempt; gives the delay that begins with it, zero for none.</summary>
    internal TimeSpan Fail(string key)
    {
        lock (_gate)
        {
            Entry entry = Find(key);
            entry.UnderWay--;
            entry.Failures.Enqueue(clock.GetTimestamp());
            if (entry.Level == 0 && entry.Failures.Count < FailuresMax) { return TimeSpan.Zero; }
            TimeSpan delay = Delay(entry.Level++);
            (entry.DelayFrom, entry.Delay) = (clock.GetTimestamp(), delay);
            return delay;
        }
    }

    private static TimeSpan Delay(int level) => level >= 5 ? DelayMax : TimeSpan.FromTicks(Math.Min(DelayMax.Ticks, FirstDelay.Ticks << level));

    private TimeSpan Left(Entry entry)
    {
        TimeSpan left = entry.Delay - clock.GetElapsedTime(entry.DelayFrom);
        return entry.Level > 0 && left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private Entry Find(string key)
    {
        if (!_entries.TryGetValue(key, out Entry? entry))
        {
            MakeRoom();
            _entries[key] = entry = new Entry();
        }
        while (entry.Failures.TryPeek(out long at) && clock.GetElapsedTime(at) > Window) { entry.Failures.Dequeue(); }
        if (entry.Level > 0 && clock.GetElapsedTime(entry.DelayFrom) > entry.Delay + Window) { entry.Level = 0; }
        return entry;
    }

    // Names that nobody failed on lately go first. A flood of invented names cannot push out one that is delayed.
    private void MakeRoom()
    {
        if (_entries.Count < EntriesMax) { return; }
        foreach (string idle in _entries.Where(e => e.Value is { UnderWay: 0, Level: 0 }).Select(e => e.Key).ToArray()) { _entries.Remove(idle); }
    }

    private sealed class Entry
    {
        public Queue<long> Failures { get; } = new();

        public int UnderWay { get; set; }

        public int Level { get; set; }

        public long DelayFrom { get; set; }

        public TimeSpan Delay { get; set; }
    }
}
