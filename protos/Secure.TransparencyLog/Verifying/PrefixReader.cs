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
        for (var index = 0L; index << Tile.Height < size; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            var bundle = Tile.Of(Tile.Entries, index, size);
            if (files.TryRead(bundle, out var bytes, out _) is not null || !TryTake(bytes, bundle.Width))
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

            _entries.Append(Merkle.Leaf(entry.Span));
            if (sizes.Contains(_entries.Size))
            {
                _roots[_entries.Size] = _entries.Root;
            }
        }

        return true;
    }

    internal sealed record Announced(long Entry, VerifierKey Key);
}
