using Secure.Gateway.Storage;
using Secure.TransparencyLog;

namespace Secure.Gateway.Audit.Publishing;

/// <summary>
/// Makes checkpoints, always in this order: entries durable, tiles durable, size and root durable, sign, checkpoint durable, publish.
/// Stopped anywhere in between, the next start finds a state from which the same bytes come again.
/// </summary>
public sealed class Publisher : IDisposable
{
    private readonly IStore _store;
    private readonly LogKeys _keys;
    private readonly LogFolder _folder;
    private readonly TreeWriter _writer;
    private readonly SemaphoreSlim _turn = new(1);
    private volatile PublishedLog? _current;

    public Publisher(IStore store, LogKeys keys, AuditOptions options)
    {
        (_store, _keys) = (store, keys);
        _folder = new LogFolder(options.Folder);
        _writer = new TreeWriter(store, _folder);
    }

    /// <summary>Null until the first checkpoint of this run.</summary>
    public PublishedLog? Current => _current;

    /// <summary>Tiles and bundles of everything published.</summary>
    public ITileReader Tiles => _folder;

    /// <summary>
    /// Makes one checkpoint of all that is committed, if there is anything new.
    /// Returns false when the store took no row: nothing was signed, and it may be tried again.
    /// </summary>
    /// <exception cref="LogBrokenException">The store is not the one that was published: never sign again.</exception>
    /// <exception cref="DiskFaultException">The process must end.</exception>
    /// <exception cref="IOException">No room for the files; may be tried again.</exception>
    public async Task<bool> PublishAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (!_writer.IsReady) { await ResumeAsync(cancellation); }
            long before = _current?.Size ?? 0, size = _store.LogSize;
            if (_current is not null && before == size) { return true; }
            LogState state = await _writer.GrowAsync(size, cancellation);
            // Once a size is signed another tree of that size must never be: so it is written down first.
            if (await _store.CommitAsync(new StoreChange { Rows = [state.ToRow()] }, cancellation) is not CommitOutcome.Committed) { return false; }
            Sign(state);
            _writer.Tidy(before, size);
            return true;
        }
        finally { _turn.Release(); }
    }

    /// <summary>Adds a witness's answer to the checkpoint that it cosigned, if that is still the latest.</summary>
    /// <returns>False for an answer that is no good cosignature of this witness.</returns>
    public async Task<bool> CosignAsync(PublishedLog cosigned, byte[] answer, VerifierKey witness, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            PublishedLog latest = _current!;
            bool same = latest.Size == cosigned.Size;
            PublishedLog to = same ? latest : cosigned;
            if (!to.Note.TryAdd(answer, [witness], out SignedNote? note)) { return false; }
            if (!same || latest.Cosigners.Contains(witness.Name)) { return true; }
            _folder.WriteCheckpoint(note);
            _current = latest with { Note = note, Cosigners = [.. latest.Cosigners, witness.Name] };
            return true;
        }
        finally { _turn.Release(); }
    }

    public void Dispose() => _turn.Dispose();

    private void Sign(LogState state)
    {
        Checkpoint checkpoint = new(_keys.Origin, state.Size, state.Root);
        byte[] body = checkpoint.ToBody();
        SignedNote note = SignedNote.Create(body, _keys.Signer.Sign(body));
        _folder.WriteCheckpoint(note);
        _current = new PublishedLog(note, checkpoint, []);
    }

    private async Task ResumeAsync(CancellationToken cancellation)
    {
        LogState? known = await LogState.ReadAsync(_store, cancellation);
        CheckAgainstFile(known);
        if (!await _writer.ResumeAsync(known, cancellation)) { throw new LogBrokenException("The store's entries are not those that were published: it was rolled back or altered."); }
    }

    // The file is written after the row, so it can never be ahead of it, unless the database is an older one.
    private void CheckAgainstFile(LogState? known)
    {
        if (_folder.ReadCheckpoint() is not { } bytes) { return; }
        foreach (VerifierKey key in _keys.Logs)
        {
            if (SignedCheckpoint.Open(bytes, key, [], 0, out SignedCheckpoint? opened) != CheckpointVerdict.Good) { continue; }
            Checkpoint published = opened!.Checkpoint;
            if (published.Size > (known?.Size ?? 0) || (published.Size == known?.Size && published.Root != known.Root))
            {
                throw new LogBrokenException($"A checkpoint of {published.Size} entries was published, and the store knows of {known?.Size ?? 0}: it was rolled back or altered.");
            }
        }
    }
}

/// <summary>The log cannot be continued as published. Nothing is signed or served until people have looked at it.</summary>
public sealed class LogBrokenException(string message) : Exception(message);
