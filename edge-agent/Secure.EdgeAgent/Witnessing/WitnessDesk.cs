using Secure.EdgeAgent.Storage;
using Secure.EdgeAgent.Trust;
using Secure.Signatures;
using Secure.TransparencyLog;

namespace Secure.EdgeAgent.Witnessing;

/// <summary>
/// The witness's memory and pen. Only a continuation of what was cosigned before is cosigned, and each is on this disk before it is
/// answered. Another log begins by the word of the site's root alone: a key list that names it; what was cosigned of the one
/// before stays in its own file.
/// </summary>
internal sealed class WitnessDesk
{
    private readonly string _file;
    private readonly AgentIdentity _identity;
    private readonly KeyListHolder _keyLists;
    private readonly AgentClock _clock;
    private readonly TimeProvider _time;
    private (string File, WitnessRecord? Record) _kept;

    /// <exception cref="InvalidDataException">The memory is unreadable: without it this witness must not cosign.</exception>
    public WitnessDesk(string file, AgentIdentity identity, KeyListHolder keyLists, AgentClock clock, TimeProvider time)
    {
        (_file, _identity, _keyLists, _clock, _time) = (file, identity, keyLists, clock, time);
        _kept = (FileNow, Read(FileNow));
    }

    public VerifierKey VerifierKey => Cosigner.VerifierKey;

    /// <summary>The last checkpoint that was cosigned of the log in use, as it was persisted; empty before the first.</summary>
    public byte[] LastCheckpoint => Remembered()?.Note.ToBytes() ?? [];

    private Cosigner Cosigner => new(_identity.WitnessName, _identity.WitnessKey, _time);

    private string FileNow => _keyLists.Current is { LogNumber: > 1 and var number } ? $"{_file}-{number}" : _file;

    /// <summary>Answers one request body of C2SP tlog-witness. One call at a time.</summary>
    public async Task<WitnessAnswer> AnswerAsync(byte[] request, CancellationToken cancellation)
    {
        string origin = _keyLists.Current?.LogOrigin ?? "";
        WitnessRecord? record = Remembered();
        IEnumerable<VerifierKey> keys = _keyLists.LogKeys(_clock.CertainlyPassed).Select(key => VerifierKey.Create(origin, NoteKeyKind.Ed25519, key));
        using Witness witness = new([new WitnessedLog(origin, [.. keys])], record is null ? [] : [record], Cosigner, Persist);
        return await witness.AddCheckpointAsync(request, cancellation).ConfigureAwait(false);
    }

    private WitnessRecord? Remembered()
    {
        string now = FileNow;
        if (_kept.File != now) { _kept = (now, Read(now)); }
        return _kept.Record;
    }

    private ValueTask Persist(WitnessRecord record, CancellationToken cancellation)
    {
        DurableFile.Write(_kept.File, record.Note.ToBytes());
        _kept = (_kept.File, record);
        return ValueTask.CompletedTask;
    }

    private static WitnessRecord? Read(string file)
    {
        if (DurableFile.Read(file) is not { } kept) { return null; }
        return SignedNote.TryParse(kept, out SignedNote? note) && Checkpoint.TryParse(note.Text, out Checkpoint? checkpoint)
            ? new WitnessRecord(checkpoint.Origin, checkpoint.Size, checkpoint.Root, note)
            : throw new InvalidDataException($"The witness's memory {file} is no signed checkpoint.");
    }
}
