using System.Globalization;

namespace Secure.Ctl.Commands;

/// <summary>Text from elsewhere, as a terminal may show it.</summary>
internal static class Shown
{
    /// <summary>On one line, with everything that steers a terminal, or turns or hides a text, replaced by a mark.</summary>
    public static string Safe(string text) => string.Concat(text.Select(c => IsPlain(c) ? c : c == '\n' ? ' ' : '\uFFFD'));

    private static bool IsPlain(char c) => !char.IsControl(c)
        && char.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
