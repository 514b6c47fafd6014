using System.Collections.Concurrent;

namespace Secure.DoorController.State;

/// <summary>
/// A small file that is replaced again and again, on a thread of its own, so that a slow disk never delays a lock. Of several
/// contents that wait, only the newest is written.
/// </summary>
/// <remarks>Replacing and erasing are called one at a time.</remarks>
internal sealed class LatestFile : IDisposable
{
    private readonly Action<byte[]> _write;
    private readonly Action _erase;
    private readonly Action<Exception> _failed;
    private readonly BlockingCollection<(int Life, byte[] Content)> _waiting = [];
    private readonly Lock _disk = new();
    private readonly Thread _thread;
    private int _life;

    /// <param name="failed">Called once, when the disk refuses; after that nothing is written.</param>
    public LatestFile(Action<byte[]> write, Action erase, Action<Exception> failed)
    {
        (_write, _erase, _failed) = (write, erase, failed);
        _thread = new Thread(Run) { IsBackground = true, Name = "latest file" };
        _thread.Start();
    }

    public void Replace(byte[] content) => _waiting.Add((_life, content));

    /// <summary>On disk when this returns; nothing that waited comes after it.</summary>
    public void ReplaceNow(byte[] content)
    {
        lock (_disk)
        {
            _life++;
            _write(content);
        }
    }

    /// <summary>Erased when this returns; nothing that waited comes after it.</summary>
    public void Erase()
    {
        lock (_disk)
        {
            _life++;
            _erase();
        }
    }

    /// <summary>Writes what still waits, then ends.</summary>
    public void Dispose()
    {
        _waiting.CompleteAdding();
        _thread.Join();
        _waiting.Dispose();
    }

    private void Run()
    {
        try
        {
            foreach ((int Life, byte[] Content) first in _waiting.GetConsumingEnumerable()) { WriteNewest(first); }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException) { _failed(refused); }
    }

    private void WriteNewest((int Life, byte[] Content) newest)
    {
        while (_waiting.TryTake(out (int Life, byte[] Content) next)) { newest = next; }
        lock (_disk)
        {
            if (newest.Life == _life) { _write(newest.Content); }
        }
    }
}
