using System.Text;

namespace Secure.TransparencyLog;

/// <summary>What a witness answers: an HTTP status and the bytes of the body, over whatever carries them.</summary>
public sealed class WitnessAnswer
{
    /// <summary>Content type of a 409, which C2SP asks for; every other answer is plain text.</summary>
    public const string SizeContentType = "text/x.tlog.size";

    private readonly byte[] _body;

    private WitnessAnswer(int status, byte[] body) => (Status, _body) = (status, body);

    public int Status { get; }

    /// <summary>The checkpoint is of another history than the one that was cosigned before.</summary>
    public bool IsFork { get; private init; }

    public ReadOnlySpan<byte> Body => _body;

    /// <summary>Reads the size that the body of a 409 holds.</summary>
    public static bool TryReadSize(ReadOnlySpan<byte> body, out long size)
    {
        size = 0;
        return StrictText.TryTakeLine(ref body, out var line) && body.IsEmpty && StrictText.TryParseDecimal(line, out size);
    }

    /// <summary>Persisted and cosigned: the body is the signature line.</summary>
    internal static WitnessAnswer Cosigned(NoteSignature signature) => new(200, signature.ToBytes());

    internal static WitnessAnswer Malformed() => Refusal(400, "malformed request");

    internal static WitnessAnswer OldSizeAboveNew() => Refusal(400, "old size above checkpoint size");

    internal static WitnessAnswer Unsigned() => Refusal(403, "no good signature by a trusted key of this origin");

    internal static WitnessAnswer UnknownOrigin() => Refusal(404, "unknown origin");

    internal static WitnessAnswer OldSizeDiffers(long size) => Refusal(409, Tile.Number(size));

    /// <summary>C2SP tlog-witness, add-checkpoint: the size that was cosigned before, with another root.</summary>
    internal static WitnessAnswer OtherRoot(long size) => new(409, Encoding.ASCII.GetBytes(Tile.Number(size) + "\n")) { IsFork = true };

    internal static WitnessAnswer Inconsistent() => new(422, "not consistent with what was cosigned before\n"u8.ToArray()) { IsFork = true };

    private static WitnessAnswer Refusal(int status, string text) => new(status, Encoding.ASCII.GetBytes(text + "\n"));
}
