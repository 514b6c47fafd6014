namespace Secure.TransparencyLog;

/// <summary>Gives the hashes of perfect subtrees, from tiles, a database or memory.</summary>
public interface IHashReader
{
    /// <summary>
    /// The hash over the entries [<paramref name="index"/>·2^<paramref name="height"/>,
    /// (<paramref name="index"/>+1)·2^<paramref name="height"/>), all of which the log has.
    /// </summary>
    /// <param name="height">0 (a leaf hash) to 62.</param>
    /// <param name="index">From 0, counted in subtrees of this height.</param>
    /// <exception cref="InvalidDataException">The hash is missing: the log's own store is damaged.</exception>
    ValueTask<LogHash> ReadAsync(int height, long index, CancellationToken cancellation);
}

/// <summary>What can be told of a log whose hashes can be read.</summary>
public static class HashReading
{
    /// <summary>The root of the tree of the first <paramref name="size"/> entries.</summary>
    public static ValueTask<LogHash> RootAsync(this IHashReader hashes, long size, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return size == 0 ? new ValueTask<LogHash>(Merkle.EmptyRoot) : hashes.RangeAsync(0, size, cancellation);
    }

    // MTH(D[start:end]) of RFC 6962, section 2.1; start is a multiple of the power of two that holds the range.
    internal static async ValueTask<LogHash> RangeAsync(
        this IHashReader hashes, long start, long end, CancellationToken cancellation)
    {
        var size = end - start;
        if (long.IsPow2(size))
        {
            var height = (int)long.Log2(size);
            return await hashes.ReadAsync(height, start >> height, cancellation).ConfigureAwait(false);
        }

        var middle = start + LargestPowerBelow(size);
        var left = await hashes.RangeAsync(start, middle, cancellation).ConfigureAwait(false);
        var right = await hashes.RangeAsync(middle, end, cancellation).ConfigureAwait(false);
        return Merkle.Node(left, right);
    }

    // RFC 6962's k: the largest power of two smaller than size, which is at least 2.
    internal static long LargestPowerBelow(long size) => 1L << (int)long.Log2(size - 1);
}
