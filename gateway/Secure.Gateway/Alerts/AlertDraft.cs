using System.Globalization;
using Secure.Gateway.Audit;

namespace Secure.Gateway.Alerts;

/// <summary>What the alarms of one change do to the alerts: the second of two alike already finds what the first one began.</summary>
internal sealed class AlertDraft(AlertBook book, IDuty duty, DuressNotes notes, AlertOptions options, DateTimeOffset now)
{
    private const int DetailsMax = 32;

    private readonly Dictionary<(string, bool, AlertSubject), Alert> _made = [];
    private readonly Dictionary<string, Alert> _changed = new(StringComparer.Ordinal);
    private int _given;

    internal IReadOnlyList<Alert> Alerts => [.. _changed.Values];

    /// <summary>The event as it is to be recorded: an alarm names its alert.</summary>
    /// <param name="place">Of the event in its change, from 0.</param>
    internal AuditEvent Take(AuditEvent happened, int place)
    {
        if (happened.Kind != AuditKinds.Alarm)
        {
            if (notes.AlarmOf(happened) is { } silent) { Add(silent, place, isSilent: true); }
            return happened;
        }
        Alert alert = Add(happened, place, isSilent: false);
        // An entry holds 32 details: a talkative alarm loses its last word rather than itself.
        return happened with { Details = [new(AlarmReading.AlertDetail, alert.Id), .. happened.Details.Take(DetailsMax - 1)] };
    }

    private Alert Add(AuditEvent alarm, int place, bool isSilent)
    {
        (string, bool, AlertSubject) key = AlarmReading.KeyOf(alarm);
        Alert? latest = _made.GetValueOrDefault(key) ?? book.LatestOf(key);
        AlertSubject about = AlarmReading.About(alarm);
        Alert alert = latest is not null && AlarmReading.Takes(latest, alarm, options.FoldWithin, now)
            ? AlarmReading.Again(latest, alarm, place, now)
            : AlarmReading.First(NextId(), alarm, place, isSilent ? duty.Elsewhere(about, []) : duty.First(about), options, now) with { Silent = isSilent };
        (_made[key], _changed[alert.Id]) = (alert, alert);
        return alert;
    }

    private string NextId()
    {
        string day = AlertIds.DayOf(now);
        return AlertIds.Make(day, book.NextNumber(day) + _given++);
    }
}

/// <summary>Alerts are named after the day (UTC) and counted within it, so that people can say which one they mean.</summary>
internal static class AlertIds
{
    internal static string DayOf(DateTimeOffset now) => now.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    internal static string Make(string day, int number) => string.Create(CultureInfo.InvariantCulture, $"{day}-{number:0000}");

    /// <summary>The number of this alert where it is one of that day; 0 else.</summary>
    internal static int NumberOf(string id, string day) =>
        id.Length > day.Length && id.StartsWith(day, StringComparison.Ordinal) && id[day.Length] == '-' && int.TryParse(id.AsSpan(day.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
