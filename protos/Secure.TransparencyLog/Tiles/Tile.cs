using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Secure.TransparencyLog;

/// <summary>
/// Names one file of a log (C2SP tlog-tiles): up to 256 hashes of one level, or the up to 256 entries that a tile of
/// level 0 is the hashes of.
/// </summary>
public sealed record Tile
{
    /// <summary>Levels of the tree that one tile spans.</summary>
    public const int Height = 8;

    /// <summary>Hashes of a full tile, entries of a full bundle.</summary>
    public const int FullWidth = 256;

    /// <summary>The level that stands for entry bundles.</summary>
    public const int Entries = -1;

    // The 63 bits of a tree size fill eight levels; C2SP's paths allow more, which no log can reach.
    private const int LevelMax = 7;

    private Tile(int level, long index, int width) => (Level, Index, Width) = (level, index, width);

    /// <summary>0 for leaf hashes, up to 7; <see cref="Entries"/> for an entry bundle.</summary>
    public int Level { get; }

    /// <summary>From 0, counted in full tiles of this level.</summary>
    public long Index { get; }

    /// <summary>1 to 256.</summary>
    public int Width { get; }

    public bool IsEntries => Level == Entries;

    public bool IsFull => Width == FullWidth;

    /// <summary>Index of the first log entry under this tile.</summary>
    public long FirstEntry => Index << (Height * (HashLevel + 1));

    /// <summary>Entries of the log under one hash of this tile.</summary>
    public long EntriesPerHash => 1L << (Height * HashLevel);

    /// <summary>The path from the log's folder or prefix, with '/'.</summary>
    public string Path => TilePath.Format(this);

    /// <summary>The same tile once it is full: where C2SP lets a reader look when the partial one is gone.</summary>
    public Tile Full => IsFull ? this : new Tile(Level, Index, FullWidth);

    private int HashLevel => IsEntries ? 0 : Level;

    /// <summary>Hashes of one level in a tree of this size: those of subtrees that are complete.</summary>
    public static long HashesOfLevel(int level, long treeSize) => level > LevelMax ? 0 : treeSize >> (Height * level);

    /// <summary>The tile as wide as it is in a tree of <paramref name="treeSize"/> entries.</summary>
    /// <exception cref="ArgumentOutOfRangeException">That tree has no such tile.</exception>
    public static Tile Of(int level, long index, long treeSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, Entries);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var hashes = HashesOfLevel(Math.Max(level, 0), treeSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, (hashes - 1) >> Height);
        return new Tile(level, index, (int)Math.Min(FullWidth, hashes - (index << Height)));
    }

    /// <returns>False for a width, level or index that no log has.</returns>
    public static bool TryCreate(int level, long index, int width, [NotNullWhen(true)] out Tile? tile)
    {
        tile = null;
        if (level is < Entries or > LevelMax || width is < 1 or > FullWidth
            || index < 0 || index > IndexMax(level))
        {
            return false;
        }

        tile = new Tile(level, index, width);
        return true;
    }

    /// <summary>Reads a path such as <c>tile/0/x001/x234/067.p/8</c> or <c>tile/entries/000</c>; no other spelling.</summary>
    public static bool TryParsePath(string? path, [NotNullWhen(true)] out Tile? tile) =>
        TilePath.TryParse(path, out tile);

    /// <summary>Every tile of hashes that a tree of <paramref name="newSize"/> has and one of the old size had not.</summary>
    /// <remarks>Lower levels first, so that writing them in this order never leaves a hash without its own tile.</remarks>
    public static IEnumerable<Tile> Added(long oldSize, long newSize)
    {
        for (var level = 0; HashesOfLevel(level, newSize) > 0; level++)
        {
            foreach (var tile in Added(level, oldSize, newSize))
            {
                yield return tile;
            }
        }
    }

    /// <summary>Every entry bundle that a log of <paramref name="newSize"/> has and one of the old size had not.</summary>
    public static IEnumerable<Tile> AddedEntries(long oldSize, long newSize) => Added(Entries, oldSize, newSize);

    private static IEnumerable<Tile> Added(int level, long oldSize, long newSize)
    {
        var before = HashesOfLevel(Math.Max(level, 0), oldSize);
        var after = HashesOfLevel(Math.Max(level, 0), newSize);
        for (var index = before >> Height; before < after && index <= (after - 1) >> Height; index++)
        {
            yield return Of(level, index, newSize);
        }
    }

    // The highest tile whose entries still have indices below 2^63; at the top level there is one tile.
    private static long IndexMax(int level) => level == LevelMax ? 0 : long.MaxValue >> (Height * (Math.Max(level, 0) + 1));

    public override string ToString() => Path;

    internal static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
