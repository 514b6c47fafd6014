using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Alerts;

/// <summary>Knows what evidence alerts name, and names in them what comes later: a camera's clip ends after the alarm.</summary>
internal sealed class EvidenceLinks(AlertBook book, IAudit audit) : IEvidenceHolds
{
    // A clip takes events for a minute and begins at most 30 s before its first; agents' clocks may be some seconds off.
    private static readonly TimeSpan Around = TimeSpan.FromMinutes(2);

    public IReadOnlySet<string> Held() => book.Open().SelectMany(a => a.Evidence).ToHashSet(StringComparer.Ordinal);

    public IReadOnlySet<string> Linked() => book.All().SelectMany(a => a.Evidence).ToHashSet(StringComparer.Ordinal);

    public DateTimeOffset? OldestOpen() => book.Open() is { Count: > 0 } open ? open.Min(a => a.RaisedAt) : null;

    public IReadOnlyList<string> Naming(string evidence) => [.. book.All().Where(a => a.Evidence.Contains(evidence)).Select(a => a.Id)];

    public async Task LinkAsync(DoorId door, DateTimeOffset takenAt, string evidence, CancellationToken cancellation)
    {
        foreach (Alert open in book.Open())
        {
            if (!Concerns(open, door, takenAt, evidence)) { continue; }
            CommitOutcome? outcome = await book.ChangeAsync(open.Id, found => found is { } now && Concerns(now, door, takenAt, evidence) ? With(now, evidence) : null, audit, cancellation);
            outcome?.OrRefuse();
        }
    }

    private static bool Concerns(Alert alert, DoorId door, DateTimeOffset takenAt, string evidence) =>
        !alert.IsClosed && alert.About.Door == door.Text
        // Behind a network that was cut both come hours later: what counts is when it happened.
        && (alert.HappenedFrom ?? alert.RaisedAt) - Around <= takenAt && takenAt <= (alert.HappenedTo ?? alert.LastAt) + Around
        && alert.Evidence.Count < AlarmReading.EvidenceMax && !alert.Evidence.Contains(evidence);

    /// <summary>Not what people did, so that it counts no version: whoever decides meanwhile is not refused for it.</summary>
    private static (Alert Next, AuditEvent Happened) With(Alert alert, string evidence) =>
        (alert with { Evidence = [.. alert.Evidence, evidence] },
        new AuditEvent("alert.evidence")
        {
            Device = alert.About.Device,
            Door = alert.About.Door,
            Room = alert.About.Room,
            Evidence = [Convert.FromHexString(evidence)],
            Details = [new(AlarmReading.AlertDetail, alert.Id), new("code", alert.Code)],
        });
}
