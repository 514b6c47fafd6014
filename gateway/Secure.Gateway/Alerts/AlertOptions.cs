namespace Secure.Gateway.Alerts;

/// <summary>Section <c>Alerts</c>.</summary>
public sealed class AlertOptions
{
    /// <summary>Until when an urgent alert must be acknowledged, 10 s to 1 h. Default 2 min.</summary>
    public TimeSpan AcknowledgeUrgent { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The same for a warning, 10 s to 1 day. Default 15 min.</summary>
    public TimeSpan AcknowledgeWarning { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The same for a notice, 10 s to 7 days. Default 8 h.</summary>
    public TimeSpan AcknowledgeNotice { get; set; } = TimeSpan.FromHours(8);

    /// <summary>Until when an urgent alert must be closed, 1 min to 7 days. Default 4 h.</summary>
    public TimeSpan CloseUrgent { get; set; } = TimeSpan.FromHours(4);

    /// <summary>The same for a warning, 1 min to 30 days. Default 1 day.</summary>
    public TimeSpan CloseWarning { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The same for a notice, 1 min to 90 days. Default 7 days.</summary>
    public TimeSpan CloseNotice { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The same thing happening again within this time after its last time belongs to the open alert, 1 s to 1 day. Default 10 min.</summary>
    public TimeSpan FoldWithin { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a closed alert stays to be listed; the log keeps its own copy. 180 days (alarm records are kept 6 months) to 3,650. Default 400.</summary>
    public int KeepClosedDays { get; set; } = 400;

    internal TimeSpan Acknowledge(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Urgent => AcknowledgeUrgent,
        AlertSeverity.Warning => AcknowledgeWarning,
        _ => AcknowledgeNotice,
    };

    internal TimeSpan Close(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Urgent => CloseUrgent,
        AlertSeverity.Warning => CloseWarning,
        _ => CloseNotice,
    };

    /// <summary>Every fault in words, none when the options can be used.</summary>
    public IReadOnlyList<string> Faults()
    {
        TimeSpan least = TimeSpan.FromSeconds(10), minute = TimeSpan.FromMinutes(1);
        (bool Good, string Fault)[] checks =
        [
            (AcknowledgeUrgent >= least && AcknowledgeUrgent <= TimeSpan.FromHours(1), "Alerts:AcknowledgeUrgent must be 10 s to 1 h."),
            (AcknowledgeWarning >= least && AcknowledgeWarning <= TimeSpan.FromDays(1), "Alerts:AcknowledgeWarning must be 10 s to 1 day."),
            (AcknowledgeNotice >= least && AcknowledgeNotice <= TimeSpan.FromDays(7), "Alerts:AcknowledgeNotice must be 10 s to 7 days."),
            (CloseUrgent >= minute && CloseUrgent <= TimeSpan.FromDays(7), "Alerts:CloseUrgent must be 1 min to 7 days."),
            (CloseWarning >= minute && CloseWarning <= TimeSpan.FromDays(30), "Alerts:CloseWarning must be 1 min to 30 days."),
            (CloseNotice >= minute && CloseNotice <= TimeSpan.FromDays(90), "Alerts:CloseNotice must be 1 min to 90 days."),
            (FoldWithin >= TimeSpan.FromSeconds(1) && FoldWithin <= TimeSpan.FromDays(1), "Alerts:FoldWithin must be 1 s to 1 day."),
            (KeepClosedDays is >= 180 and <= 3650, "Alerts:KeepClosedDays must be 180 to 3,650."),
        ];
        return [.. checks.Where(c => !c.Good).Select(c => c.Fault)];
    }
}
