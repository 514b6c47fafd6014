using Secure.Gateway.Audit;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Alerts;

/// <summary>Records who reads alerts, before the answer leaves.</summary>
internal sealed class AlertReads(IAudit audit)
{
    internal const string Kind = "alert.read";

    /// <exception cref="Secure.Contracts.RefusedException">It could not be recorded: nothing is shown.</exception>
    internal async Task RecordAsync(ISession reader, string what, string? alert, CancellationToken cancellation)
    {
        AuditEvent read = new(Kind)
        {
            Subject = reader.Person.Text,
            Session = reader.Id,
            Action = what,
            Details = alert is null ? [] : [new(AlarmReading.AlertDetail, alert)],
        };
        (await audit.RecordAsync(read, cancellation)).OrRefuse();
    }
}
