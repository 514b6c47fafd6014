namespace Secure.TransparencyLog;

/// <summary>Gives the bytes of tiles and entry bundles, from a folder, a database or another gateway.</summary>
public interface ITileReader
{
    /// <summary>
    /// The content of a tile at least <see cref="Tile.Width"/> wide (a fuller one begins with the same bytes), or null
    /// where there is none.
    /// </summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadAsync(Tile tile, CancellationToken cancellation);
}

/// <summary>
/// Reads the hashes of a log of one size out of its tiles, and keeps each tile that it has read: make one for each
/// proof or small group of proofs. Trusts the tiles. Not for use by two threads at once.
/// </summary>
public sealed class TileHashReader(ITileReader tiles, long treeSize) : IHashReader
{
    private readonly Dictionary<Tile, ReadOnlyMemory<byte>> _read = [];

    /// <inheritdoc/>
    public async ValueTask<LogHash> ReadAsync(int height, long index, CancellationToken cancellation)
    {
        var (level, inside) = Math.DivRem(height, Tile.Height);
        var first = index << inside;
        var tile = Tile.Of(level, first >> Tile.Height, treeSize);
        var hashes = await ReadAsync(tile, cancellation).ConfigureAwait(false);
        var at = (int)(first % Tile.FullWidth) * LogHash.Length;
        return Merkle.Root(hashes.Span.Slice(at, LogHash.Length << inside));
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadAsync(Tile tile, CancellationToken cancellation)
    {
        if (_read.TryGetValue(tile, out var known))
        {
            return known;
        }

        var bytes = await tiles.ReadAsync(tile, cancellation).ConfigureAwait(false);
        if (bytes is not { } found || found.Length < tile.Width * LogHash.Length)
        {
            throw new InvalidDataException($"Tile {tile.Path} of the log is missing or too short.");
        }

        return _read[tile] = found[..(tile.Width * LogHash.Length)];
    }
}
