namespace Secure.Gateway.Storage.Sqlite;

/// <summary>A read-only connection with its statements, used by one caller at a time.</summary>
internal sealed class Reader : IDisposable
{
    private readonly Connection _connection;
    private readonly Statement _begin, _end, _row, _table, _log, _hashes;

    public Reader(string path)
    {
        _connection = Connection.OpenReader(path);
        _begin = _connection.Prepare("BEGIN");
        _end = _connection.Prepare("END");
        _row = _connection.Prepare("SELECT key, version, value, seal FROM rows WHERE tbl=?1 AND key=?2");
        _table = _connection.Prepare("SELECT key, version, value, seal FROM rows WHERE tbl=?1 ORDER BY key");
        _log = _connection.Prepare("SELECT idx, time, entry FROM log WHERE idx>=?1 AND idx<?2 AND entry IS NOT NULL ORDER BY idx");
        _hashes = _connection.Prepare("SELECT hash FROM log WHERE idx>=?1 AND idx<?2 ORDER BY idx");
        Search = new LogSearch(_connection);
    }

    public LogSearch Search { get; }

    public void Begin() => _begin.Run();

    public void End() => _end.Run();

    public RowRead Row(string table, string key, Seals seals)
    {
        _row.Bind(1, table).Bind(2, key);
        try
        {
            if (!_row.Step()) { return new RowRead.Absent(); }
            return Read(_row, table, seals) is { } row ? new RowRead.Found(row) : new RowRead.Tampered(table, key);
        }
        finally { _row.Reset(); }
    }

    public TableRead Table(string table, Seals seals)
    {
        List<StoredRow> rows = [];
        List<string> tampered = [];
        _table.Bind(1, table);
        try
        {
            while (_table.Step())
            {
                if (Read(_table, table, seals) is { } row) { rows.Add(row); } else { tampered.Add(_table.Text(0)); }
            }
        }
        finally { _table.Reset(); }
        return new TableRead(rows, tampered);
    }

    public IReadOnlyList<LogEntry> Log(long from, long to)
    {
        List<LogEntry> entries = [];
        _log.Bind(1, from).Bind(2, to);
        try { while (_log.Step()) { entries.Add(new LogEntry(_log.Int(0), _log.Int(1), _log.Blob(2).ToArray())); } }
        finally { _log.Reset(); }
        return entries;
    }

    /// <summary>The hashes one after the other; false when one is missing.</summary>
    public bool Hashes(long from, Span<byte> to)
    {
        _hashes.Bind(1, from).Bind(2, from + (to.Length / StoreLimits.HashBytes));
        try
        {
            while (_hashes.Step())
            {
                ReadOnlySpan<byte> hash = _hashes.Blob(0);
                if (hash.Length != StoreLimits.HashBytes) { return false; }
                hash.CopyTo(to);
                to = to[StoreLimits.HashBytes..];
            }
        }
        finally { _hashes.Reset(); }
        return to.IsEmpty;
    }

    public void Dispose()
    {
        foreach (Statement s in new[] { _begin, _end, _row, _table, _log, _hashes }) { s.Dispose(); }
        Search.Dispose();
        _connection.Dispose();
    }

    private static StoredRow? Read(Statement s, string table, Seals seals)
    {
        StoredRow row = new(s.Text(0), s.Int(1), s.Blob(2).ToArray());
        return seals.IsGenuine(table, row.Key, row.Version, row.Value, s.Blob(3)) ? row : null;
    }
}
