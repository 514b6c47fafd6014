namespace Secure.Gateway.Storage.Sqlite;

/// <summary>The log's size and the filter of its last, unfinished block. A finished block's filter is written in the commit of its last entry.</summary>
internal sealed class LogTail(Connection writer) : IDisposable
{
    private readonly Statement _size = writer.Prepare("SELECT max(idx)+1 FROM log");
    private readonly Statement _open = writer.Prepare("SELECT time, keys FROM log WHERE idx>=?1 ORDER BY idx");
    private readonly Statement _finish = writer.Prepare("INSERT INTO block VALUES(?1,?2,?3,?4)");
    private readonly byte[] _filter = new byte[BlockFilter.Bytes];
    private long _firstTime = long.MaxValue;
    private long _lastTime = long.MinValue;

    public long Size { get; private set; }

    public void Add(long time, ReadOnlySpan<byte> keys)
    {
        Count(time, keys);
        if (++Size % BlockFilter.Entries != 0) { return; }
        _finish.Bind(1, (Size / BlockFilter.Entries) - 1).Bind(2, _firstTime).Bind(3, _lastTime).Bind(4, _filter).Run();
        Clear();
    }

    /// <summary>Takes size and open block from the database.</summary>
    public void Reload()
    {
        Clear();
        Size = _size.Number() ?? 0;
        _open.Bind(1, Size - (Size % BlockFilter.Entries));
        while (_open.Step()) { if (!_open.IsNull(1)) { Count(_open.Int(0), _open.Blob(1)); } }
        _open.Reset();
    }

    public void Dispose() { _size.Dispose(); _open.Dispose(); _finish.Dispose(); }

    private void Count(long time, ReadOnlySpan<byte> keys)
    {
        Span<ulong> terms = stackalloc ulong[KeyCodec.Fields];
        int count = KeyCodec.Terms(keys, terms);
        for (int i = 0; i < count; i++) { BlockFilter.Add(_filter, terms[i]); }
        _firstTime = Math.Min(_firstTime, time);
        _lastTime = Math.Max(_lastTime, time);
    }

    private void Clear()
    {
        Array.Clear(_filter);
        (_firstTime, _lastTime) = (long.MaxValue, long.MinValue);
    }
}
