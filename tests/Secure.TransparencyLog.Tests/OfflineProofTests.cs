using System.Text;
using Secure.Signatures;
using Secure.TestKit;

namespace Secure.TransparencyLog.Tests;

public sealed class OfflineProofTests : IDisposable
{
    private const string Origin = "example.com/log";
    private readonly Ed25519PrivateKey _key = Ed25519PrivateKey.Generate();
    private readonly Ed25519PrivateKey _witnessKey = Ed25519PrivateKey.Generate();
    private readonly NoteSigner _log;
    private readonly Cosigner _witness;
    private readonly MemoryHashes _hashes = MemoryHashes.Of(100);
    private readonly SignedNote _note;

    public OfflineProofTests()
    {
        _log = new NoteSigner(Origin, _key);
        _witness = new Cosigner("witness", _witnessKey, new ManualTime());
        var body = new Checkpoint(Origin, 100, _hashes.Root(100)).ToBody();
        _note = SignedNote.Create(body, _log.Sign(body), _witness.Sign(body));
    }

    public void Dispose()
    {
        _key.Dispose();
        _witnessKey.Dispose();
    }

    [Fact]
    public async Task A_proof_is_written_as_C2SP_says_reads_back_and_counts()
    {
        for (var index = 0; index < 100; index++)
        {
            var proof = await OfflineProof.BuildAsync(_hashes, index, _note, default);
            var text = Encoding.UTF8.GetString(proof.ToBytes());
            var expected = $"c2sp.org/tlog-proof@v1\nindex {index}\n{string.Concat(proof.Hashes.Select(h => h + "\n"))}\n{Encoding.UTF8.GetString(_note.ToBytes())}";
            Assert.Equal(expected, text);

            Assert.True(OfflineProof.TryParse(proof.ToBytes(), out var read));
            Assert.Equal(
                new OfflineProofVerdict(CheckpointVerdict.Good, InLog: true),
                read.Verify(_hashes.Leaf(index), _log.VerifierKey, [_witness.VerifierKey], 1));
            Assert.False(read.Verify(_hashes.Leaf((index + 1) % 100), _log.VerifierKey, [], 0).InLog);
        }
    }

    [Fact]
    public async Task Without_the_signatures_asked_for_nothing_is_in_the_log()
    {
        var proof = await OfflineProof.BuildAsync(_hashes, 5, _note, default);

        Assert.Equal(
            new OfflineProofVerdict(CheckpointVerdict.TooFewWitnesses, InLog: false),
            proof.Verify(_hashes.Leaf(5), _log.VerifierKey, [_witness.VerifierKey], 2));
        var other = new NoteSigner(Origin, _witnessKey);
        Assert.Equal(
            new OfflineProofVerdict(CheckpointVerdict.Unsigned, InLog: false),
            proof.Verify(_hashes.Leaf(5), other.VerifierKey, [], 0));
    }

    [Fact]
    public async Task Extra_bytes_come_back()
    {
        var proof = await OfflineProof.BuildAsync(_hashes, 5, _note, default) with { Extra = new byte[] { 1, 2, 3 } };

        Assert.StartsWith("c2sp.org/tlog-proof@v1\nextra AQID\nindex 5\n", Encoding.UTF8.GetString(proof.ToBytes()), StringComparison.Ordinal);
        Assert.True(OfflineProof.TryParse(proof.ToBytes(), out var read));
        Assert.Equal([1, 2, 3], read.Extra!.Value.ToArray());
    }

    [Theory]
    [InlineData("c2sp.org/tlog-proof@v2\nindex 5\n\nN")]
    [InlineData("c2sp.org/tlog-proof@v1 \nindex 5\n\nN")]
    [InlineData("c2sp.org/tlog-proof@v1\n\nN")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 05\n\nN")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex -5\n\nN")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 5\nextra AQID\n\nN")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra AQI\nindex 5\n\nN")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra AQID\nextra AQID\nindex 5\n\nN")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 5\nAAAA\n\nN")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 5\nH64\n\nN")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 5\nN")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 5\n\n")]
    public void No_other_spelling_is_a_proof(string text)
    {
        var bytes = text
            .Replace("H64\n", string.Concat(Enumerable.Repeat(Merkle.EmptyRoot + "\n", 64)), StringComparison.Ordinal)
            .Replace("N", Encoding.UTF8.GetString(_note.ToBytes()), StringComparison.Ordinal);

        Assert.False(OfflineProof.TryParse(Encoding.UTF8.GetBytes(bytes), out _));
    }

    [Fact]
    public async Task No_changed_byte_leaves_a_proof_good()
    {
        var good = (await OfflineProof.BuildAsync(_hashes, 5, _note, default)).ToBytes();
        for (var at = 0; at < good.Length; at++)
        {
            var bad = good.ToArray();
            bad[at] ^= 1;
            var accepted = OfflineProof.TryParse(bad, out var proof)
                && proof.Verify(_hashes.Leaf(5), _log.VerifierKey, [_witness.VerifierKey], 1).InLog;
            Assert.False(accepted, $"byte {at}");
        }
    }

    [Fact]
    public async Task Only_a_checkpoint_that_covers_the_entry_makes_a_proof()
    {
        var note = SignedNote.Create("no checkpoint\n"u8, _log.Sign("no checkpoint\n"u8));

        await Assert.ThrowsAsync<ArgumentException>(async () => await OfflineProof.BuildAsync(_hashes, 5, note, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await OfflineProof.BuildAsync(_hashes, 100, _note, default));
    }
}
