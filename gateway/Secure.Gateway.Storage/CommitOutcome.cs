namespace Secure.Gateway.Storage;

/// <summary>What became of a change. Closed: ask with <see cref="Match"/>.</summary>
public abstract record CommitOutcome
{
    private CommitOutcome() { }

    /// <summary>On the disk.</summary>
    /// <param name="FirstIndex">The index of the change's first log entry, -1 when it had none.</param>
    /// <param name="RowVersion">The version that every row written by this change now has; versions only grow, across all rows, and are never used twice. 0 when it wrote no row.</param>
    public sealed record Committed(long FirstIndex, long RowVersion) : CommitOutcome;

    /// <summary>A row did not have the expected version. Nothing of the change was written.</summary>
    /// <param name="ActualVersion">The version found, 0 when the row is absent.</param>
    public sealed record Conflict(string Table, string Key, long ActualVersion) : CommitOutcome;

    /// <summary>The record could not be written: no decision may leave. After <see cref="UnavailableCause.Failed"/> it may or may not be there at the next start.</summary>
    public sealed record Unavailable(UnavailableCause Cause) : CommitOutcome;

    /// <summary>The one way to take an outcome apart.</summary>
    public T Match<T>(Func<Committed, T> committed, Func<Conflict, T> conflict, Func<Unavailable, T> unavailable) => this switch
    {
        Committed c => committed(c),
        Conflict c => conflict(c),
        Unavailable u => unavailable(u),
        _ => throw new InvalidOperationException("The family is closed."),
    };
}

/// <summary>Why the store could not commit.</summary>
public enum UnavailableCause
{
    /// <summary>No room on the disk; passes when there is room again.</summary>
    Full,

    /// <summary>Too many changes wait; passes.</summary>
    Busy,

    /// <summary>The disk or the database failed; the process ends.</summary>
    Failed,

    /// <summary>The store is being closed.</summary>
    Closed,
}
