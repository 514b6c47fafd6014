namespace Secure.TransparencyLog;

/// <summary>Reads a copy's entries from the first on, as far as they can be read: the root at each size asked for, and the keys that entries name.</summary>
internal sealed class PrefixReader(TileFolder files, string origin, IReadOnlySet<long> sizes)
{
    private readonly Dictionary<long, LogHash> _roots = new() { [0] = Merkle.EmptyRoot };
    private readonly List<Announced> _announcements = [];
    private readonly CompactRange _entries = new();

    internal IReadOnlyList<Announced> Announcements => _announcements;

    /// <summary>The root that the first entries make; null where there are not so many.</summary>
    internal LogHash? RootAt(long size) => _roots.TryGetValue(size, out var root) ? root : null;

    internal void Read(long size, CancellationToken cancellation)
    {
        var begun = false;
        for (var index = 0L; index << Tile.Height < size; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            var bundle = Tile.Of(Tile.Entries, index, size);
            var fault = files.TryRead(bundle, out var bytes, out _);
            begun |= fault != LogFaultKind.FileMissing;
            if (begun ? fault is not null || !TryTake(bytes, bundle.Width) : !TryTakeHashes(Tile.Of(0, index, size)))
            {
                return;
            }
        }
    }

    private bool TryTake(ReadOnlyMemory<byte> rest, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (!EntryBundle.TryTake(ref rest, out var entry))
            {
                return false;
            }

            if (KeyAnnouncement.Read(entry, origin) is { } key)
            {
                _announcements.Add(new Announced(_entries.Size, key));
            }

            Append(Merkle.Leaf(entry.Span));
        }

        return true;
    }

    // Contents that are gone from the beginning of the log on: their hashes lead to the same roots, and name no key.
    private bool TryTakeHashes(Tile tile)
    {
        if (files.TryRead(tile, out var hashes, out _) is not null)
        {
            return false;
        }

        for (var at = 0; at < hashes.Length; at += LogHash.Length)
        {
            Append(LogHash.Parse(hashes.AsSpan(at, LogHash.Length)));
        }

        return true;
    }

    private void Append(LogHash leaf)
    {
        _entries.Append(leaf);
        if (sizes.Contains(_entries.Size))
        {
            _roots[_entries.Size] = _entries.Root;
        }
    }

    internal sealed record Announced(long Entry, VerifierKey Key);
}
