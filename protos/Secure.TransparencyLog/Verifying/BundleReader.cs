namespace Secure.TransparencyLog;

/// <summary>Reads entry bundles from the first on and grows the tree that their entries make.</summary>
internal sealed class BundleReader(TileFolder files, FaultList faults)
{
    /// <summary>The tree of all entries read; smaller than the log once a bundle could not be read to its end.</summary>
    internal CompactRange Entries { get; } = new();

    internal long EntriesRead => Entries.Size;

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
        }

        // A full bundle that stands in for a partial one may go on.
        if (!rest.IsEmpty && path == bundle.Path)
        {
            faults.AddBeside(LogFaultKind.TrailingBytes, path, bundle.FirstEntry + bundle.Width);
        }

        return leaves;
    }
}
