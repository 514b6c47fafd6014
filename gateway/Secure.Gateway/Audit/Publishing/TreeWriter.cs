using System.Buffers;
using Secure.Gateway.Storage;
using Secure.TransparencyLog;

namespace Secure.Gateway.Audit.Publishing;

/// <summary>Brings tree, tiles and entry bundles from the size they have to that of the store. Not for use by two threads at once.</summary>
internal sealed class TreeWriter(IStore store, LogFolder folder)
{
    private const int ChunkEntries = 4_096;
    private TiledTree? _tree;
    private long _pruned;

    /// <summary>
    /// Takes up the tree at a size and root that are known to be right. Where a tile is missing or they do not lead there,
    /// all are written anew from the store's leaf hashes; a missing bundle is written alone.
    /// </summary>
    /// <returns>False where the leaf hashes do not lead there either: the store is not the one that was published.</returns>
    public async Task<bool> ResumeAsync(LogState? known, CancellationToken cancellation)
    {
        _tree = null;
        if (known is null) { _tree = new TiledTree(); return true; }
        if (known.Size > store.LogSize) { return false; }
        TiledTree? tree = await TryResumeAsync(known, cancellation) ?? await TryRebuildAsync(known, cancellation);
        if (tree is null) { return false; }
        foreach (Tile bundle in Tile.AddedEntries(0, known.Size).Where(b => !folder.Has(b))) { await WriteBundleAsync(bundle, cancellation); }
        folder.Sync();
        _tree = tree;
        return true;
    }

    /// <summary>Writes what the log has gained, durably, and returns the new size and root.</summary>
    /// <exception cref="IOException">No room, most likely: <see cref="ResumeAsync"/> before the next try.</exception>
    public async Task<LogState> GrowAsync(long size, CancellationToken cancellation)
    {
        TiledTree tree = _tree ?? throw new InvalidOperationException("Resume first.");
        _tree = null; // Until all is written nobody knows how far the tiles are.
        long before = tree.Size;
        await AppendAsync(tree, size, cancellation);
        foreach ((Tile tile, byte[] hashes) in tree.Partials()) { folder.Write(tile, hashes); }
        foreach (Tile bundle in Tile.AddedEntries(before, size)) { await WriteBundleAsync(bundle, cancellation); }
        folder.Sync();
        _tree = tree;
        return new LogState(tree.Size, tree.Root);
    }

    public bool IsReady => _tree is not null;

    /// <summary>After the checkpoint of <paramref name="size"/> is out: drops what it made needless, and bundles that were pruned.</summary>
    public void Tidy(long before, long size, long minimum)
    {
        foreach (Tile tile in Tile.Added(before, size).Concat(Tile.AddedEntries(before, size)).Where(t => t.IsFull)) { folder.DropPartials(tile); }
        for (; _pruned < minimum / Tile.FullWidth; _pruned++) { folder.Drop(Tile.Of(Tile.Entries, _pruned, size)); }
    }

    private async Task<TiledTree?> TryResumeAsync(LogState known, CancellationToken cancellation)
    {
        if (!Tile.Added(0, known.Size).All(folder.Has)) { return null; }
        try
        {
            TiledTree tree = await TiledTree.ResumeAsync(folder, known.Size, cancellation);
            return tree.Root == known.Root ? tree : null;
        }
        catch (InvalidDataException) { return null; } // A tile is missing or too short.
    }

    private async Task<TiledTree?> TryRebuildAsync(LogState known, CancellationToken cancellation)
    {
        TiledTree tree = new();
        await AppendAsync(tree, known.Size, cancellation);
        if (tree.Root != known.Root) { return null; }
        foreach ((Tile tile, byte[] hashes) in tree.Partials()) { folder.Write(tile, hashes); }
        return tree;
    }

    private async Task AppendAsync(TiledTree tree, long size, CancellationToken cancellation)
    {
        while (tree.Size < size)
        {
            byte[] hashes = await store.ReadLeafHashesAsync(tree.Size, (int)Math.Min(ChunkEntries, size - tree.Size), cancellation);
            for (int at = 0; at < hashes.Length; at += LogHash.Length)
            {
                tree.Append(LogHash.Parse(hashes.AsSpan(at, LogHash.Length)), (tile, full) => folder.Write(tile, full));
            }
        }
    }

    // A bundle of which entries were pruned cannot be made again: what there was of it stays.
    private async Task WriteBundleAsync(Tile bundle, CancellationToken cancellation)
    {
        IReadOnlyList<LogEntry> entries = await store.ReadLogAsync(bundle.FirstEntry, bundle.Width, cancellation);
        if (entries.Count != bundle.Width) { return; }
        ArrayBufferWriter<byte> bytes = new(64 * 1024);
        foreach (LogEntry entry in entries) { EntryBundle.Append(bytes, entry.Entry); }
        folder.Write(bundle, bytes.WrittenSpan);
    }
}
