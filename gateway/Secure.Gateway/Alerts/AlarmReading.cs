using Secure.Gateway.Audit;

namespace Secure.Gateway.Alerts;

/// <summary>Reads an alert out of an alarm's entry, and the same thing happening again into the alert that it belongs to. Pure.</summary>
internal static class AlarmReading
{
    /// <summary>Pieces of evidence that one alert names; with more, a new alert begins, so that none is forgotten.</summary>
    internal const int EvidenceMax = 64;

    /// <summary>The detail by which an alarm's entry names its alert.</summary>
    internal const string AlertDetail = "alert";

    /// <summary>The word by which an alert says what was asked for.</summary>
    internal const string ActionWord = "action";

    internal static string CodeOf(AuditEvent alarm) => alarm.Reasons.Count > 0 ? alarm.Reasons[0] : "alarm";

    internal static bool IsDrill(AuditEvent alarm) => Detail(alarm, AlarmEntries.Drill) == "true";

    internal static AlertSubject About(AuditEvent alarm) => new(
        alarm.Person ?? "", alarm.Device ?? "", alarm.Door ?? "", alarm.Room ?? "", alarm.Resource ?? "", alarm.Workstation ?? "", alarm.Session ?? "", Detail(alarm, AlarmEntries.DecisionId) ?? "");

    /// <summary>What makes two alarms the same thing: all but session and decision, which are new every time.</summary>
    internal static (string Code, bool Drill, AlertSubject About) KeyOf(AuditEvent alarm) => (CodeOf(alarm), IsDrill(alarm), Lasting(About(alarm)));

    internal static (string Code, bool Drill, AlertSubject About) KeyOf(Alert alert) => (alert.Code, alert.Drill, Lasting(alert.About));

    internal static Alert First(string id, AuditEvent alarm, int place, IReadOnlyList<string> told, AlertOptions options, DateTimeOffset now)
    {
        string code = CodeOf(alarm);
        AlertSeverity severity = Severities.Of(code);
        return new Alert
        {
            Id = id,
            Code = code,
            Text = Detail(alarm, AlarmEntries.Text) ?? code,
            Severity = severity,
            State = AlertState.Raised,
            RaisedAt = now,
            LastAt = now,
            HappenedFrom = alarm.EventTime,
            HappenedTo = alarm.EventTime,
            Count = 1,
            Version = 1,
            Told = told,
            AcknowledgeBy = now + options.Acknowledge(severity),
            CloseBy = now + options.Close(severity),
            Drill = IsDrill(alarm),
            About = About(alarm),
            Why = [.. alarm.Action is { Length: > 0 } action ? new[] { new AlertWord(ActionWord, action) } : [], .. alarm.Details.Where(d => d.Key is not (AlarmEntries.Text or AlarmEntries.Drill)).Select(d => new AlertWord(d.Key, d.Value))],
            Evidence = EvidenceOf(alarm),
            History = [new AlertLine(AlertStep.Raised, now, "", string.Join(' ', told), "", AlertLine.Pending(place))],
            LastIndex = AlertLine.Pending(place),
        };
    }

    internal static Alert Again(Alert alert, AuditEvent alarm, int place, DateTimeOffset now) => alert with
    {
        Count = alert.Count + 1,
        LastAt = now,
        HappenedFrom = Min(alert.HappenedFrom, alarm.EventTime),
        HappenedTo = Max(alert.HappenedTo, alarm.EventTime),
        LastIndex = AlertLine.Pending(place),
        Evidence = [.. alert.Evidence.Union(EvidenceOf(alarm), StringComparer.Ordinal)],
    };

    internal static bool Takes(Alert alert, AuditEvent alarm, TimeSpan within, DateTimeOffset now) =>
        !alert.IsClosed && (now - alert.LastAt).Duration() <= within && alert.Evidence.Count + alarm.Evidence.Count <= EvidenceMax;

    private static DateTimeOffset? Min(DateTimeOffset? a, DateTimeOffset? b) => b is null || a <= b ? a : b;

    private static DateTimeOffset? Max(DateTimeOffset? a, DateTimeOffset? b) => b is null || a >= b ? a : b;

    private static List<string> EvidenceOf(AuditEvent alarm) => [.. alarm.Evidence.Select(Convert.ToHexStringLower)];

    private static AlertSubject Lasting(AlertSubject about) => about with { Session = "", DecisionId = "" };

    private static string? Detail(AuditEvent alarm, string name)
    {
        foreach (KeyValuePair<string, string> detail in alarm.Details) { if (detail.Key == name) { return detail.Value; } }
        return null;
    }
}
