using System.Collections.Concurrent;
using Secure.DoorController.Core.Control;

namespace Secure.DoorController.Journaling;

/// <summary>Makes entries durable on a thread of its own, so that a slow disk never delays a lock. Takes what waits in one sync.</summary>
internal sealed class JournalThread : IJournalStore, IDisposable
{
    private const int BatchMax = 256;

    private readonly JournalFile _file;
    private readonly Action<ulong> _durable;
    private readonly Action<Exception> _failed;
    private readonly BlockingCollection<(ulong Sequence, byte[]? Record)> _waiting = [];
    private readonly Thread _thread;

    /// <param name="durable">Called on the journal's thread with the newest durable sequence.</param>
    /// <param name="failed">Called once, when the disk refuses; after that nothing becomes durable.</param>
    public JournalThread(JournalFile file, Action<ulong> durable, Action<Exception> failed)
    {
        (_file, _durable, _failed) = (file, durable, failed);
        (Last, Head) = (file.Last, file.Head);
        _thread = new Thread(Run) { IsBackground = true, Name = "journal" };
        _thread.Start();
    }

    public ulong First => _file.First;

    public ulong Last { get; }

    public byte[] Head { get; }

    public void Append(ulong sequence, byte[] record) => _waiting.Add((sequence, record));

    public byte[]? Read(ulong sequence) => _file.Read(sequence);

    public void Prune(ulong through) => _waiting.Add((through, null));

    /// <summary>Makes durable what still waits, then ends.</summary>
    public void Dispose()
    {
        _waiting.CompleteAdding();
        _thread.Join();
        _waiting.Dispose();
        _file.Dispose();
    }

    private void Run()
    {
        try
        {
            foreach ((ulong Sequence, byte[]? Record) first in _waiting.GetConsumingEnumerable()) { WriteBatch(first); }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException) { _failed(refused); }
    }

    private void WriteBatch((ulong Sequence, byte[]? Record) next)
    {
        ulong written = 0, prune = 0;
        int count = 0;
        do
        {
            if (next.Record is null) { prune = next.Sequence; continue; }
            _file.Append(next.Record);
            written = next.Sequence;
        }
        while (++count < BatchMax && _waiting.TryTake(out next));
        if (written > 0)
        {
            _file.Sync();
            _durable(written);
        }
        if (prune > 0) { _file.Prune(prune); }
    }
}
