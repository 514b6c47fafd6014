using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Secure.TransparencyLog;

/// <summary>Paths of tiles: <c>tile/&lt;L&gt;/&lt;N&gt;[.p/&lt;W&gt;]</c>, C2SP tlog-tiles, "Merkle Tree" and "Log entries".</summary>
internal static class TilePath
{
    private const string Root = "tile/";
    private const string EntriesName = "entries";
    private const string Partial = ".p/";
    private const int GroupSize = 1000;

    // Long enough for every index of 63 bits; keeps a hostile path from costing anything.
    private const int LengthMax = 64;

    internal static string Format(Tile tile)
    {
        var index = new StringBuilder();
        for (var (rest, last) = (tile.Index, true); last || rest > 0; rest /= GroupSize, last = false)
        {
            index.Insert(0, string.Create(CultureInfo.InvariantCulture, $"{(last ? "" : "x")}{rest % GroupSize:D3}{(last ? "" : "/")}"));
        }

        var level = tile.IsEntries ? EntriesName : Tile.Number(tile.Level);
        return $"{Root}{level}/{index}{(tile.IsFull ? "" : Partial + Tile.Number(tile.Width))}";
    }

    internal static bool TryParse(string? path, [NotNullWhen(true)] out Tile? tile)
    {
        tile = null;
        if (path is null || path.Length > LengthMax || !path.StartsWith(Root, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = path[Root.Length..];
        var width = Tile.FullWidth;
        var partial = rest.IndexOf(Partial, StringComparison.Ordinal);
        if (partial >= 0 && !int.TryParse(rest.AsSpan(partial + Partial.Length), NumberStyles.None, CultureInfo.InvariantCulture, out width))
        {
            return false;
        }

        var groups = (partial >= 0 ? rest[..partial] : rest).Split('/');
        return TryParseLevel(groups[0], out var level)
            && TryParseIndex(groups.AsSpan(1), out var index)
            && Tile.TryCreate(level, index, width, out tile)
            && Accept(path, ref tile);
    }

    private static bool TryParseLevel(string text, out int level)
    {
        level = Tile.Entries;
        return text == EntriesName || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out level);
    }

    private static bool TryParseIndex(ReadOnlySpan<string> groups, out long index)
    {
        index = 0;
        foreach (var group in groups)
        {
            if (group.Length < 3
                || !long.TryParse(group.AsSpan(group.Length - 3), NumberStyles.None, CultureInfo.InvariantCulture, out var digits)
                || index > (long.MaxValue - digits) / GroupSize)
            {
                return false;
            }

            index = (index * GroupSize) + digits;
        }

        return groups.Length > 0;
    }

    // Leading zeroes, missing or needless x and the like: only the one spelling that we write ourselves is a path.
    private static bool Accept(string path, [NotNullWhen(true)] ref Tile? tile)
    {
        tile = tile is not null && Format(tile) == path ? tile : null;
        return tile is not null;
    }
}
