using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Secure.TransparencyLog;

/// <summary>Which bytes a note may hold (C2SP signed-note, "Format").</summary>
internal static class NoteText
{
    private static readonly SearchValues<byte> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(c => c != StrictText.NewLine).Select(c => (byte)c)]);

    internal static bool IsClean(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes) && !bytes.ContainsAny(Forbidden);

    /// <summary>A key name is not empty and has no Unicode space, no plus sign and, as all of a note, no control character.</summary>
    internal static bool IsName(string name)
    {
        foreach (var rune in name.EnumerateRunes())
        {
            // A lone surrogate enumerates as the replacement character, which no honest name holds.
            if (Rune.IsWhiteSpace(rune) || rune.Value is '+' or < 0x20 || rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return name.Length > 0;
    }
}
