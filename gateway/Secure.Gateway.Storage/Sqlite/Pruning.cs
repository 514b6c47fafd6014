namespace Secure.Gateway.Storage.Sqlite;

/// <summary>
/// Takes content and search keys from entries below the minimum, a slice at a time, so that no commit waits long for it.
/// Reads leave such entries out from the commit that set the minimum on, whatever is still in the file.
/// </summary>
internal sealed class Pruning(Connection writer) : IDisposable
{
    private const long Slice = 1_024;
    private readonly Statement _clear = writer.Prepare("UPDATE log SET keys=NULL, entry=NULL WHERE idx>=?1 AND idx<?2");
    private readonly Statement _blocks = writer.Prepare("DELETE FROM block WHERE n<?1");
    private readonly Statement _done = writer.Prepare("INSERT INTO counter VALUES('pruned',?1) ON CONFLICT DO UPDATE SET value=?1");
    private long _pruned = writer.Number("SELECT value FROM counter WHERE name='pruned'");

    public bool Due(long minimum) => _pruned < minimum;

    /// <summary>Prunes one slice in a commit of its own.</summary>
    public void Run(Ledger ledger)
    {
        long to = Math.Min(_pruned + Slice, ledger.LogMinimum);
        ledger.Begin();
        _clear.Bind(1, _pruned).Bind(2, to).Run();
        _blocks.Bind(1, to / BlockFilter.Entries).Run();
        _done.Bind(1, to).Run();
        ledger.Commit();
        _pruned = to;
    }

    public void Dispose() { _clear.Dispose(); _blocks.Dispose(); _done.Dispose(); }
}
