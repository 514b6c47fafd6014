namespace Secure.TransparencyLog;

/// <summary>A log that a witness watches.</summary>
/// <param name="Keys">Keys that may sign for the log; each bears the origin as its name.</param>
public sealed record WitnessedLog(string Origin, IReadOnlyCollection<VerifierKey> Keys);

/// <summary>What a witness remembers of a log: all it needs after a restart.</summary>
/// <param name="Note">The checkpoint with the log's signatures and this witness's own.</param>
public sealed record WitnessRecord(string Origin, long Size, LogHash Root, SignedNote Note);

/// <summary>
/// Cosigns checkpoints of known logs, each only if it continues the one before (C2SP tlog-witness). Requests are
/// handled one after another, so that two can never both build on the same old size. Safe for many threads.
/// </summary>
/// <param name="remembered">The latest record of each log, as it was persisted.</param>
/// <param name="persist">
/// Makes a record durable before it returns. If it throws, nothing is answered, and memory stays at the old record;
/// should the new one be on the disk nevertheless, that is safe, as the next start reads it.
/// </param>
public sealed class Witness(
    IEnumerable<WitnessedLog> logs,
    IEnumerable<WitnessRecord> remembered,
    Cosigner cosigner,
    Func<WitnessRecord, CancellationToken, ValueTask> persist) : IDisposable
{
    private readonly Dictionary<string, WitnessedLog> _logs = logs.ToDictionary(l => l.Origin, StringComparer.Ordinal);
    private readonly Dictionary<string, WitnessRecord> _latest = remembered.ToDictionary(r => r.Origin, StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Answers the body of an add-checkpoint request from anyone; never throws on what a stranger sent.</summary>
    /// <exception cref="OperationCanceledException">Nothing was answered; the record may have been persisted.</exception>
    public async ValueTask<WitnessAnswer> AddCheckpointAsync(ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        if (!AddCheckpointRequest.TryParse(body.Span, out var request)
            || !Checkpoint.TryParse(request.Checkpoint.Text, out var checkpoint))
        {
            return WitnessAnswer.Malformed();
        }

        if (!_logs.TryGetValue(checkpoint.Origin, out var log))
        {
            return WitnessAnswer.UnknownOrigin();
        }

        if (request.Checkpoint.Verify(log.Keys, out _) != NoteVerdict.Good)
        {
            return WitnessAnswer.Unsigned();
        }

        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return Refuse(request, checkpoint)
                ?? await CosignAsync(log, request.Checkpoint, checkpoint, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The latest record of a log, or null before the first.</summary>
    public async ValueTask<WitnessRecord?> LatestAsync(string origin, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return _latest.GetValueOrDefault(origin);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    // In C2SP's order: 400, 409, 422.
    private WitnessAnswer? Refuse(AddCheckpointRequest request, Checkpoint checkpoint)
    {
        if (request.OldSize > checkpoint.Size)
        {
            return WitnessAnswer.OldSizeAboveNew();
        }

        var latest = _latest.GetValueOrDefault(checkpoint.Origin);
        if (request.OldSize != (latest?.Size ?? 0))
        {
            return WitnessAnswer.OldSizeDiffers(latest?.Size ?? 0);
        }

        // With a proof of that size, which is none, it is refused for the proof.
        if (latest is { Size: > 0 } && latest.Size == checkpoint.Size && latest.Root != checkpoint.Root && request.Proof.Count == 0)
        {
            return WitnessAnswer.OtherRoot(latest.Size);
        }

        return Continues(latest, request, checkpoint) ? null : WitnessAnswer.Inconsistent();
    }

    private static bool Continues(WitnessRecord? latest, AddCheckpointRequest request, Checkpoint checkpoint)
    {
        if (checkpoint.Size == 0 && checkpoint.Root != Merkle.EmptyRoot)
        {
            return false;
        }

        // The empty tree is the beginning of every tree, so nothing is to be proved.
        return latest is null or { Size: 0 }
            ? request.Proof.Count == 0
            : ConsistencyProof.Verify(latest.Size, latest.Root, checkpoint.Size, checkpoint.Root, request.Proof);
    }

    private async ValueTask<WitnessAnswer> CosignAsync(
        WitnessedLog log, SignedNote note, Checkpoint checkpoint, CancellationToken cancellation)
    {
        var cosignature = cosigner.Sign(note.Text);
        // One line for each key: a stranger may have repeated a good one a hundred times.
        var kept = note.Signatures.Where(s => log.Keys.Any(k => k.Made(s))).DistinctBy(s => s.KeyId).Append(cosignature);
        var record = new WitnessRecord(
            checkpoint.Origin, checkpoint.Size, checkpoint.Root, SignedNote.Create(note.Text, [.. kept]));
        await persist(record, cancellation).ConfigureAwait(false);
        _latest[checkpoint.Origin] = record;
        return WitnessAnswer.Cosigned(cosignature);
    }
}
