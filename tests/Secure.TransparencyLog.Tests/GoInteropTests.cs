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

    private static async Task<(int Exit, string Output)> VerifyAsync(LogFiles log)
    {
        Assert.SkipUnless(ForeignVerifier.Exists, "No go, or no golang-golang-x-mod-dev.");
        return await ForeignVerifier.RunAsync(log.Root, log.Signer.VerifierKey);
    }
}
