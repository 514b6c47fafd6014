using Google.Protobuf.WellKnownTypes;

namespace Secure.Gateway.Alerts;

/// <summary>Alerts as the contract shows them.</summary>
internal static class AlertMapping
{
    internal static V1.Alert ToWire(this Alert alert) => new()
    {
        Id = alert.Id,
        Code = alert.Code,
        Text = alert.Text,
        Severity = (V1.AlertSeverity)(int)alert.Severity,
        State = (V1.AlertState)(int)alert.State,
        Version = (ulong)alert.Version,
        RaisedAt = alert.RaisedAt.ToTimestamp(),
        LastAt = alert.LastAt.ToTimestamp(),
        Count = (ulong)alert.Count,
        Owner = alert.Owner,
        Told = { alert.Told },
        AcknowledgeBy = alert.AcknowledgeBy.ToTimestamp(),
        CloseBy = alert.CloseBy.ToTimestamp(),
        Escalated = alert.Escalated,
        Overdue = alert.Overdue,
        Drill = alert.Drill,
        Person = alert.About.Person,
        Device = alert.About.Device,
        Door = alert.About.Door,
        Room = alert.About.Room,
        Resource = alert.About.Resource,
        Workstation = alert.About.Workstation,
        Session = alert.About.Session,
        DecisionId = alert.About.DecisionId,
        Why = { alert.Why.Select(w => new V1.AlertWord { Name = w.Name, Value = w.Value }) },
        Evidence = { alert.Evidence },
        FirstIndex = (ulong)alert.History[0].Index,
        LastIndex = (ulong)alert.LastIndex,
    };

    internal static V1.AlertLine ToWire(this AlertLine line) => new()
    {
        Step = (V1.AlertStep)(int)line.Step,
        At = line.At.ToTimestamp(),
        By = line.By,
        To = line.To,
        Reason = line.Reason,
        LogIndex = (ulong)line.Index,
    };
}
