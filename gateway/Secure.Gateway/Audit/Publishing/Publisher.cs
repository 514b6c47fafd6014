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
    private readonly Handovers _handovers;
    private volatile PublishedLog? _current;

    public Publisher(IStore store, LogKeys keys, AuditOptions options)
    {
        (_store, _keys) = (store, keys);
        _handovers = new Handovers(store);
        _folder = new LogFolder(options.Folder);
        _writer = new TreeWriter(store, _folder);
    }

    /// <summary>Null until the first checkpoint of this run.</summary>
    public PublishedLog? Current => _current;

    /// <summary>Whether there is anything to publish: entries, or the signature of a key that has come since.</summary>
    public bool IsDue => _current is not { } current || current.Size != _store.LogSize || !current.Note.Signatures.Any(_keys.Signer.VerifierKey.Made);

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
        try { return await PublishInTurnAsync(cancellation); }
        finally { _turn.Release(); }
    }

    /// <summary>
    /// Publishes, and keeps that checkpoint for good: with it the keys that sign now vouch for what was committed before this
    /// call, and so for a key that an entry names. False as with <see cref="PublishAsync"/>: nothing is kept.
    /// </summary>
    /// <inheritdoc cref="PublishAsync" path="/exception"/>
    public async Task<bool> KeepAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try { return await PublishInTurnAsync(cancellation) && await _handovers.AddAsync(_current!.Note, _folder, cancellation); }
        finally { _turn.Release(); }
    }

    /// <summary>The checkpoints that were kept, in their order.</summary>
    /// <exception cref="StoreException">They cannot be read, or were altered.</exception>
    public ValueTask<IReadOnlyList<SignedNote>> HandoversAsync(CancellationToken cancellation) => _handovers.ReadAsync(cancellation);

    private async Task<bool> PublishInTurnAsync(CancellationToken cancellation)
    {
        if (!_writer.IsReady) { await ResumeAsync(cancellation); }
        // The minimum first: its record is then among the entries.
        long minimum = _store.LogMinimum, before = _current?.Size ?? 0, size = _store.LogSize;
        if (_current is not null && before == size)
        {
            if (IsDue) { SignAgain(_current); }
            return true;
        }
        LogState state = await _writer.GrowAsync(size, cancellation);
        // Once a size is signed another tree of that size must never be: so it is written down first.
        if (await _store.CommitAsync(new StoreChange { Rows = [state.ToRow()] }, cancellation) is not CommitOutcome.Committed) { return false; }
        Sign(state, minimum);
        _writer.Tidy(before, size, minimum);
        return true;
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

    private void Sign(LogState state, long minimum)
    {
        Checkpoint checkpoint = new(_keys.Origin, state.Size, state.Root);
        byte[] body = checkpoint.ToBody();
        SignedNote note = SignedNote.Create(body, [.. _keys.Signers.Select(s => s.Sign(body))]);
        _folder.WriteCheckpoint(note);
        _current = new PublishedLog(note, checkpoint, []) { Minimum = minimum };
    }

    // The same tree: a key has come that did not sign it yet. What witnesses said of it stays.
    private void SignAgain(PublishedLog latest)
    {
        byte[] body = latest.Note.Text.ToArray();
        IReadOnlyList<VerifierKey> own = _keys.Logs;
        SignedNote note = SignedNote.Create(body, [.. _keys.Signers.Select(s => s.Sign(body)), .. latest.Note.Signatures.Where(s => !own.Any(k => k.Made(s)))]);
        _folder.WriteCheckpoint(note);
        _current = latest with { Note = note };
    }

    private async Task ResumeAsync(CancellationToken cancellation)
    {
        LogState? known = await LogState.ReadAsync(_store, cancellation);
        CheckAgainstFile(known);
        await _handovers.WriteAsync(_folder, cancellation);
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
