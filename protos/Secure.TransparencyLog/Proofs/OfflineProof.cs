using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Secure.TransparencyLog;

/// <summary>
/// Shows without the log at hand that an entry is in it (C2SP tlog-proof): a checkpoint, the entry's index, the path.
/// </summary>
/// <param name="Index">Index of the entry, from 0.</param>
/// <param name="Hashes">From the leaf's sibling upward, at most 63.</param>
/// <param name="Extra">Bytes for the application, covered by no signature; null for none.</param>
public sealed record OfflineProof(
    long Index, IReadOnlyList<LogHash> Hashes, SignedNote Checkpoint, ReadOnlyMemory<byte>? Extra = null)
{
    /// <summary>The ending of the file's name.</summary>
    public const string FileExtension = ".tlog-proof";

    private const string Header = "c2sp.org/tlog-proof@v1";

    /// <summary>Reads a proof; checks its form only.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out OfflineProof? proof)
    {
        proof = null;
        if (bytes.Length > 2 * SignedNote.LengthMax
            || !StrictText.TryTakeLine(ref bytes, Encoding.ASCII.GetBytes(Header), out var nothing)
            || !nothing.IsEmpty
            || !TryTakeExtra(ref bytes, out var extra)
            || !StrictText.TryTakeLine(ref bytes, "index "u8, out var indexText)
            || !StrictText.TryParseDecimal(indexText, out var index)
            || !ProofLines.TryTake(ref bytes, out var hashes)
            || !SignedNote.TryParse(bytes, out var note))
        {
            return false;
        }

        proof = new OfflineProof(index, hashes, note, extra);
        return true;
    }

    /// <summary>Makes the proof of one entry of a log whose hashes can be read.</summary>
    /// <exception cref="ArgumentException">The note is no checkpoint, or its log has no such entry.</exception>
    /// <exception cref="InvalidDataException">A hash is missing from the store.</exception>
    public static async ValueTask<OfflineProof> BuildAsync(
        IHashReader hashes, long index, SignedNote note, CancellationToken cancellation)
    {
        if (!TransparencyLog.Checkpoint.TryParse(note.Text, out var checkpoint))
        {
            throw new ArgumentException("Not a checkpoint.", nameof(note));
        }

        var path = await InclusionProof.BuildAsync(hashes, index, checkpoint.Size, cancellation).ConfigureAwait(false);
        return new OfflineProof(index, path, note);
    }

    /// <summary>Checks everything: signatures, quorum, and that the entry stands at <see cref="Index"/>; never throws.</summary>
    /// <param name="leaf">Leaf hash of the entry in question, computed by the caller from the entry itself.</param>
    public OfflineProofVerdict Verify(
        LogHash leaf, VerifierKey log, IReadOnlyCollection<VerifierKey> witnesses, int quorum)
    {
        var verdict = SignedCheckpoint.Open(Checkpoint.ToBytes(), log, witnesses, quorum, out var opened);
        if (opened is null)
        {
            return new OfflineProofVerdict(verdict, InLog: false);
        }

        var (size, root) = (opened.Checkpoint.Size, opened.Checkpoint.Root);
        return new OfflineProofVerdict(verdict, InclusionProof.Verify(leaf, Index, size, Hashes, root));
    }

    /// <summary>The proof as it is stored.</summary>
    public byte[] ToBytes()
    {
        var extra = Extra is { } bytes ? $"extra {Convert.ToBase64String(bytes.Span)}\n" : "";
        return
        [
            .. Encoding.ASCII.GetBytes($"{Header}\n{extra}index {Tile.Number(Index)}\n"),
            .. ProofLines.Write(Hashes),
            .. Checkpoint.ToBytes(),
        ];
    }

    private static bool TryTakeExtra(ref ReadOnlySpan<byte> rest, out ReadOnlyMemory<byte>? extra)
    {
        extra = null;
        if (!StrictText.TryTakeLine(ref rest, "extra "u8, out var text))
        {
            return true;
        }

        var good = StrictText.TryDecodeBase64(text, out var bytes);
        extra = bytes;
        return good;
    }
}

/// <param name="Checkpoint">What the signatures say.</param>
/// <param name="InLog">True only if they are good and the entry is where the proof says.</param>
public sealed record OfflineProofVerdict(CheckpointVerdict Checkpoint, bool InLog);
