namespace Secure.Gateway.Storage;

/// <summary>One committed row.</summary>
/// <param name="Version">1 or more; give it as the expected version of the next write.</param>
public sealed record StoredRow(string Key, long Version, byte[] Value);

/// <summary>The answer to a read of one row. Closed: ask with <see cref="Match"/>.</summary>
public abstract record RowRead
{
    private RowRead() { }

    /// <summary>The row, and its seal was right if its table is sealed.</summary>
    public sealed record Found(StoredRow Row) : RowRead;

    /// <summary>No such row.</summary>
    public sealed record Absent : RowRead;

    /// <summary>The row's seal does not match: somebody wrote it past the store. Deny, and raise an alarm.</summary>
    public sealed record Tampered(string Table, string Key) : RowRead;

    /// <summary>The one way to take an answer apart.</summary>
    public T Match<T>(Func<StoredRow, T> found, Func<T> absent, Func<Tampered, T> tampered) => this switch
    {
        Found f => found(f.Row),
        Absent => absent(),
        Tampered t => tampered(t),
        _ => throw new InvalidOperationException("The family is closed."),
    };
}

/// <summary>A whole table. Rows whose seal does not match are not among <paramref name="Rows"/>: only their keys are told, so that the caller denies and raises an alarm.</summary>
public sealed record TableRead(IReadOnlyList<StoredRow> Rows, IReadOnlyList<string> TamperedKeys);

/// <summary>One entry of the log.</summary>
public sealed record LogEntry(long Index, long TimeMs, byte[] Entry);

/// <summary>Which entries to find: those with every non-null key of <paramref name="Keys"/> and a time inside the range.</summary>
public sealed record LogQuery
{
    /// <summary>Null keys match anything.</summary>
    public SearchKeys Keys { get; init; } = new();

    /// <summary>Milliseconds since 1970-01-01 UTC, included. Null: from the beginning.</summary>
    public long? FromMs { get; init; }

    /// <summary>Milliseconds since 1970-01-01 UTC, excluded. Null: to the end.</summary>
    public long? ToMs { get; init; }

    /// <summary>The order of the answer, by index.</summary>
    public bool NewestFirst { get; init; } = true;

    /// <summary>The cursor of the page before; null for the first page.</summary>
    public long? Cursor { get; init; }

    /// <summary>Entries on a page, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>One page of a search.</summary>
/// <param name="Next">The cursor of the next page, null when there is none. A page may be short, even empty, and still have a next one: one call looks through a bounded part of the log.</param>
public sealed record LogPage(IReadOnlyList<LogEntry> Entries, long? Next);
