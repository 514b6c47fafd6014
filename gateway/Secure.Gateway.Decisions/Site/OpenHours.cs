namespace Secure.Gateway.Decisions.Site;

/// <summary>
/// A schedule that answers whether it is open now. It remembers the last answer and how long that holds, because the
/// same minute is asked about thousands of times.
/// </summary>
internal sealed class OpenHours(Schedule schedule, TimeZoneInfo zone)
{
    // Time zones change their offset on a quarter hour of UTC; inside one the local time runs even.
    private const long BlockTicks = 15 * TimeSpan.TicksPerMinute;

    // Hours that stay open for longer than a week count as open until something changes.
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(8);

    private readonly HashSet<DateOnly> _holidays = [.. schedule.Holidays];
    private Window? _last;

    /// <param name="closes">When it closes, where open and within eight days; null otherwise.</param>
    internal bool IsOpen(DateTimeOffset now, out DateTimeOffset? closes)
    {
        Window? window = Volatile.Read(ref _last);
        if (window is null || now < window.From || now >= window.To) { Volatile.Write(ref _last, window = Compute(now)); }
        closes = window.Closes;
        return window.Open;
    }

    private Window Compute(DateTimeOffset now)
    {
        DateTimeOffset block = new(now.UtcTicks - now.UtcTicks % BlockTicks + BlockTicks, TimeSpan.Zero);
        DateTimeOffset local = TimeZoneInfo.ConvertTime(now, zone);
        DateTime end = EndOfSpans(local.DateTime);
        if (end == local.DateTime)
        {
            return new Window(now, Earlier(block, InUtc(NextOpening(local.DateTime), local.Offset)), false, null);
        }
        if (end - local.DateTime >= Horizon) { return new Window(now, block, true, null); }
        DateTimeOffset closes = InUtc(end, local.Offset);
        if (closes > block) { closes = InUtc(end, zone.GetUtcOffset(end)); }
        return new Window(now, Earlier(block, closes), true, closes);
    }

    /// <summary>Where the spans that touch one another end; the given time itself where it is in none.</summary>
    private DateTime EndOfSpans(DateTime time)
    {
        DateTime end = time;
        while (end - time < Horizon && SpanEnd(end) is { } next) { end = next; }
        return end;
    }

    private DateTime? SpanEnd(DateTime time)
    {
        if (_holidays.Contains(DateOnly.FromDateTime(time))) { return null; }
        TimeOnly clock = TimeOnly.FromDateTime(time);
        foreach (ScheduleSpan span in schedule.Spans)
        {
            if (span.Days.Contains(time.DayOfWeek) && clock >= span.From && (span.To is not { } to || clock < to))
            {
                return span.To is { } end ? time.Date + end.ToTimeSpan() : time.Date.AddDays(1);
            }
        }
        return null;
    }

    private DateTime NextOpening(DateTime time)
    {
        DateTime next = time.Date.AddDays(1);
        foreach (ScheduleSpan span in schedule.Spans)
        {
            DateTime from = time.Date + span.From.ToTimeSpan();
            if (from > time && from < next) { next = from; }
        }
        return next;
    }

    private static DateTimeOffset InUtc(DateTime local, TimeSpan offset) => new DateTimeOffset(local, offset).ToUniversalTime();

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private sealed record Window(DateTimeOffset From, DateTimeOffset To, bool Open, DateTimeOffset? Closes);
}
