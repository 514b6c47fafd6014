using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Grants;

/// <summary>Hours in which the door is held unlocked.</summary>
/// <param name="FirstPerson">Only after somebody who may enter has done so in these hours.</param>
public sealed record PlanFree(PlanHours Hours, bool FirstPerson)
{
    internal void Write(CanonicalWriter writer)
    {
        Hours.Write(writer);
        writer.Flag(FirstPerson);
    }

    internal static PlanFree Read(ref CanonicalReader reader) => new(PlanHours.Read(ref reader), reader.Flag());
}

/// <param name="Days">Bit 0 is Sunday, bit 6 Saturday.</param>
/// <param name="From">Minutes after local midnight, included.</param>
/// <param name="To">Excluded; more than <paramref name="From"/>, at most 1440.</param>
public sealed record PlanSpan(byte Days, ushort From, ushort To);

/// <summary>Weekly hours in a time zone, and the days on which they do not hold.</summary>
/// <param name="Zone">Name in the time zone database (IANA).</param>
public sealed record PlanHours(string Zone, IReadOnlyList<PlanSpan> Spans, IReadOnlyList<DateOnly> Holidays)
{
    /// <summary>Most spans.</summary>
    public const int SpansMax = 64;

    /// <summary>Most holidays, so that a plan stays within the length of a record.</summary>
    public const int HolidaysMax = 400;

    private const int DayMinutes = 24 * 60;

    /// <summary>Whether they hold at this local time.</summary>
    public bool AreOpen(DateTime local)
    {
        if (Holidays.Contains(DateOnly.FromDateTime(local))) { return false; }
        double minute = local.TimeOfDay.TotalMinutes;
        return Spans.Any(s => (s.Days & 1 << (int)local.DayOfWeek) != 0 && minute >= s.From && minute < s.To);
    }

    /// <summary>The same at a moment. False where this system knows no such time zone: then nothing is held open.</summary>
    public bool AreOpenAt(DateTimeOffset moment) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out TimeZoneInfo? zone) && AreOpen(TimeZoneInfo.ConvertTime(moment, zone).DateTime);

    internal void Write(CanonicalWriter writer)
    {
        writer.Text(Zone).U16((ushort)Spans.Count);
        foreach (PlanSpan span in Spans) { writer.U8(span.Days).U16(span.From).U16(span.To); }
        writer.U16((ushort)Holidays.Count);
        foreach (DateOnly day in Holidays) { writer.U32((uint)day.DayNumber); }
    }

    internal static PlanHours Read(ref CanonicalReader reader)
    {
        string zone = reader.Text();
        int count = reader.U16();
        if (count > SpansMax) { throw new FormatException("Too many spans."); }
        List<PlanSpan> spans = new(count);
        for (int i = 0; i < count; i++) { spans.Add(Checked(new PlanSpan(reader.U8(), reader.U16(), reader.U16()))); }
        int days = reader.U16();
        if (days > HolidaysMax) { throw new FormatException("Too many holidays."); }
        List<DateOnly> holidays = new(days);
        for (int i = 0; i < days; i++) { holidays.Add(Day(reader.U32())); }
        return new PlanHours(zone, spans, holidays);
    }

    private static PlanSpan Checked(PlanSpan span) =>
        span.Days < 128 && span.From < span.To && span.To <= DayMinutes ? span : throw new FormatException("A span is out of range.");

    private static DateOnly Day(uint number) =>
        number <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)number) : throw new FormatException("No such day.");
}
