namespace Secure.TransparencyLog.Tests;

/// <summary>A tree kept whole in memory and computed straight from RFC 6962's definition.</summary>
internal sealed class MemoryHashes(IReadOnlyList<LogHash> leaves) : IHashReader
{
    private readonly Dictionary<(int Start, int End), LogHash> _known = [];

    internal static MemoryHashes Of(int size, int salt = 0) =>
        new([.. Enumerable.Range(0, size).Select(i => Merkle.Leaf(Entry(i, salt)))]);

    internal static byte[] Entry(int index, int salt = 0) =>
        System.Text.Encoding.ASCII.GetBytes(salt == 0 ? $"entry {index}" : $"entry {index} of {salt}");

    internal LogHash Leaf(int index) => leaves[index];

    internal LogHash Root(int size) => size == 0 ? Merkle.EmptyRoot : Mth(0, size);

    public ValueTask<LogHash> ReadAsync(int height, long index, CancellationToken cancellation) =>
        new(Mth((int)(index << height), (int)((index + 1) << height)));

    private LogHash Mth(int start, int end)
    {
        if (end - start == 1)
        {
            return leaves[start];
        }

        var k = 1;
        while (k * 2 < end - start)
        {
            k *= 2;
        }

        if (!_known.TryGetValue((start, end), out var hash))
        {
            hash = Merkle.Node(Mth(start, start + k), Mth(start + k, end));
            _known[(start, end)] = hash;
        }

        return hash;
    }
}
