namespace Secure.Gateway.Alerts;

/// <summary>Where an alert stands. The numbers are those of the contract.</summary>
internal enum AlertState
{
    /// <summary>未签收.</summary>
    Raised = 1,

    /// <summary>签收.</summary>
    Acknowledged = 2,

    /// <summary>指派.</summary>
    Assigned = 3,

    /// <summary>处置.</summary>
    Handling = 4,

    /// <summary>办结.</summary>
    Resolved = 5,

    /// <summary>误报.</summary>
    FalseAlarm = 6,
}

/// <summary>How soon somebody must look. The numbers are those of the contract.</summary>
internal enum AlertSeverity
{
    /// <summary>提示.</summary>
    Notice = 1,

    /// <summary>一般.</summary>
    Warning = 2,

    /// <summary>紧急.</summary>
    Urgent = 3,
}

/// <summary>What a person may do to an alert.</summary>
internal enum AlertAct
{
    Acknowledge = 1,
    Assign = 2,
    Handle = 3,
    Note = 4,
    Resolve = 5,
    MarkFalse = 6,
}

/// <summary>What stands in an alert's history. The numbers are those of the contract.</summary>
internal enum AlertStep
{
    Raised = 1,
    Acknowledged = 2,
    Assigned = 3,
    Handled = 4,
    Noted = 5,
    Resolved = 6,
    MarkedFalse = 7,

    /// <summary>Nobody acknowledged in time: further people were told.</summary>
    Escalated = 8,

    /// <summary>Not closed in time.</summary>
    Overdue = 9,
}

/// <summary>How soon an alarm of each code must be answered. The longest code that begins the alarm's own counts.</summary>
internal static class Severities
{
    private static readonly (string Prefix, AlertSeverity Severity)[] Table =
    [
        ("stepup.", AlertSeverity.Urgent), ("store.", AlertSeverity.Urgent), ("site.tampered", AlertSeverity.Urgent), ("log.", AlertSeverity.Urgent),
        ("witness.", AlertSeverity.Urgent), ("evidence.tampered", AlertSeverity.Urgent), ("door.forced", AlertSeverity.Urgent), ("drill", AlertSeverity.Warning),
        ("store.space_80", AlertSeverity.Notice), ("store.space_90", AlertSeverity.Warning), ("door.journal_", AlertSeverity.Urgent), ("door.event_forged", AlertSeverity.Urgent),
        ("door.reader_offline", AlertSeverity.Notice), ("entry.bad_signature", AlertSeverity.Urgent), ("entry.replayed", AlertSeverity.Urgent), ("device.queue_replayed", AlertSeverity.Urgent),
        ("entry.duress", AlertSeverity.Urgent), ("door.box_opened", AlertSeverity.Urgent), ("door.break_glass", AlertSeverity.Urgent), ("door.was_offline", AlertSeverity.Notice), ("door.battery_low", AlertSeverity.Urgent),
        ("door.reader_attack", AlertSeverity.Urgent), ("door.reader_swapped", AlertSeverity.Urgent), ("door.fire", AlertSeverity.Urgent), ("door.tailgating_uncounted", AlertSeverity.Notice),
        ("ceremony.", AlertSeverity.Urgent), ("recovery.", AlertSeverity.Urgent),
    ];

    /// <summary>A code that no line covers is a warning: never less than that, because nobody has thought about it yet.</summary>
    internal static AlertSeverity Of(string code) =>
        Table.Where(line => code.StartsWith(line.Prefix, StringComparison.Ordinal)).OrderByDescending(line => line.Prefix.Length).Select(line => line.Severity).DefaultIfEmpty(AlertSeverity.Warning).First();
}
