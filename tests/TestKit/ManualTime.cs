namespace Secure.TestKit;

/// <summary>A clock that moves only when told; timers fire on the caller's thread while it moves.</summary>
public sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _wall = start;
    private long _ticks;

    public ManualTime() : this(new DateTimeOffset(2030, 1, 7, 9, 0, 0, TimeSpan.Zero)) { }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() { lock (_gate) { return _wall; } }

    public override long GetTimestamp() { lock (_gate) { return _ticks; } }

    /// <summary>Steps the wall clock alone, as an administrator or a wrong NTP server would.</summary>
    public void StepWall(TimeSpan by) { lock (_gate) { _wall += by; } }

    /// <summary>Moves both clocks forward and fires, in order, every timer that falls due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        long end;
        lock (_gate) { end = _ticks + by.Ticks; }
        while (NextDue(end) is { } timer) { timer.Fire(); }
        lock (_gate) { MoveTo(end); }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private Timer? NextDue(long end)
    {
        lock (_gate)
        {
            Timer? next = _timers.Where(t => t.Due <= end).MinBy(t => t.Due);
            if (next is null) { return null; }
            MoveTo(Math.Max(next.Due, _ticks));
            next.Rearm();
            return next;
        }
    }

    private void MoveTo(long ticks) { _wall += TimeSpan.FromTicks(ticks - _ticks); _ticks = ticks; }

    private sealed class Timer(ManualTime owner, TimerCallback callback, object? state) : ITimer
    {
        private long _period = -1;

        public long Due { get; private set; } = long.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._gate)
            {
                Due = dueTime < TimeSpan.Zero ? long.MaxValue : owner._ticks + dueTime.Ticks;
                _period = period > TimeSpan.Zero ? period.Ticks : -1;
                if (!owner._timers.Contains(this)) { owner._timers.Add(this); }
            }
            return true;
        }

        public void Rearm() => Due = _period > 0 ? Due + _period : long.MaxValue;

        public void Fire() => callback(state);

        public void Dispose() { lock (owner._gate) { owner._timers.Remove(this); } }

        public ValueTask DisposeAsync() { Dispose(); return ValueTask.CompletedTask; }
    }
}
