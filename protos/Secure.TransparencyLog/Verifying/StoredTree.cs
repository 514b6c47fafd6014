namespace Secure.TransparencyLog;

/// <summary>What the tiles of a copy say: the root of each, the hashes of the upper ones, the right edge of the tree.</summary>
internal sealed class StoredTree(long size)
{
    // By level: the root of each full tile, null where it could not be read.
    private readonly List<List<LogHash?>> _roots = [];

    // By level from 1 (0 stays empty, it would be the whole log): the hashes as stored, null where they could not be read.
    private readonly List<List<LogHash?>> _hashes = [];

    // By level: the perfect subtrees that a partial tile ends the tree with; null where it could not be read.
    private readonly List<IReadOnlyList<LogHash>?> _edge = [];

    internal void Add(Tile tile, byte[] bytes)
    {
        MakeRoom(tile.Level);
        var range = new CompactRange();
        for (var at = 0; at < bytes.Length; at += LogHash.Length)
        {
            var hash = LogHash.Parse(bytes.AsSpan(at, LogHash.Length));
            range.Append(hash);
            if (tile.Level > 0)
            {
                _hashes[tile.Level].Add(hash);
            }
        }

        if (tile.IsFull)
        {
            _roots[tile.Level].Add(range.Root);
        }
        else
        {
            _edge[tile.Level] = range.Peaks;
        }
    }

    internal void AddMissing(Tile tile)
    {
        MakeRoom(tile.Level);
        if (tile.Level > 0)
        {
            _hashes[tile.Level].AddRange(Enumerable.Repeat<LogHash?>(null, tile.Width));
        }

        if (tile.IsFull)
        {
            _roots[tile.Level].Add(null);
        }
        else
        {
            _edge[tile.Level] = null;
        }
    }

    internal LogHash? RootOfTile(int level, int index) => At(_roots, level, index);

    /// <summary>The root that the right edge leads to, or null where a tile of it could not be read.</summary>
    internal LogHash? Root()
    {
        if (_edge.Contains(null))
        {
            return null;
        }

        var peaks = Enumerable.Reverse(_edge).SelectMany(e => e!).ToList();
        return peaks.Count == long.PopCount(size) ? new CompactRange(size, peaks).Root : null;
    }

    /// <summary>Whether a stored tile leads to the right edge, which the caller has held against the signed root.</summary>
    internal bool IsAuthentic(Tile tile) =>
        !tile.IsFull || (RootOfTile(tile.Level, (int)tile.Index) is { } root && IsAuthentic(root, tile));

    /// <summary>The same for a root of the tile that was computed otherwise.</summary>
    internal bool IsAuthentic(LogHash root, Tile tile) =>
        At(_hashes, tile.Level + 1, (int)tile.Index) == root
        && IsAuthentic(Tile.Of(tile.Level + 1, tile.Index >> Tile.Height, size));

    private void MakeRoom(int level)
    {
        while (_roots.Count <= level)
        {
            _roots.Add([]);
            _hashes.Add([]);
            _edge.Add([]);
        }
    }

    private static LogHash? At(List<List<LogHash?>> levels, int level, int index) =>
        level < levels.Count && index < levels[level].Count ? levels[level][index] : null;
}
