using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Secure.TransparencyLog;

/// <summary>What a log asks of a witness (C2SP tlog-witness, "add-checkpoint").</summary>
/// <param name="OldSize">Size of the last checkpoint that this witness cosigned, 0 for none.</param>
/// <param name="Proof">Consistency from the old size, at most 63 hashes.</param>
public sealed record AddCheckpointRequest(long OldSize, IReadOnlyList<LogHash> Proof, SignedNote Checkpoint)
{
    /// <summary>Most proof lines: a tree has at most 63 levels.</summary>
    public const int ProofMax = 63;

    /// <summary>Reads a request body; checks its form only.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, [NotNullWhen(true)] out AddCheckpointRequest? request)
    {
        request = null;
        if (!StrictText.TryTakeLine(ref body, "old "u8, out var size)
            || !StrictText.TryParseDecimal(size, out var oldSize)
            || !ProofLines.TryTake(ref body, out var proof)
            || !SignedNote.TryParse(body, out var note))
        {
            return false;
        }

        request = new AddCheckpointRequest(oldSize, proof, note);
        return true;
    }

    /// <summary>The body of the request.</summary>
    public byte[] ToBytes() =>
        [.. Encoding.ASCII.GetBytes($"old {Tile.Number(OldSize)}\n"), .. ProofLines.Write(Proof), .. Checkpoint.ToBytes()];
}

/// <summary>Hashes in base64, one a line, closed by an empty line.</summary>
internal static class ProofLines
{
    internal static byte[] Write(IReadOnlyList<LogHash> proof) =>
        Encoding.ASCII.GetBytes(string.Concat(proof.Select(h => $"{h}\n")) + "\n");

    internal static bool TryTake(ref ReadOnlySpan<byte> rest, out IReadOnlyList<LogHash> proof)
    {
        var hashes = new List<LogHash>();
        proof = hashes;
        while (StrictText.TryTakeLine(ref rest, out var line))
        {
            if (line.IsEmpty)
            {
                return true;
            }

            if (hashes.Count == AddCheckpointRequest.ProofMax || !LogHash.TryParseBase64(line, out var hash))
            {
                return false;
            }

            hashes.Add(hash);
        }

        return false;
    }
}
