using System.Text;
using Secure.Signatures;
using Secure.TestKit;

namespace Secure.TransparencyLog.Tests;

public sealed class CheckpointTests : IDisposable
{
    private const string Origin = "example.com/log";
    private readonly Ed25519PrivateKey _logKey = Ed25519PrivateKey.Generate();
    private readonly Ed25519PrivateKey _witnessKey = Ed25519PrivateKey.Generate();
    private readonly NoteSigner _log;
    private readonly Cosigner _witness;
    private readonly byte[] _body = new Checkpoint(Origin, 3, Merkle.EmptyRoot).ToBody();

    public CheckpointTests()
    {
        _log = new NoteSigner(Origin, _logKey);
        _witness = new Cosigner("witness", _witnessKey, new ManualTime());
    }

    public void Dispose()
    {
        _logKey.Dispose();
        _witnessKey.Dispose();
    }

    [Fact]
    public void A_body_is_three_lines_and_reads_back()
    {
        Assert.Equal("example.com/log\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", Encoding.UTF8.GetString(_body));
        Assert.True(Checkpoint.TryParse(_body, out var checkpoint));
        Assert.Equal(new Checkpoint(Origin, 3, Merkle.EmptyRoot), checkpoint);
    }

    [Theory]
    [InlineData("o\n3\nR\n", true)]
    [InlineData("o\n0\nR\n", true)]
    [InlineData("o\n9223372036854775807\nR\n", true)]
    [InlineData("o\n3\nR\nextension\n", true)]
    [InlineData("o\n9223372036854775808\nR\n", false)]
    [InlineData("o\n03\nR\n", false)]
    [InlineData("o\n-3\nR\n", false)]
    [InlineData("o\n+3\nR\n", false)]
    [InlineData("o\n 3\nR\n", false)]
    [InlineData("o\n3 \nR\n", false)]
    [InlineData("o\n3,000\nR\n", false)]
    [InlineData("o\n٣\nR\n", false)]
    [InlineData("o\n\nR\n", false)]
    [InlineData("\n3\nR\n", false)]
    [InlineData("two words\n3\nR\n", false)]
    [InlineData("o\n3\nAAAA\n", false)]
    [InlineData("o\n3\n\n", false)]
    [InlineData("o\n3\n", false)]
    [InlineData("o\n3\nR", false)]
    [InlineData("o\n3\nR\n\n", false)]
    [InlineData("o\n3\nR\nextension", false)]
    [InlineData("", false)]
    public void Only_the_one_form_of_a_body_is_read(string body, bool good)
    {
        var bytes = Encoding.UTF8.GetBytes(body.Replace("R", Merkle.EmptyRoot.ToString(), StringComparison.Ordinal));
        Assert.Equal(good, Checkpoint.TryParse(bytes, out _));
    }

    [Fact]
    public void A_checkpoint_opens_with_the_logs_key_and_enough_witnesses()
    {
        var note = SignedNote.Create(_body, _log.Sign(_body), _witness.Sign(_body)).ToBytes();

        Assert.Equal(CheckpointVerdict.Good, Open(note, 0));
        Assert.Equal(CheckpointVerdict.Good, Open(note, 1));
        Assert.Equal(CheckpointVerdict.TooFewWitnesses, Open(note, 2));
        Assert.Equal(CheckpointVerdict.Malformed, Open(note.AsSpan(1).ToArray()[..^1], 0));
    }

    [Fact]
    public void A_witness_counts_once_however_often_and_under_however_many_names_it_signs()
    {
        var alias = new Cosigner("alias", _witnessKey, new ManualTime());
        var note = SignedNote.Create(
            _body, _log.Sign(_body), _witness.Sign(_body), _witness.Sign(_body), alias.Sign(_body)).ToBytes();

        Assert.Equal(
            CheckpointVerdict.TooFewWitnesses,
            SignedCheckpoint.Open(note, _log.VerifierKey, [_witness.VerifierKey, alias.VerifierKey], 2, out _));
    }

    [Fact]
    public void A_log_is_no_witness_of_itself()
    {
        var self = new Cosigner("witness", _logKey, new ManualTime());
        var note = SignedNote.Create(_body, _log.Sign(_body), self.Sign(_body)).ToBytes();

        Assert.Equal(
            CheckpointVerdict.TooFewWitnesses,
            SignedCheckpoint.Open(note, _log.VerifierKey, [self.VerifierKey], 1, out var opened));
        Assert.Null(opened);
    }

    [Fact]
    public void Another_origin_a_missing_and_a_forged_signature_are_told_apart()
    {
        var other = new Checkpoint("example.com/other", 3, Merkle.EmptyRoot).ToBody();
        var forged = new NoteSignature(Origin, _log.VerifierKey.Id, new byte[64]);
        var forgedWitness = new NoteSignature("witness", _witness.VerifierKey.Id, new byte[72]);

        Assert.Equal(CheckpointVerdict.WrongOrigin, Open(SignedNote.Create(other, _log.Sign(other)).ToBytes(), 0));
        Assert.Equal(CheckpointVerdict.Unsigned, Open(SignedNote.Create(_body, _witness.Sign(_body)).ToBytes(), 1));
        Assert.Equal(CheckpointVerdict.BadSignature, Open(SignedNote.Create(_body, forged).ToBytes(), 0));
        Assert.Equal(CheckpointVerdict.BadSignature, Open(SignedNote.Create(_body, _log.Sign(_body), forgedWitness).ToBytes(), 0));
    }

    [Fact]
    public void Cosignatures_are_added_and_strangers_lines_dropped()
    {
        var note = SignedNote.Create(_body, _log.Sign(_body));
        var stranger = new NoteSignature("stranger", 1, [1]);

        Assert.True(note.TryAdd([.. stranger.ToBytes(), .. _witness.Sign(_body).ToBytes()], [_witness.VerifierKey], out var added));
        Assert.Equal([Origin, "witness"], added.Signatures.Select(s => s.Name));
        Assert.Equal(CheckpointVerdict.Good, Open(added.ToBytes(), 1));

        var forged = new NoteSignature("witness", _witness.VerifierKey.Id, new byte[72]);
        Assert.False(note.TryAdd(stranger.ToBytes(), [_witness.VerifierKey], out _));
        Assert.False(note.TryAdd(forged.ToBytes(), [_witness.VerifierKey], out _));
        Assert.False(note.TryAdd("\n"u8, [_witness.VerifierKey], out _));
        Assert.False(note.TryAdd([], [_witness.VerifierKey], out _));
        Assert.False(note.TryAdd(_witness.Sign("other\n"u8).ToBytes(), [_witness.VerifierKey], out _));
    }

    private CheckpointVerdict Open(byte[] note, int quorum)
    {
        var verdict = SignedCheckpoint.Open(note, _log.VerifierKey, [_witness.VerifierKey], quorum, out var opened);
        Assert.Equal(verdict == CheckpointVerdict.Good, opened is not null);
        return verdict;
    }
}
