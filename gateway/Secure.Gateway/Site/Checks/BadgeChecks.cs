using System.Globalization;
using Secure.Gateway.Site.Yaml;
using Secure.Vocabulary;

namespace Secure.Gateway.Site.Checks;

/// <summary>Badges are written in one of two ways, and each belongs to one person.</summary>
internal static class BadgeChecks
{
    internal static IEnumerable<SiteFault> All(YamlMap site)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        int index = 0;
        foreach (YamlNode badge in site.Items("badges"))
        {
            string path = $"badges[{index++}]";
            bool h10301 = badge.Get("facility") is not null || badge.Get("number") is not null;
            bool raw = badge.Get("bits") is not null || badge.Get("hex") is not null;
            if (h10301 == raw) { yield return new SiteFault(badge.Line, path, "须写 facility 和 number，或 bits 和 hex", "needs facility and number, or bits and hex, and not both"); }
            else if (TryNumber(badge) is not { } number) { yield return new SiteFault(badge.Line, path, "卡号不完整或与位数不符", "the number is incomplete, or its hex does not fit its bits"); }
            else if (!seen.Add(number.Key)) { yield return new SiteFault(badge.Line, path, "该卡已登记", "the badge is registered already"); }
        }
    }

    /// <summary>The number as written; null where it is not whole.</summary>
    internal static BadgeNumber? TryNumber(YamlNode badge)
    {
        if (Whole(badge.Text("facility"), 255) is { } facility && Whole(badge.Text("number"), 65535) is { } number)
        {
            return BadgeNumber.H10301((byte)facility, (ushort)number);
        }
        if (Whole(badge.Text("bits"), BadgeNumber.BitsMax) is not { } bits || badge.Text("hex") is not { } hex || hex.Length % 2 != 0 || !hex.All(char.IsAsciiHexDigitUpper)) { return null; }
        return BadgeNumber.TryCreate(bits, Convert.FromHexString(hex), out BadgeNumber? other) ? other : null;
    }

    private static int? Whole(string? text, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value <= max ? value : null;
}
