namespace Secure.TransparencyLog;

/// <summary>Shows that an earlier tree is the beginning of a later one (RFC 6962, section 2.1.2).</summary>
public static class ConsistencyProof
{
    /// <param name="oldSize">0 to <paramref name="newSize"/>; from 0, and between equal sizes, the proof is empty.</param>
    /// <param name="newSize">Entries of the later tree; the reader must have them all.</param>
    /// <exception cref="ArgumentOutOfRangeException">The old size is negative or above the new one.</exception>
    /// <exception cref="InvalidDataException">A hash is missing from the store.</exception>
    public static async ValueTask<IReadOnlyList<LogHash>> BuildAsync(
        IHashReader hashes, long oldSize, long newSize, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, newSize);
        var proof = new List<LogHash>();
        if (oldSize == 0 || oldSize == newSize)
        {
            return proof;
        }

        var (start, end) = (0L, newSize);
        while (oldSize != end)
        {
            var middle = start + HashReading.LargestPowerBelow(end - start);
            var left = oldSize <= middle;
            var (from, to) = left ? (middle, end) : (start, middle);
            proof.Add(await hashes.RangeAsync(from, to, cancellation).ConfigureAwait(false));
            (start, end) = left ? (start, middle) : (middle, end);
        }

        // SUBPROOF(m, D[m], true) is empty: the verifier knows the old root already.
        if (start != 0)
        {
            proof.Add(await hashes.RangeAsync(start, end, cancellation).ConfigureAwait(false));
        }

        proof.Reverse();
        return proof;
    }

    /// <summary>
    /// Checks a proof from a stranger (RFC 9162, section 2.1.4.2); never throws. A proof from the empty tree to a
    /// larger one would say nothing and is refused.
    /// </summary>
    public static bool Verify(
        long oldSize, LogHash oldRoot, long newSize, LogHash newRoot, IReadOnlyList<LogHash> proof)
    {
        if (oldSize < 0 || newSize < oldSize)
        {
            return false;
        }

        if (oldSize == newSize)
        {
            return proof.Count == 0 && oldRoot == newRoot && (oldSize != 0 || oldRoot == Merkle.EmptyRoot);
        }

        return oldSize != 0 && proof.Count != 0 && VerifyGrowth(oldSize, oldRoot, newSize, newRoot, proof);
    }

    private static bool VerifyGrowth(
        long oldSize, LogHash oldRoot, long newSize, LogHash newRoot, IReadOnlyList<LogHash> proof)
    {
        var (node, last) = (oldSize - 1, newSize - 1);
        while ((node & 1) == 1)
        {
            (node, last) = (node >> 1, last >> 1);
        }

        // Where the old tree is one perfect subtree, its root is where the path begins.
        var whole = long.IsPow2(oldSize);
        var oldHash = whole ? oldRoot : proof[0];
        var newHash = oldHash;
        for (var i = whole ? 0 : 1; i < proof.Count; i++)
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                oldHash = Merkle.Node(proof[i], oldHash);
                newHash = Merkle.Node(proof[i], newHash);
                while ((node & 1) == 0 && node != 0)
                {
                    (node, last) = (node >> 1, last >> 1);
                }
            }
            else
            {
                newHash = Merkle.Node(newHash, proof[i]);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && oldHash == oldRoot && newHash == newRoot;
    }
}
