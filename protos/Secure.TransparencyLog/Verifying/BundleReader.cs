namespace Secure.TransparencyLog;

/// <summary>Reads entry bundles from the first on and grows the tree that their entries make.</summary>
internal sealed class BundleReader(TileFolder files, FaultList faults)
{
    /// <summary>The tree of all entries read; smaller than the log once a bundle could not be read to its end.</summary>
    internal CompactRange Entries { get; } = new();

    internal long EntriesRead { get; private set; }

    /// <summary>The first index that the log says it keeps, by the highest of its records; 0 where it keeps all.</summary>
    internal long KeptFrom { get; private set; }

    /// <summary>How many bundles are gone, from the beginning of a log of this size on, whose hashes are there.</summary>
    internal long CountGone(long size)
    {
        var gone = 0L;
        while (gone << Tile.Height < size && IsMissing(Tile.Of(Tile.Entries, gone, size)) && files.TryRead(Tile.Of(0, gone, size), out _, out _) is null)
        {
            gone++;
        }

        return gone;
    }

    private bool IsMissing(Tile tile) => files.TryRead(tile, out _, out _) == LogFaultKind.FileMissing;

    /// <summary>Takes the hashes of entries whose contents are gone: whether they are the log's the signed root tells.</summary>
    internal byte[] TakeLeaves(byte[] hashes)
    {
        for (var at = 0; at < hashes.Length; at += LogHash.Length)
        {
            Entries.Append(LogHash.Parse(hashes.AsSpan(at, LogHash.Length)));
        }

        return hashes;
    }

    /// <summary>The leaf hashes of a bundle's entries, as far as it could be read.</summary>
    internal byte[] ReadLeaves(Tile bundle)
    {
        if (files.TryRead(bundle, out var bytes, out var path) is { } fault)
        {
            faults.Add(fault, path, bundle.FirstEntry);
            return [];
        }

        var leaves = new byte[bundle.Width * LogHash.Length];
        ReadOnlyMemory<byte> rest = bytes;
        for (var i = 0; i < bundle.Width; i++)
        {
            if (!EntryBundle.TryTake(ref rest, out var entry))
            {
                faults.Add(LogFaultKind.EntryCut, path, bundle.FirstEntry + i);
                return leaves[..(i * LogHash.Length)];
            }

            var leaf = Merkle.Leaf(entry.Span);
            leaf.Bytes.CopyTo(leaves.AsSpan(i * LogHash.Length));
            Entries.Append(leaf);
            EntriesRead++;
            KeptFrom = Math.Max(KeptFrom, PruningRecord.Read(entry) ?? 0);
        }

        // A full bundle that stands in for a partial one may go on.
        if (!rest.IsEmpty && path == bundle.Path)
        {
            faults.AddBeside(LogFaultKind.TrailingBytes, path, bundle.FirstEntry + bundle.Width);
        }

        return leaves;
    }
}
