using System.Diagnostics.CodeAnalysis;

namespace Secure.TransparencyLog;

/// <summary>A text and the signatures under it (C2SP signed-note). The text means nothing until they are checked.</summary>
public sealed class SignedNote
{
    /// <summary>Longest note in bytes, as in Go's sumdb/note.</summary>
    public const int LengthMax = 1_000_000;

    /// <summary>Most signature lines: C2SP asks for 16 at least, Go's sumdb/note takes 100.</summary>
    public const int SignaturesMax = 100;

    private readonly byte[] _text;

    private SignedNote(byte[] text, IReadOnlyList<NoteSignature> signatures)
    {
        _text = text;
        Signatures = signatures;
    }

    /// <summary>What is signed, with its final newline.</summary>
    public ReadOnlySpan<byte> Text => _text;

    /// <summary>Every signature line in order, known or not, good or bad.</summary>
    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <exception cref="ArgumentException">The text is not UTF-8, holds a control character, or lacks its final newline.</exception>
    public static SignedNote Create(ReadOnlySpan<byte> text, params IReadOnlyList<NoteSignature> signatures)
    {
        if (!NoteText.IsClean(text) || !text.EndsWith("\n"u8))
        {
            throw new ArgumentException("A note is UTF-8 text without control characters and ends in a newline.", nameof(text));
        }

        ArgumentOutOfRangeException.ThrowIfZero(signatures.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(signatures.Count, SignaturesMax);
        return new SignedNote(text.ToArray(), [.. signatures]);
    }

    /// <summary>Reads a note; checks its form only.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SignedNote? note)
    {
        note = null;
        if (bytes.Length > LengthMax || !NoteText.IsClean(bytes))
        {
            return false;
        }

        // The text may hold empty lines of its own: the last one divides.
        var blank = bytes.LastIndexOf("\n\n"u8);
        if (blank < 0 || !TryParseLines(bytes[(blank + 2)..], out var signatures))
        {
            return false;
        }

        note = new SignedNote(bytes[..(blank + 1)].ToArray(), signatures);
        return true;
    }

    /// <summary>Checks every signature of a known key and ignores all others; never throws.</summary>
    /// <param name="verified">The good ones in order; empty unless the answer is <see cref="NoteVerdict.Good"/>.</param>
    public NoteVerdict Verify(IReadOnlyCollection<VerifierKey> known, out IReadOnlyList<VerifiedSignature> verified)
    {
        verified = [];
        var good = new List<VerifiedSignature>();
        foreach (var signature in Signatures.Where(s => known.Any(k => k.Made(s))))
        {
            // Two known keys may share name and id by accident: one of them is enough.
            var match = known.Select(k => k.TryVerify(_text, signature, out var v) ? v : null).FirstOrDefault(v => v is not null);
            if (match is null)
            {
                return NoteVerdict.BadSignature;
            }

            good.Add(match);
        }

        verified = good;
        return good.Count > 0 ? NoteVerdict.Good : NoteVerdict.Unsigned;
    }

    /// <summary>
    /// Adds the lines of a witness's answer that known keys made. Lines of unknown keys are dropped, as C2SP asks.
    /// </summary>
    /// <returns>False if a line is malformed, a known key's signature is bad, none is of a known key, or all would be too many.</returns>
    public bool TryAdd(
        ReadOnlySpan<byte> lines, IReadOnlyCollection<VerifierKey> known, [NotNullWhen(true)] out SignedNote? note)
    {
        note = null;
        if (!NoteText.IsClean(lines) || !TryParseLines(lines, out var added))
        {
            return false;
        }

        var ours = new SignedNote(_text, [.. added.Where(s => known.Any(k => k.Made(s)))]);
        if (ours.Verify(known, out _) != NoteVerdict.Good || Signatures.Count + ours.Signatures.Count > SignaturesMax)
        {
            return false;
        }

        note = new SignedNote(_text, [.. Signatures, .. ours.Signatures]);
        return true;
    }

    /// <summary>The note as it is stored and sent.</summary>
    public byte[] ToBytes() => [.. _text, StrictText.NewLine, .. Signatures.SelectMany(s => s.ToBytes())];

    private static bool TryParseLines(ReadOnlySpan<byte> lines, out List<NoteSignature> signatures)
    {
        signatures = [];
        while (signatures.Count < SignaturesMax
            && StrictText.TryTakeLine(ref lines, out var line)
            && NoteSignature.TryParse(line, out var signature))
        {
            signatures.Add(signature);
            if (lines.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>What the known keys say of a note.</summary>
public enum NoteVerdict
{
    /// <summary>At least one known key signed it, and none of theirs is bad.</summary>
    Good,

    /// <summary>No known key signed it.</summary>
    Unsigned,

    /// <summary>A line bears a known key's name and id and is no signature of that key.</summary>
    BadSignature,
}
