using System.Text;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Site.Checks;
using Secure.Gateway.Site.Shapes;
using Secure.Gateway.Site.Yaml;

namespace Secure.Gateway.Site;

/// <summary>A site file as read: either without a fault and with its map, or with every fault there is.</summary>
/// <param name="Text">The file as it was written; empty where it could not be read.</param>
/// <param name="Root">The file's content; null where there is a fault.</param>
/// <param name="Faults">In the order of their lines.</param>
internal sealed record SiteFile(string Text, YamlMap? Root, IReadOnlyList<SiteFault> Faults)
{
    /// <summary>Longest site file, in bytes.</summary>
    internal const int SizeMax = 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="isOnRecord">
    /// Whether a person whom the file does not define has joined since: rules, scopes and the like may name such a one, and nobody
    /// who is unknown, or he would have rights on the day he comes. Null: nobody has.
    /// </param>
    internal static SiteFile Parse(ReadOnlySpan<byte> bytes, Func<string, bool>? isOnRecord = null)
    {
        SiteFaults faults = new();
        string? text = Decode(bytes, faults);
        YamlMap? root = text is null ? null : YamlReader.Read(text, faults);
        if (root is not null)
        {
            new ShapeCheck(faults, isOnRecord ?? (_ => false)).Run(root, SiteShape.File);
            faults.Add(SiteChecks.All(root));
        }
        SiteFault[] ordered = faults.Ordered();
        return new SiteFile(text ?? "", ordered.Length == 0 ? root : null, ordered);
    }

    /// <summary>The snapshot of a file without faults.</summary>
    internal SiteSnapshot Build(ulong revision) =>
        SiteBuilder.Build(Root ?? throw new InvalidOperationException("A file with faults is no site."), revision);

    private static string? Decode(ReadOnlySpan<byte> bytes, SiteFaults faults)
    {
        if (bytes.Length > SizeMax) { faults.Add(new SiteFault(0, "", $"文件大于 {SizeMax} 字节", $"the file is larger than {SizeMax} bytes")); return null; }
        // What some editors put before UTF-8 changes nothing that a reviewer reads.
        if (bytes.StartsWith(Encoding.UTF8.Preamble)) { bytes = bytes[Encoding.UTF8.Preamble.Length..]; }
        string text;
        try { text = Strict.GetString(bytes); }
        catch (DecoderFallbackException) { faults.Add(new SiteFault(0, "", "不是有效的 UTF-8", "the file is not valid UTF-8")); return null; }
        faults.Add(HiddenCharacters(text));
        return text;
    }

    /// <summary>Characters that a reviewer does not see, or that turn the direction of what he sees: what is approved must be what is read.</summary>
    private static IEnumerable<SiteFault> HiddenCharacters(string text)
    {
        int line = 1;
        foreach (char c in text)
        {
            if (c == '\n') { line++; }
            else if ((char.IsControl(c) && c is not ('\r' or '\t')) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format)
            {
                yield return new SiteFault(line, "", $"不可见字符 U+{(int)c:X4}", $"invisible character U+{(int)c:X4}");
            }
        }
    }
}
