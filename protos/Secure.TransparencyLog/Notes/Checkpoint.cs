using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Secure.TransparencyLog;

/// <summary>How large a log is and what its root is (C2SP tlog-checkpoint).</summary>
public sealed record Checkpoint
{
    /// <exception cref="ArgumentException">The origin cannot serve as a key name, or the size is negative.</exception>
    public Checkpoint(string origin, long size, LogHash root)
    {
        if (!NoteText.IsName(origin))
        {
            throw new ArgumentException("An origin is not empty and has no white space and no plus sign.", nameof(origin));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(size);
        (Origin, Size, Root) = (origin, size, root);
    }

    /// <summary>Names the log; also the name of the key that signs for it.</summary>
    public string Origin { get; }

    /// <summary>Entries of the log.</summary>
    public long Size { get; }

    public LogHash Root { get; }

    /// <summary>
    /// Reads a body. Extension lines are accepted, as C2SP allows others to have them, and not kept: keep the body's
    /// bytes where they matter.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> body, [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        checkpoint = null;
        if (!NoteText.IsClean(body)
            || !StrictText.TryTakeLine(ref body, out var origin)
            || !StrictText.TryTakeLine(ref body, out var sizeText)
            || !StrictText.TryTakeLine(ref body, out var rootText)
            || !StrictText.TryParseDecimal(sizeText, out var size)
            || !LogHash.TryParseBase64(rootText, out var root))
        {
            return false;
        }

        while (!body.IsEmpty)
        {
            if (!StrictText.TryTakeLine(ref body, out var extension) || extension.IsEmpty)
            {
                return false;
            }
        }

        var name = Encoding.UTF8.GetString(origin);
        checkpoint = NoteText.IsName(name) ? new Checkpoint(name, size, root) : null;
        return checkpoint is not null;
    }

    /// <summary>The text that is signed, without extension lines.</summary>
    public byte[] ToBody() => Encoding.UTF8.GetBytes($"{Origin}\n{Tile.Number(Size)}\n{Root}\n");
}
