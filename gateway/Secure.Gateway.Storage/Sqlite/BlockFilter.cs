namespace Secure.Gateway.Storage.Sqlite;

/// <summary>
/// Which search keys occur among 256 entries: a Bloom filter of 2 KiB. An index row per key and entry would cost the writer
/// several random pages per entry; this costs it a few bits, and a search reads 8 bytes per entry to skip what cannot match.
/// With 800 different keys in a block a filter is wrong about once in 1,000 times, which costs a needless look, never a wrong answer.
/// </summary>
internal static class BlockFilter
{
    public const int Entries = 256;
    public const int Bytes = 2_048;
    private const uint BitMask = (Bytes * 8) - 1;
    private const int Probes = 4;

    public static void Add(Span<byte> filter, ulong term)
    {
        (uint bit, uint step) = Split(term);
        for (int i = 0; i < Probes; i++, bit += step) { filter[(int)((bit & BitMask) >> 3)] |= (byte)(1 << (int)(bit & 7)); }
    }

    /// <summary>False only when no entry of the block has the term.</summary>
    public static bool MayHold(ReadOnlySpan<byte> filter, ulong term)
    {
        (uint bit, uint step) = Split(term);
        for (int i = 0; i < Probes; i++, bit += step)
        {
            if ((filter[(int)((bit & BitMask) >> 3)] & (1 << (int)(bit & 7))) == 0) { return false; }
        }
        return true;
    }

    private static (uint Bit, uint Step) Split(ulong term) => ((uint)term, (uint)(term >> 32) | 1);
}
