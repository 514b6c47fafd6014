using Secure.Gateway.Spine;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Audit;

/// <summary>The one way to raise an alarm. Its log entry and its alert are one commit.</summary>
public interface IAlarms
{
    /// <summary>Returns when the alarm is on the disk; it may use the reserve.</summary>
    ValueTask<CommitOutcome> RaiseAsync(Alarm alarm, CancellationToken cancellation, params RowWrite[] rows);
}

/// <summary>One alarm.</summary>
/// <param name="Code">Stable, lower case with dots, as <c>door.forced</c> or <c>store.tampered</c>.</param>
/// <param name="Text">Chinese first, then English, safe for whoever may watch the log.</param>
public sealed record Alarm(string Code, string Text)
{
    /// <summary>The person concerned, or claimed to be.</summary>
    public string? Person { get; init; }

    public string? Session { get; init; }

    public string? Workstation { get; init; }

    public string? Device { get; init; }

    public string? Door { get; init; }

    public string? Room { get; init; }

    /// <summary>Kind and id, as <c>material/plan-7</c>.</summary>
    public string? Resource { get; init; }

    public string? Action { get; init; }

    /// <summary>The decision that led to it: its entry in the log says how it came about.</summary>
    public string? DecisionId { get; init; }

    /// <summary>Where the person is; null where nobody looked, which is shown as unknown all the same.</summary>
    public Whereabouts? Place { get; init; }

    /// <summary>What was kept of it, or why nothing could be.</summary>
    public IReadOnlyList<EvidenceKept> Evidence { get; init; } = [];

    /// <summary>演练: raised for practice, and marked so everywhere.</summary>
    public bool Drill { get; init; }

    /// <summary>More words, as in <see cref="AuditEvent.Details"/>; at most 16.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Details { get; init; } = [];
}
