using Secure.TestKit;

namespace Secure.TransparencyLog.Tests;

/// <summary>Go's sumdb/note and sumdb/tlog, which know nothing of us, read what we write.</summary>
public sealed class GoInteropTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(1000)]
    [InlineData(70_000)]
    public async Task Go_verifies_our_log(int size)
    {
        using var log = new LogFiles(size);

        Assert.Equal((0, $"good: {size}"), await VerifyAsync(log));
    }

    [Fact]
    public async Task Go_and_we_find_the_same_damage()
    {
        using var log = new LogFiles(1000);
        var bundle = log.Read("tile/entries/002");
        bundle[^1] ^= 1;
        log.Write("tile/entries/002", bundle);

        Assert.Equal(767, log.Verify().FirstBadEntry);
        Assert.Equal((1, "bad: entry 767 is not what was signed"), await VerifyAsync(log));
    }

    [Fact]
    public async Task Go_refuses_a_checkpoint_of_another_root()
    {
        using var log = new LogFiles(1000);
        log.WriteCheckpoint(new Checkpoint(LogFiles.Origin, 1000, Merkle.EmptyRoot));

        var (exit, output) = await VerifyAsync(log);
        Assert.Equal(1, exit);
        Assert.StartsWith("bad: ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 0, "good: 1200")]
    [InlineData(1, 0, "good: 1200")]
    [InlineData(3, 1, "bad: entry 512 is missing")]
    [InlineData(5, 1, "bad: entry 0 is missing")]
    public async Task Go_and_we_take_as_gone_what_the_log_says_is_gone(int bundles, int exit, string said)
    {
        using var log = new LogFiles(1_200, i => i == 1_100 ? PruningTests.Record(512) : MemoryHashes.Entry(i));
        for (var i = 0; i < bundles; i++) { log.Delete(i < 4 ? $"tile/entries/{i:D3}" : $"tile/entries/{i:D3}.p/176"); }

        Assert.Equal(exit == 0, log.Verify().IsGood);
        Assert.Equal((exit, said), await VerifyAsync(log));
    }

    private static async Task<(int Exit, string Output)> VerifyAsync(LogFiles log)
    {
        Assert.SkipUnless(ForeignVerifier.Exists, "No go, or no golang-golang-x-mod-dev.");
        return await ForeignVerifier.RunAsync(log.Root, log.Signer.VerifierKey);
    }
}
