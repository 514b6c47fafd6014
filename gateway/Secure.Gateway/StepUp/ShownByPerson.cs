using System.Buffers.Binary;

namespace Secure.Gateway.StepUp;

/// <summary>The frames that one person's challenges have shown, as 64-bit names: a ring of segments, each a row, of which the oldest is given up when all are full.</summary>
internal sealed class ShownByPerson
{
    internal const int Segments = 16;

    /// <summary>A challenge leaves some 60 to 120 names, so that all 16 segments hold those of more than 500. 32 KiB a segment.</summary>
    internal const int NamesPerSegment = 4096;

    /// <summary>What was written last longer ago gives its place back: the default life of a template.</summary>
    internal static readonly TimeSpan AgeMax = TimeSpan.FromDays(1095);

    private readonly Lock _gate = new();
    private readonly HashSet<ulong> _known = [];
    private readonly List<ulong>[] _segments = new List<ulong>[Segments];
    private int _newest;

    /// <param name="rows">One for each segment: when it was written last, in unix milliseconds, then its names, 8 bytes each, big-endian. Null: none.</param>
    internal ShownByPerson(IReadOnlyList<byte[]?> rows, long nowMs)
    {
        (long AtMs, int Count) newest = (-1, 0);
        for (int i = 0; i < Segments; i++)
        {
            _segments[i] = [];
            if (rows[i] is not { Length: >= sizeof(long) } row) { continue; }
            long atMs = BinaryPrimitives.ReadInt64BigEndian(row);
            if (nowMs - atMs > AgeMax.TotalMilliseconds) { continue; }
            for (int at = sizeof(long); at + sizeof(ulong) <= row.Length; at += sizeof(ulong)) { _segments[i].Add(BinaryPrimitives.ReadUInt64BigEndian(row.AsSpan(at))); }
            _known.UnionWith(_segments[i]);
            // Of two written together the one with room is the newer.
            if (atMs > newest.AtMs || (atMs == newest.AtMs && _segments[i].Count < newest.Count)) { (newest, _newest) = ((atMs, _segments[i].Count), i); }
        }
    }

    /// <summary>Challenges of the person that are open. Changed by <see cref="ShownFrames"/> alone.</summary>
    internal int Users { get; set; }

    /// <summary>False where it is known.</summary>
    internal bool Take(ulong name)
    {
        lock (_gate) { return _known.Add(name); }
    }

    internal void GiveBack(IEnumerable<ulong> names)
    {
        lock (_gate) { _known.ExceptWith(names); }
    }

    /// <summary>Puts names that were taken into the ring; gives the rows to write.</summary>
    internal IReadOnlyList<(int Segment, byte[] Row)> Keep(IReadOnlyList<ulong> names, long nowMs)
    {
        SortedSet<int> changed = [];
        lock (_gate)
        {
            foreach (ulong name in names)
            {
                if (_segments[_newest].Count == NamesPerSegment)
                {
                    _newest = (_newest + 1) % Segments;
                    _known.ExceptWith(_segments[_newest]);
                    _segments[_newest].Clear();
                }
                _segments[_newest].Add(name);
                changed.Add(_newest);
            }
            return [.. changed.Select(i => (i, ToRow(_segments[i], nowMs)))];
        }
    }

    private static byte[] ToRow(List<ulong> names, long nowMs)
    {
        byte[] row = new byte[sizeof(long) + names.Count * sizeof(ulong)];
        BinaryPrimitives.WriteInt64BigEndian(row, nowMs);
        for (int i = 0; i < names.Count; i++) { BinaryPrimitives.WriteUInt64BigEndian(row.AsSpan(sizeof(long) + i * sizeof(ulong)), names[i]); }
        return row;
    }
}
