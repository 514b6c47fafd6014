using Secure.TransparencyLog;

namespace Secure.Gateway.Audit.Publishing;

/// <summary>Cuts what was read from a wider file to what the tile's own file holds.</summary>
internal static class ExactTile
{
    /// <summary>Null where the bytes are too few.</summary>
    internal static ReadOnlyMemory<byte>? Of(Tile tile, ReadOnlyMemory<byte> read)
    {
        int hashes = tile.Width * LogHash.Length;
        if (!tile.IsEntries) { return read.Length >= hashes ? read[..hashes] : null; }
        ReadOnlyMemory<byte> rest = read;
        for (int i = 0; i < tile.Width; i++) { if (!EntryBundle.TryTake(ref rest, out _)) { return null; } }
        return read[..^rest.Length];
    }
}
