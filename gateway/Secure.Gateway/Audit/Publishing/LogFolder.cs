using Secure.Gateway.Fleet;
using Secure.TransparencyLog;

namespace Secure.Gateway.Audit.Publishing;

/// <summary>
/// Writes the published log: each file whole under another name, made durable, then renamed, so that a reader or a crash never
/// meets half a file. Not for use by two threads at once.
/// </summary>
internal sealed class LogFolder(string root) : ITileReader
{
    private const string TempSuffix = ".new";
    private readonly TileFolder _exact = new(root);
    private readonly HashSet<string> _unsynced = [];

    public void Write(Tile tile, ReadOnlySpan<byte> bytes) => Write(tile.Path, bytes);

    /// <summary>Whether there is a file from which the tile can be read.</summary>
    public bool Has(Tile tile) => File.Exists(Path.Combine(root, tile.Path)) || (!tile.IsFull && File.Exists(Path.Combine(root, tile.Full.Path)));

    /// <summary>Replaces the checkpoint, the one file that changes, and makes that durable.</summary>
    public void WriteCheckpoint(SignedNote note)
    {
        Write(TileFolder.CheckpointName, note.ToBytes());
        Sync();
    }

    /// <summary>Writes a checkpoint that is kept for good, and makes it durable.</summary>
    public void WriteHandover(int number, SignedNote note)
    {
        Write(TileFolder.HandoverPath(number), note.ToBytes());
        Sync();
    }

    public byte[]? ReadCheckpoint()
    {
        string path = Path.Combine(root, TileFolder.CheckpointName);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    /// <summary>Makes the renames durable.</summary>
    /// <exception cref="DiskFaultException">The process must end.</exception>
    public void Sync()
    {
        foreach (string folder in _unsynced) { OrFault(() => Posix.SyncFolder(folder)); }
        _unsynced.Clear();
    }

    /// <summary>Drops the partial tiles that this full one has made needless. What a crash leaves of them does no harm.</summary>
    public void DropPartials(Tile full)
    {
        string partials = Partials(full);
        if (Directory.Exists(partials)) { Directory.Delete(partials, recursive: true); }
    }

    /// <summary>Drops a bundle whose entries were all pruned.</summary>
    public void Drop(Tile bundle)
    {
        string path = Path.Combine(root, bundle.Path);
        if (File.Exists(path)) { File.Delete(path); }
    }

    /// <summary>Also serves widths that no checkpoint ever had, from the next wider file.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(Tile tile, CancellationToken cancellation) =>
        await _exact.ReadAsync(tile, cancellation) is { } bytes ? bytes
        : Wider(tile) is { } wider ? await _exact.ReadAsync(wider, cancellation)
        : null;

    private Tile? Wider(Tile tile)
    {
        DirectoryInfo partials = new(Partials(tile));
        if (!partials.Exists) { return null; }
        int width = partials.EnumerateFiles().Select(f => int.TryParse(f.Name, out int w) && w > tile.Width ? w : int.MaxValue).DefaultIfEmpty(int.MaxValue).Min();
        return Tile.TryCreate(tile.Level, tile.Index, Math.Min(width, Tile.FullWidth), out Tile? wider) && !wider.IsFull ? wider : null;
    }

    private string Partials(Tile tile) => Path.Combine(root, tile.Full.Path + ".p");

    private void Write(string path, ReadOnlySpan<byte> bytes)
    {
        string final = Path.Combine(root, path);
        Make(Path.GetDirectoryName(final)!);
        using (FileStream file = new(final + TempSuffix, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            file.Write(bytes);
            OrFault(() => file.Flush(flushToDisk: true));
        }
        File.Move(final + TempSuffix, final, overwrite: true);
        _unsynced.Add(Path.GetDirectoryName(final)!);
    }

    // A new folder is durable once the one that names it is.
    private void Make(string folder)
    {
        if (Directory.Exists(folder)) { return; }
        string parent = Path.GetDirectoryName(folder)!;
        Make(parent);
        Directory.CreateDirectory(folder);
        _unsynced.Add(parent);
    }

    private static void OrFault(Action sync)
    {
        try { sync(); }
        catch (IOException e) { throw new DiskFaultException("The published log could not be made durable: " + e.Message, e); }
    }
}
