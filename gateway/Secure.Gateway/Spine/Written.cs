using System.Globalization;
using System.Text;

namespace Secure.Gateway.Spine;

/// <summary>What people write in passing, such as a reason: what is read later, on a page, a terminal or paper, must be what was written.</summary>
internal static class Written
{
    /// <summary>Longest reason, in bytes of UTF-8.</summary>
    internal const int ReasonBytesMax = 256;

    internal const string Rule = "1 to 256 bytes, and nothing that cannot be seen";

    /// <summary>Whether it says something, in one line of at most <see cref="ReasonBytesMax"/>, and hides nothing.</summary>
    internal static bool IsReason(string text) => !string.IsNullOrWhiteSpace(text) && IsReasonOrNone(text);

    /// <summary>The same where nothing needs to be said.</summary>
    internal static bool IsReasonOrNone(string text) => Encoding.UTF8.GetByteCount(text) <= ReasonBytesMax && !Hides(text);

    /// <summary>
    /// Whether it holds what steers a terminal, breaks a line, turns the direction of a text or cannot be seen. The two joiners are
    /// seen in what they join: a family is one sign, and Persian is written with them.
    /// </summary>
    /// <param name="lines">It may have several.</param>
    internal static bool Hides(string text, bool lines = false)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value == '\n' && lines || rune.Value is 0x200C or 0x200D) { continue; }
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) { return true; }
        }
        return false;
    }
}
