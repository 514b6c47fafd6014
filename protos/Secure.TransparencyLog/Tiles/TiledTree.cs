namespace Secure.TransparencyLog;

/// <summary>
/// Grows a log and gives the contents of its tiles. Holds one unfinished tile for each level, at most 64 KB, so that
/// size and root are always at hand. Not for use by two threads at once.
/// </summary>
public sealed class TiledTree
{
    private readonly List<Level> _levels = [];
    private readonly CompactRange _range;

    /// <summary>Begins an empty log.</summary>
    public TiledTree() => _range = new CompactRange();

    private TiledTree(CompactRange range) => _range = range;

    public long Size => _range.Size;

    public LogHash Root => _range.Root;

    /// <summary>Goes on from a log of <paramref name="size"/> entries, whose unfinished tiles are read.</summary>
    /// <exception cref="InvalidDataException">A tile is missing or too short.</exception>
    public static async Task<TiledTree> ResumeAsync(ITileReader tiles, long size, CancellationToken cancellation)
    {
        var hashes = new TileHashReader(tiles, size);
        var peaks = new List<LogHash>();
        for (var (height, start) = (62, 0L); height >= 0; height--)
        {
            if ((size & (1L << height)) != 0)
            {
                peaks.Add(await hashes.ReadAsync(height, start >> height, cancellation).ConfigureAwait(false));
                start += 1L << height;
            }
        }

        var tree = new TiledTree(new CompactRange(size, peaks));
        for (var level = 0; Tile.HashesOfLevel(level, size) > 0; level++)
        {
            tree._levels.Add(await Level.ResumeAsync(hashes, level, size, cancellation).ConfigureAwait(false));
        }

        return tree;
    }

    /// <summary>Adds one entry by its leaf hash.</summary>
    /// <param name="completed">Called for each tile that has become full, level 0 first; the bytes are the caller's.</param>
    public void Append(LogHash leaf, Action<Tile, byte[]> completed)
    {
        _range.Append(leaf);
        for (var level = 0; ; level++)
        {
            if (level == _levels.Count)
            {
                _levels.Add(new Level());
            }

            if (!_levels[level].Add(leaf))
            {
                return;
            }

            var full = _levels[level].Take();
            completed(Tile.Of(level, (Tile.HashesOfLevel(level, Size) - 1) >> Tile.Height, Size), full);
            leaf = Merkle.Root(full);
        }
    }

    /// <summary>The partial tiles of the present size, level 0 first: to be written before a checkpoint of it is signed.</summary>
    public IEnumerable<(Tile Tile, byte[] Hashes)> Partials()
    {
        for (var level = 0; level < _levels.Count; level++)
        {
            if (_levels[level].Width > 0)
            {
                var index = Tile.HashesOfLevel(level, Size) >> Tile.Height;
                yield return (Tile.Of(level, index, Size), _levels[level].Copy());
            }
        }
    }

    private sealed class Level
    {
        private readonly byte[] _hashes = new byte[Tile.FullWidth * LogHash.Length];

        internal int Width { get; private set; }

        internal static async Task<Level> ResumeAsync(
            TileHashReader hashes, int number, long size, CancellationToken cancellation)
        {
            var level = new Level();
            var count = Tile.HashesOfLevel(number, size);
            for (var i = count - (count % Tile.FullWidth); i < count; i++)
            {
                level.Add(await hashes.ReadAsync(number * Tile.Height, i, cancellation).ConfigureAwait(false));
            }

            return level;
        }

        /// <summary>True when the tile is full now.</summary>
        internal bool Add(LogHash hash)
        {
            hash.Bytes.CopyTo(_hashes.AsSpan(Width++ * LogHash.Length));
            return Width == Tile.FullWidth;
        }

        internal byte[] Copy() => _hashes.AsSpan(0, Width * LogHash.Length).ToArray();

        internal byte[] Take()
        {
            var full = Copy();
            Width = 0;
            return full;
        }
    }
}
