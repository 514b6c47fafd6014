using Secure.Gateway.Spine;

namespace Secure.Gateway.Audit;

/// <summary>An alarm as its entry of the log.</summary>
internal static class AlarmEntries
{
    /// <summary>Names of details that an alert is read back from.</summary>
    internal const string Text = "text";
    internal const string Drill = "drill";
    internal const string EvidenceLost = "evidence_lost";
    internal const string DecisionId = "decision_id";

    internal static AuditEvent Of(Alarm alarm) => new(AuditKinds.Alarm)
    {
        Person = alarm.Person,
        Session = alarm.Session,
        Workstation = alarm.Workstation ?? alarm.Place?.Workstation?.Text,
        Device = alarm.Device,
        Door = alarm.Door,
        Room = alarm.Room,
        Resource = alarm.Resource,
        Action = alarm.Action,
        Reasons = [alarm.Code],
        Evidence = [.. alarm.Evidence.OfType<EvidenceKept.Kept>().Select(e => Convert.FromHexString(e.Id))],
        Details = [new(Text, alarm.Text), .. Words(alarm)],
    };

    private static IEnumerable<KeyValuePair<string, string>> Words(Alarm alarm)
    {
        if (alarm.Drill) { yield return new(Drill, "true"); }
        if (alarm.DecisionId is { } decision) { yield return new(DecisionId, decision); }
        foreach (KeyValuePair<string, string> place in alarm.Place?.Details ?? []) { yield return place; }
        if (alarm.Evidence.OfType<EvidenceKept.Lost>().FirstOrDefault() is { } lost) { yield return new(EvidenceLost, $"{lost.Code}: {lost.Why}"); }
        foreach (KeyValuePair<string, string> more in alarm.Details) { yield return more; }
    }
}
