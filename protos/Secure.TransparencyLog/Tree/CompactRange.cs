using System.Numerics;

namespace Secure.TransparencyLog;

/// <summary>
/// A growing tree of which only the perfect subtrees on the right edge are kept, at most 63: enough to append and to
/// know the root. Not for use by two threads at once.
/// </summary>
public sealed class CompactRange
{
    private readonly List<LogHash> _peaks = [];

    /// <summary>Begins with no entry.</summary>
    public CompactRange()
    {
    }

    /// <summary>Goes on from a stored state.</summary>
    /// <param name="size">Entries so far.</param>
    /// <param name="peaks">One perfect subtree for each set bit of <paramref name="size"/>, the largest first.</param>
    /// <exception cref="ArgumentException">The number of peaks does not fit the size.</exception>
    public CompactRange(long size, IReadOnlyCollection<LogHash> peaks)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        if (peaks.Count != BitOperations.PopCount((ulong)size))
        {
            throw new ArgumentException("A range has one peak for each set bit of its size.", nameof(peaks));
        }

        Size = size;
        _peaks.AddRange(peaks);
    }

    /// <summary>Leaves so far.</summary>
    public long Size { get; private set; }

    /// <summary>The perfect subtrees, the largest and leftmost first.</summary>
    public IReadOnlyList<LogHash> Peaks => _peaks;

    /// <summary>The root of the tree so far (RFC 6962, section 2.1).</summary>
    public LogHash Root
    {
        get
        {
            if (_peaks.Count == 0)
            {
                return Merkle.EmptyRoot;
            }

            var root = _peaks[^1];
            for (var i = _peaks.Count - 2; i >= 0; i--)
            {
                root = Merkle.Node(_peaks[i], root);
            }

            return root;
        }
    }

    /// <summary>Adds one leaf hash and joins the subtrees that it makes perfect.</summary>
    public void Append(LogHash leaf)
    {
        // Every trailing one bit of the size is a subtree as large as what is being added.
        for (var joins = BitOperations.TrailingZeroCount(~Size); joins > 0; joins--)
        {
            leaf = Merkle.Node(_peaks[^1], leaf);
            _peaks.RemoveAt(_peaks.Count - 1);
        }

        _peaks.Add(leaf);
        Size++;
    }
}
