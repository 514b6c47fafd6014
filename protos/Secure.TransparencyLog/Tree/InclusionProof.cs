namespace Secure.TransparencyLog;

/// <summary>Shows that one entry stands at one place of a tree (RFC 6962, section 2.1.1).</summary>
public static class InclusionProof
{
    /// <summary>Hashes from the leaf's sibling upward.</summary>
    /// <param name="index">0 to <paramref name="size"/> − 1.</param>
    /// <param name="size">Entries of the tree, at least 1; the reader must have them all.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such entry in a tree of that size.</exception>
    /// <exception cref="InvalidDataException">A hash is missing from the store.</exception>
    public static async ValueTask<IReadOnlyList<LogHash>> BuildAsync(
        IHashReader hashes, long index, long size, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var proof = new List<LogHash>();
        for (long start = 0, end = size; end - start > 1;)
        {
            var middle = start + HashReading.LargestPowerBelow(end - start);
            var left = index < middle;
            var (from, to) = left ? (middle, end) : (start, middle);
            proof.Add(await hashes.RangeAsync(from, to, cancellation).ConfigureAwait(false));
            (start, end) = left ? (start, middle) : (middle, end);
        }

        proof.Reverse();
        return proof;
    }

    /// <summary>Checks a proof from a stranger (RFC 9162, section 2.1.3.2); never throws.</summary>
    public static bool Verify(
        LogHash leaf, long index, long size, IReadOnlyList<LogHash> proof, LogHash root)
    {
        if (index < 0 || index >= size)
        {
            return false;
        }

        var (node, last, hash) = (index, size - 1, leaf);
        foreach (var sibling in proof)
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                hash = Merkle.Node(sibling, hash);
                while ((node & 1) == 0 && node != 0)
                {
                    (node, last) = (node >> 1, last >> 1);
                }
            }
            else
            {
                hash = Merkle.Node(hash, sibling);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && hash == root;
    }
}
