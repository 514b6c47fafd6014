namespace Secure.TransparencyLog;

/// <summary>
/// One check of one copy. Every hash of the tree is known twice: as the tiles hold it, and as the entries make it. Where
/// both agree, and lead to the signed root, all is well. Where they differ, that of the two is right which leads to the
/// root.
/// </summary>
internal sealed class LogAudit(TileFolder files, SignedCheckpoint signed, FaultList faults)
{
    private readonly BundleReader _bundles = new(files, faults);
    private readonly List<Difference> _differences = [];
    private readonly StoredTree _stored = new(signed.Checkpoint.Size);
    private List<LogHash?> _computed = [];
    private long _gone;

    private long Size => signed.Checkpoint.Size;

    internal LogReport Run(CancellationToken cancellation)
    {
        ReadEntries(cancellation);
        ReadUpperTiles(cancellation);
        RefuseGone();
        var entriesGood = _bundles.Entries.Size == Size && _bundles.Entries.Root == signed.Checkpoint.Root;
        var borderGood = _stored.Root() == signed.Checkpoint.Root;
        foreach (var difference in _differences)
        {
            var kind = Blame(difference, entriesGood, borderGood);
            faults.Add(kind, kind == LogFaultKind.TileDamaged ? difference.Tile.Path : difference.Bundle.Path, difference.Entry);
        }

        // Fails closed: without a fault both ways must have led to the signed root.
        var found = faults.InOrder();
        if (found.Count == 0 && !(entriesGood && borderGood))
        {
            found = [new LogFault(LogFaultKind.RootDiffers, TileFolder.CheckpointName, null)];
        }

        return new LogReport(signed, _bundles.EntriesRead, found, faults.IsFull) { PrunedBelow = Math.Min(_gone << Tile.Height, Size) };
    }

    private void ReadEntries(CancellationToken cancellation)
    {
        _gone = _bundles.CountGone(Size);
        for (var index = 0L; index << Tile.Height < Size && !faults.IsFull; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            var tile = Tile.Of(0, index, Size);
            var hashes = ReadTile(tile);
            var bundle = Tile.Of(Tile.Entries, index, Size);
            var leaves = index >= _gone ? _bundles.ReadLeaves(bundle) : _bundles.TakeLeaves(hashes ?? []);
            LogHash? root = leaves.Length == tile.Width * LogHash.Length ? Merkle.Root(leaves) : null;
            if (hashes is not null && FirstDifference(hashes, leaves) is { } at)
            {
                _differences.Add(new Difference(tile, bundle, tile.FirstEntry + at, root));
            }

            if (tile.IsFull)
            {
                _computed.Add(root);
            }
        }
    }

    // A bundle may be gone only where an entry says so. Which entries count is known once all are read: where one of them was
    // put there by whoever holds the copy, they do not lead to the signed root.
    private void RefuseGone()
    {
        for (var index = _bundles.KeptFrom >> Tile.Height; index < _gone && !faults.IsFull; index++)
        {
            var bundle = Tile.Of(Tile.Entries, index, Size);
            faults.Add(LogFaultKind.FileMissing, bundle.Path, bundle.FirstEntry);
        }
    }

    private byte[]? ReadTile(Tile tile)
    {
        if (files.TryRead(tile, out var hashes, out var path) is { } fault)
        {
            faults.Add(fault, path, tile.FirstEntry);
            _stored.AddMissing(tile);
            return null;
        }

        _stored.Add(tile, hashes);
        return hashes;
    }

    private void ReadUpperTiles(CancellationToken cancellation)
    {
        for (var level = 1; Tile.HashesOfLevel(level, Size) > 0; level++)
        {
            var above = new List<LogHash?>();
            for (var index = 0L; index << Tile.Height < Tile.HashesOfLevel(level, Size) && !faults.IsFull; index++)
            {
                cancellation.ThrowIfCancellationRequested();
                var tile = Tile.Of(level, index, Size);
                if (ReadTile(tile) is { } hashes)
                {
                    CompareUpperTile(tile, hashes);
                }

                if (tile.IsFull)
                {
                    above.Add(RootOf(_computed, (int)(index << Tile.Height)));
                }
            }

            _computed = above;
        }
    }

    // A hash that is neither what the tile below gives nor what the entries give has no other witness: it is damaged.
    private void CompareUpperTile(Tile tile, byte[] hashes)
    {
        for (var i = 0; i < tile.Width; i++)
        {
            var at = (int)(tile.Index << Tile.Height) + i;
            var hash = LogHash.Parse(hashes.AsSpan(i * LogHash.Length, LogHash.Length));
            var below = _stored.RootOfTile(tile.Level - 1, at);
            var computed = at < _computed.Count ? _computed[at] : null;
            if (hash != computed && hash != below && (computed ?? below) is not null)
            {
                faults.Add(LogFaultKind.TileDamaged, tile.Path, tile.FirstEntry + (i * tile.EntriesPerHash));
                return;
            }
        }
    }

    private LogFaultKind Blame(Difference difference, bool entriesGood, bool borderGood)
    {
        var tile = difference.Tile;
        if (entriesGood)
        {
            return LogFaultKind.TileDamaged;
        }

        if (borderGood && _stored.IsAuthentic(tile))
        {
            return LogFaultKind.EntryDamaged;
        }

        var entriesAuthentic = borderGood && tile.IsFull && difference.RootOfEntries is { } root
            && _stored.IsAuthentic(root, tile);
        return entriesAuthentic ? LogFaultKind.TileDamaged : LogFaultKind.EntryOrTileDamaged;
    }

    private static int? FirstDifference(ReadOnlySpan<byte> hashes, ReadOnlySpan<byte> leaves)
    {
        var same = hashes.CommonPrefixLength(leaves);
        return same < leaves.Length ? same / LogHash.Length : null;
    }

    private static LogHash? RootOf(List<LogHash?> hashes, int start)
    {
        var range = new CompactRange();
        foreach (var hash in hashes.Skip(start).Take(Tile.FullWidth))
        {
            if (hash is not { } known)
            {
                return null;
            }

            range.Append(known);
        }

        return range.Size == Tile.FullWidth ? range.Root : null;
    }

    private sealed record Difference(Tile Tile, Tile Bundle, long Entry, LogHash? RootOfEntries);
}
