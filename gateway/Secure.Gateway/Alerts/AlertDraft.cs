using System.Globalization;
using Secure.Gateway.Audit;

namespace Secure.Gateway.Alerts;

/// <summary>What the alarms of one change do to the alerts: the second of two alike already finds what the first one began.</summary>
internal sealed class AlertDraft(AlertBook book, IDuty duty, AlertOptions options, DateTimeOffset now)
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
        if (happened.Kind != AuditKinds.Alarm) { return happened; }
        (string, bool, AlertSubject) key = AlarmReading.KeyOf(happened);
        Alert? latest = _made.GetValueOrDefault(key) ?? book.LatestOf(key);
        Alert alert = latest is not null && AlarmReading.Takes(latest, happened, options.FoldWithin, now)
            ? AlarmReading.Again(latest, happened, place, now)
            : AlarmReading.First(NextId(), happened, place, duty.First(AlarmReading.About(happened)), options, now);
        (_made[key], _changed[alert.Id]) = (alert, alert);
        // An entry holds 32 details: a talkative alarm loses its last word rather than itself.
        return happened with { Details = [new(AlarmReading.AlertDetail, alert.Id), .. happened.Details.Take(DetailsMax - 1)] };
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
