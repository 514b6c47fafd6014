using Secure.Gateway.Storage;

namespace Secure.Gateway.Audit;

/// <summary>The one way into the log. A state change and the entry that records it are one durable commit.</summary>
public interface IAudit
{
    /// <summary>
    /// Records <paramref name="happened"/> together with the rows it changes and returns when both are on the disk.
    /// Anything but Committed means that nothing may leave: Unavailable is answered UNAVAILABLE, with no decision.
    /// The token counts only until the change is queued.
    /// </summary>
    ValueTask<CommitOutcome> RecordAsync(AuditEvent happened, CancellationToken cancellation, params RowWrite[] rows);

    /// <summary>The same for several events of one change; they get consecutive indices.</summary>
    ValueTask<CommitOutcome> RecordAsync(IReadOnlyList<AuditEvent> happened, CancellationToken cancellation, params RowWrite[] rows);
}
