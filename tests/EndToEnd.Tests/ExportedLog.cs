using System.Globalization;
using System.Text.RegularExpressions;

namespace Secure.EndToEnd.Tests;

/// <summary>A tlog-tiles copy of the log, as `ctl audit export` wrote it.</summary>
internal static partial class ExportedLog
{
    /// <summary>The bytes of the first bundle of entries, which a longer copy of the same log begins with.</summary>
    public static byte[] FirstEntries(string copy) => File.ReadAllBytes(FirstBundle(copy));

    /// <summary>Number of entries that the copy's checkpoint is about.</summary>
    public static long Size(string copy) =>
        long.Parse(File.ReadLines(Path.Combine(copy, "checkpoint")).ElementAt(1), CultureInfo.InvariantCulture);

    public static void ChangeOneByte(string copy)
    {
        string bundle = FirstBundle(copy);
        byte[] bytes = File.ReadAllBytes(bundle);
        bytes[10] ^= 1;
        File.WriteAllBytes(bundle, bytes);
    }

    private static string FirstBundle(string copy) =>
        Directory.EnumerateFiles(Path.Combine(copy, "tile", "entries"), "*", SearchOption.AllDirectories).Single(f => First().IsMatch(f));

    [GeneratedRegex(@"/entries/000(\.p/\d+)?$")]
    private static partial Regex First();
}
