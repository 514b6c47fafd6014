using System.Collections.Concurrent;

namespace Secure.Gateway.Storage.Sqlite;

/// <summary>Lends read-only connections, at most as many at once as readers ask, and keeps a few open.</summary>
internal sealed class ReaderPool(string path) : IDisposable
{
    private const int KeptMax = 4;
    private readonly ConcurrentBag<Reader> _idle = [];
    private volatile bool _closed;

    /// <exception cref="StoreException">The database could not be read.</exception>
    public T Use<T>(Func<Reader, T> read)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        try
        {
            Reader reader = _idle.TryTake(out Reader? idle) ? idle : new Reader(path);
            bool whole = false;
            try
            {
                reader.Begin();
                T answer = read(reader);
                reader.End();
                whole = true;
                return answer;
            }
            finally { Return(reader, whole); }
        }
        catch (SqliteFault fault) { throw new StoreException("The store could not be read: " + fault.Message, fault); }
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out Reader? reader)) { reader.Dispose(); }
    }

    private void Return(Reader reader, bool whole)
    {
        if (whole && !_closed && _idle.Count < KeptMax) { _idle.Add(reader); } else { reader.Dispose(); }
    }
}
