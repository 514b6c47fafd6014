using Secure.EdgeAgent.Storage;
using Secure.EdgeAgent.Trust;
using Secure.Signatures;
using Secure.TransparencyLog;

namespace Secure.EdgeAgent.Witnessing;

/// <summary>
/// The witness's memory and pen. The first checkpoint that the site's own log key signed fixes the log's origin for good;
/// from then on only a continuation is cosigned, and each is on this disk before it is answered.
/// </summary>
internal sealed class WitnessDesk
{
    private readonly string _file;
    private readonly AgentIdentity _identity;
    private readonly KeyListHolder _keyLists;
    private readonly AgentClock _clock;
    private readonly TimeProvider _time;
    private WitnessRecord? _record;

    /// <exception cref="InvalidDataException">The memory is unreadable: without it this witness must not cosign.</exception>
    public WitnessDesk(string file, AgentIdentity identity, KeyListHolder keyLists, AgentClock clock, TimeProvider time)
    {
        (_file, _identity, _keyLists, _clock, _time) = (file, identity, keyLists, clock, time);
        if (DurableFile.Read(file) is not { } kept) { return; }
        if (!SignedNote.TryParse(kept, out SignedNote? note) || !Checkpoint.TryParse(note.Text, out Checkpoint? checkpoint))
        {
            throw new InvalidDataException($"The witness's memory {file} is no signed checkpoint.");
        }
        _record = new WitnessRecord(checkpoint.Origin, checkpoint.Size, checkpoint.Root, note);
    }

    public VerifierKey VerifierKey => Cosigner.VerifierKey;

    /// <summary>The last checkpoint that was cosigned, as it was persisted; empty before the first.</summary>
    public byte[] LastCheckpoint => _record?.Note.ToBytes() ?? [];

    private Cosigner Cosigner => new(_identity.WitnessName, _identity.WitnessKey, _time);

    /// <summary>Answers one request body of C2SP tlog-witness. One call at a time.</summary>
    public async Task<(int Status, byte[] Body)> AnswerAsync(byte[] request, CancellationToken cancellation)
    {
        string? origin = _record?.Origin ?? OriginOf(request);
        if (origin is null) { return (400, "malformed request\n"u8.ToArray()); }
        IEnumerable<VerifierKey> keys = _keyLists.KeysOf(KeyPurpose.Log, _clock.CertainlyPassed).Select(key => VerifierKey.Create(origin, NoteKeyKind.Ed25519, key));
        using Witness witness = new([new WitnessedLog(origin, [.. keys])], _record is null ? [] : [_record], Cosigner, Persist);
        WitnessAnswer answer = await witness.AddCheckpointAsync(request, cancellation).ConfigureAwait(false);
        return (answer.Status, answer.Body.ToArray());
    }

    private ValueTask Persist(WitnessRecord record, CancellationToken cancellation)
    {
        DurableFile.Write(_file, record.Note.ToBytes());
        _record = record;
        return ValueTask.CompletedTask;
    }

    private static string? OriginOf(byte[] request) =>
        AddCheckpointRequest.TryParse(request, out AddCheckpointRequest? asked) && Checkpoint.TryParse(asked.Checkpoint.Text, out Checkpoint? checkpoint)
            ? checkpoint.Origin
            : null;
}
