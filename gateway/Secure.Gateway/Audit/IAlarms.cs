using Secure.Gateway.Storage;

namespace Secure.Gateway.Audit;

/// <summary>Raises alarms. Until alerts have a life of their own, an alarm is an entry of kind <c>alarm</c>.</summary>
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
    public string? Person { get; init; }

    public string? Device { get; init; }

    public string? Door { get; init; }

    public string? Room { get; init; }

    /// <summary>More words, as in <see cref="AuditEvent.Details"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Details { get; init; } = [];
}
