using System.Diagnostics.CodeAnalysis;

namespace Secure.TransparencyLog;

/// <summary>A checkpoint whose signatures have been checked.</summary>
public sealed class SignedCheckpoint
{
    private SignedCheckpoint(SignedNote note, Checkpoint checkpoint, IReadOnlyList<VerifiedSignature> cosignatures)
    {
        Note = note;
        Checkpoint = checkpoint;
        Cosignatures = cosignatures;
    }

    public SignedNote Note { get; }

    public Checkpoint Checkpoint { get; }

    /// <summary>The good cosignatures of known witnesses, in the order of the lines.</summary>
    public IReadOnlyList<VerifiedSignature> Cosignatures { get; }

    /// <summary>Reads and checks a checkpoint from anywhere; never throws on what a stranger sent.</summary>
    /// <param name="log">The log's key; its name is the origin.</param>
    /// <param name="witnesses">Known witnesses; a bad signature of any of them makes the whole note bad.</param>
    /// <param name="quorum">Least number of different witnesses that must have cosigned; 0 for none.</param>
    public static CheckpointVerdict Open(
        ReadOnlySpan<byte> note,
        VerifierKey log,
        IReadOnlyCollection<VerifierKey> witnesses,
        int quorum,
        out SignedCheckpoint? opened)
    {
        opened = null;
        if (!SignedNote.TryParse(note, out var signed) || !Checkpoint.TryParse(signed.Text, out var checkpoint))
        {
            return CheckpointVerdict.Malformed;
        }

        if (checkpoint.Origin != log.Name)
        {
            return CheckpointVerdict.WrongOrigin;
        }

        var verdict = signed.Verify([log, .. witnesses], out var verified);
        if (verdict == NoteVerdict.BadSignature)
        {
            return CheckpointVerdict.BadSignature;
        }

        if (!verified.Any(v => v.Key == log))
        {
            return CheckpointVerdict.Unsigned;
        }

        // The log's own signature is no testimony about itself, even where it is also listed as a witness.
        var cosignatures = verified.Where(v => v.Key.Kind == NoteKeyKind.Cosignature && v.Key.Key != log.Key).ToList();
        if (cosignatures.Select(v => v.Key.Key).Distinct().Count() < quorum)
        {
            return CheckpointVerdict.TooFewWitnesses;
        }

        opened = new SignedCheckpoint(signed, checkpoint, cosignatures);
        return CheckpointVerdict.Good;
    }
}

/// <summary>Why a checkpoint counts or does not.</summary>
public enum CheckpointVerdict
{
    Good,

    /// <summary>No signed note, or its text is no checkpoint.</summary>
    Malformed,

    /// <summary>A checkpoint of another log.</summary>
    WrongOrigin,

    /// <summary>The log's key did not sign it.</summary>
    Unsigned,

    /// <summary>A line under a known key's name and id is not that key's signature.</summary>
    BadSignature,

    /// <summary>Signed by the log, but by fewer witnesses than asked for.</summary>
    TooFewWitnesses,
}
