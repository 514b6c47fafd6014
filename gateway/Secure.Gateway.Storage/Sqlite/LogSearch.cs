namespace Secure.Gateway.Storage.Sqlite;

/// <summary>
/// Walks the log block by block from the cursor, skips blocks whose filter or times rule them out, and reads the rest.
/// One page costs a bounded number of looks and bytes, whatever was asked.
/// </summary>
internal sealed class LogSearch(Connection reader) : IDisposable
{
    private const int EffortMax = 8_192;
    private const int RowsEffort = 32; // Reading a block's rows costs about as much as looking at this many filters.
    private const int PageBytesMax = 2 * 1024 * 1024;
    private readonly Statement _block = reader.Prepare("SELECT first_time, last_time, filter FROM block WHERE n=?1");
    private readonly Statement _size = reader.Prepare("SELECT max(idx)+1 FROM log");
    private readonly Statement _up = reader.Prepare("SELECT idx, time, keys, entry FROM log WHERE idx>=?1 AND idx<=?2 AND entry IS NOT NULL ORDER BY idx");
    private readonly Statement _down = reader.Prepare("SELECT idx, time, keys, entry FROM log WHERE idx>=?1 AND idx<=?2 AND entry IS NOT NULL ORDER BY idx DESC");

    /// <summary>Inside a transaction of the caller's, so that size, filters and rows belong together.</summary>
    public LogPage Run(LogQuery query, long minimum)
    {
        byte[] keys = new byte[KeyCodec.MaxBytes];
        Wanted wanted = new(query, keys[..KeyCodec.Encode(query.Keys, keys)]);
        long last = (_size.Number() ?? 0) - 1;
        long at = query.NewestFirst ? Math.Min(query.Cursor ?? last, last) : Math.Max(query.Cursor ?? minimum, minimum);
        List<LogEntry> found = [];
        int bytes = 0;
        for (int effort = 0; at >= minimum && at <= last; effort++)
        {
            if (effort > EffortMax) { return new LogPage(found, at); }
            long first = at - (at % BlockFilter.Entries);
            (long low, long high) = query.NewestFirst ? (Math.Max(first, minimum), at) : (at, Math.Min(first + BlockFilter.Entries - 1, last));
            if (MayHold(first / BlockFilter.Entries, wanted))
            {
                effort += RowsEffort;
                if (Collect(low, high, wanted, found, ref bytes) is { } stoppedAt) { return new LogPage(found, Within(stoppedAt, minimum, last)); }
            }
            at = query.NewestFirst ? low - 1 : high + 1;
        }
        return new LogPage(found, null);
    }

    public void Dispose()
    {
        foreach (Statement s in new[] { _block, _size, _up, _down }) { s.Dispose(); }
    }

    private static long? Within(long index, long minimum, long last) => index >= minimum && index <= last ? index : null;

    private bool MayHold(long block, Wanted wanted)
    {
        try
        {
            // The last, unfinished block has no filter yet.
            if (!_block.Bind(1, block).Step()) { return true; }
            return wanted.Overlaps(_block.Int(0), _block.Int(1)) && wanted.MayBeIn(_block.Blob(2));
        }
        finally { _block.Reset(); }
    }

    /// <summary>Adds what matches; returns where the next page begins when this one is full.</summary>
    private long? Collect(long low, long high, Wanted wanted, List<LogEntry> found, ref int bytes)
    {
        Statement rows = wanted.Query.NewestFirst ? _down : _up;
        try
        {
            rows.Bind(1, low).Bind(2, high);
            while (rows.Step())
            {
                if (!wanted.Overlaps(rows.Int(1), rows.Int(1)) || !KeyCodec.Matches(wanted.Keys, rows.Blob(2))) { continue; }
                byte[] entry = rows.Blob(3).ToArray();
                found.Add(new LogEntry(rows.Int(0), rows.Int(1), entry));
                bytes += entry.Length;
                if (found.Count >= wanted.Query.Limit || bytes >= PageBytesMax) { return rows.Int(0) + (wanted.Query.NewestFirst ? -1 : 1); }
            }
            return null;
        }
        finally { rows.Reset(); }
    }

    private sealed class Wanted
    {
        private readonly ulong[] _terms;

        public Wanted(LogQuery query, byte[] keys)
        {
            (Query, Keys) = (query, keys);
            Span<ulong> terms = stackalloc ulong[KeyCodec.Fields];
            _terms = terms[..KeyCodec.Terms(keys, terms)].ToArray();
        }

        public LogQuery Query { get; }

        public byte[] Keys { get; }

        public bool Overlaps(long first, long last) => last >= (Query.FromMs ?? long.MinValue) && first < (Query.ToMs ?? long.MaxValue);

        public bool MayBeIn(ReadOnlySpan<byte> filter)
        {
            foreach (ulong term in _terms) { if (!BlockFilter.MayHold(filter, term)) { return false; } }
            return true;
        }
    }
}
