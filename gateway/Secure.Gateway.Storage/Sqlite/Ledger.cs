using System.Buffers.Binary;

namespace Secure.Gateway.Storage.Sqlite;

/// <summary>
/// Applies changes inside one transaction of the writer's connection. A change's expected versions are all checked before its first write,
/// so a conflict leaves nothing behind and spoils no other change of the batch.
/// </summary>
internal sealed class Ledger : IDisposable
{
    private readonly Connection _writer;
    private readonly Seals _seals;
    private readonly LogTail _tail;
    private readonly Statement _begin, _commit, _rollback, _version, _put, _delete, _append, _count;
    private long _sequence;
    private long _minimum;
    private bool _countersMoved;

    public Ledger(Connection writer, Seals seals)
    {
        (_writer, _seals) = (writer, seals);
        _begin = writer.Prepare("BEGIN IMMEDIATE");
        _commit = writer.Prepare("COMMIT");
        _rollback = writer.Prepare("ROLLBACK");
        _version = writer.Prepare("SELECT version FROM rows WHERE tbl=?1 AND key=?2");
        _put = writer.Prepare("INSERT INTO rows VALUES(?1,?2,?3,?4,?5) ON CONFLICT DO UPDATE SET version=?3, value=?4, seal=?5");
        _delete = writer.Prepare("DELETE FROM rows WHERE tbl=?1 AND key=?2");
        _append = writer.Prepare("INSERT INTO log VALUES(?1,?2,?3,?4,?5)");
        _count = writer.Prepare("INSERT INTO counter VALUES(?1,?2) ON CONFLICT DO UPDATE SET value=?2");
        _tail = new LogTail(writer);
        Reload();
    }

    /// <summary>Committed and not yet committed entries together.</summary>
    public long LogSize => _tail.Size;

    public long LogMinimum => _minimum;

    public void Begin() => _begin.Run();

    public CommitOutcome Apply(PendingCommit pending)
    {
        StoreChange change = pending.Change;
        if (FindConflict(change.Rows) is { } conflict) { return conflict; }
        long version = change.Rows.Count > 0 ? ++_sequence : 0;
        long first = change.Log.Count > 0 ? _tail.Size : -1;
        for (int i = 0; i < change.Rows.Count; i++) { Write(change.Rows[i], version, first); }
        Append(change.Log, pending.Keys);
        Prune(change.PruneLogBelow);
        _countersMoved |= version > 0;
        return new CommitOutcome.Committed(first, version);
    }

    public void Commit()
    {
        if (_countersMoved)
        {
            _count.Bind(1, "sequence").Bind(2, _sequence).Run();
            _count.Bind(1, "minimum").Bind(2, _minimum).Run();
        }
        _commit.Run();
        _countersMoved = false;
    }

    /// <summary>Forgets what was applied since <see cref="Begin"/>.</summary>
    public void Rollback()
    {
        if (_writer.InTransaction) { _rollback.Run(); } // SQLite may have rolled back by itself.
        Reload();
    }

    public void Dispose()
    {
        foreach (Statement s in new[] { _begin, _commit, _rollback, _version, _put, _delete, _append, _count }) { s.Dispose(); }
        _tail.Dispose();
    }

    private void Reload()
    {
        _sequence = _writer.Number("SELECT value FROM counter WHERE name='sequence'");
        _minimum = _writer.Number("SELECT value FROM counter WHERE name='minimum'");
        _countersMoved = false;
        _tail.Reload();
    }

    private CommitOutcome.Conflict? FindConflict(IReadOnlyList<RowWrite> rows)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            RowWrite row = rows[i];
            if (row.ExpectedVersion is not { } expected) { continue; }
            long actual = _version.Bind(1, row.Table).Bind(2, row.Key).Number() ?? 0;
            if (actual != expected) { return new CommitOutcome.Conflict(row.Table, row.Key, actual); }
        }
        return null;
    }

    private void Write(RowWrite row, long version, long first)
    {
        if (row.Value is null)
        {
            _delete.Bind(1, row.Table).Bind(2, row.Key).Run();
            return;
        }
        if (row.IndexAt is { } at) { BinaryPrimitives.WriteInt64BigEndian(row.Value.AsSpan(at), first); }
        _put.Bind(1, row.Table).Bind(2, row.Key).Bind(3, version).Bind(4, row.Value);
        if (_seals.Covers(row.Table)) { _put.Bind(5, _seals.Seal(row.Table, row.Key, version, row.Value)); }
        else { _put.BindNull(5); }
        _put.Run();
    }

    private void Append(IReadOnlyList<LogAppend> log, ReadOnlySpan<byte> keys)
    {
        for (int i = 0; i < log.Count; i++)
        {
            LogAppend entry = log[i];
            ReadOnlySpan<byte> own = keys[..KeyCodec.LengthOf(keys)];
            keys = keys[own.Length..];
            _append.Bind(1, _tail.Size).Bind(2, entry.TimeMs).Bind(3, entry.LeafHash.Span).Bind(4, own).Bind(5, entry.Entry.Span).Run();
            _tail.Add(entry.TimeMs, own);
        }
    }

    private void Prune(long? below)
    {
        if (below is null || Math.Min(below.Value, _tail.Size) <= _minimum) { return; }
        _minimum = Math.Min(below.Value, _tail.Size);
        _countersMoved = true;
    }
}
