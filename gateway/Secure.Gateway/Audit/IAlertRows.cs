using Secure.Gateway.Storage;

namespace Secure.Gateway.Audit;

/// <summary>Gives every alarm that is recorded, whoever records it, its alert in the same commit.</summary>
public interface IAlertRows
{
    /// <summary>True where the event makes an alert, or may: then its commit is made here.</summary>
    bool Concerns(AuditEvent happened);

    /// <summary>Calls <paramref name="commit"/> once, with the events, each alarm naming its alert, and with the rows and the alerts' own.</summary>
    ValueTask<CommitOutcome> CommitAsync(
        IReadOnlyList<AuditEvent> happened, RowWrite[] rows, Func<IReadOnlyList<AuditEvent>, RowWrite[], ValueTask<CommitOutcome>> commit, CancellationToken cancellation);
}
