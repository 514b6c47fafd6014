using System.Text;
using Secure.Signatures;
using Secure.TestKit;

namespace Secure.TransparencyLog.Tests;

public sealed class WitnessTests : IDisposable
{
    private const string Origin = "example.com/log";
    private readonly Ed25519PrivateKey _logKey = Ed25519PrivateKey.Generate();
    private readonly Ed25519PrivateKey _witnessKey = Ed25519PrivateKey.Generate();
    private readonly ManualTime _clock = new();
    private readonly MemoryHashes _hashes = MemoryHashes.Of(100);
    private readonly List<WitnessRecord> _persisted = [];
    private readonly NoteSigner _log;
    private readonly Cosigner _cosigner;
    private readonly Witness _witness;
    private Func<WitnessRecord, CancellationToken, ValueTask> _persist;

    public WitnessTests()
    {
        _log = new NoteSigner(Origin, _logKey);
        _cosigner = new Cosigner("witness", _witnessKey, _clock);
        _persist = (record, _) =>
        {
            _persisted.Add(record);
            return default;
        };
        _witness = Start([]);
    }

    public void Dispose()
    {
        _witness.Dispose();
        _logKey.Dispose();
        _witnessKey.Dispose();
    }

    [Fact]
    public async Task A_growing_log_is_cosigned_step_by_step()
    {
        var old = 0;
        foreach (var size in new[] { 0, 1, 2, 7, 7, 64, 100 })
        {
            var note = Note(size);
            var answer = await Ask(old, await Proof(old, size), note);
            Assert.Equal(200, answer.Status);
            Assert.True(note.TryAdd(answer.Body, [_cosigner.VerifierKey], out var cosigned));
            Assert.Equal(
                CheckpointVerdict.Good,
                SignedCheckpoint.Open(cosigned.ToBytes(), _log.VerifierKey, [_cosigner.VerifierKey], 1, out var opened));
            Assert.Equal(_clock.GetUtcNow().ToUnixTimeSeconds(), Assert.Single(opened!.Cosignatures).CosignedAt);
            Assert.Equal(size, _persisted[^1].Size);
            Assert.Equal(cosigned.ToBytes(), _persisted[^1].Note.ToBytes());
            old = size;
        }
    }

    [Fact]
    public async Task A_wrong_old_size_is_answered_with_the_right_one()
    {
        await Ask(0, [], Note(7));

        var answer = await Ask(0, [], Note(9));
        Assert.Equal(409, answer.Status);
        Assert.Equal("7\n", Encoding.ASCII.GetString(answer.Body));
        Assert.True(WitnessAnswer.TryReadSize(answer.Body, out var size));
        Assert.Equal(7, size);
        Assert.False(WitnessAnswer.TryReadSize("07\n"u8, out _));
        Assert.False(WitnessAnswer.TryReadSize("7"u8, out _));
        Assert.False(WitnessAnswer.TryReadSize("7\n7\n"u8, out _));
        Assert.Single(_persisted);
    }

    [Fact]
    public async Task A_rewritten_history_is_not_cosigned()
    {
        var rewritten = MemoryHashes.Of(100, salt: 1);
        await Ask(0, [], Note(7));
        var proof = await ConsistencyProof.BuildAsync(rewritten, 7, 9, default);

        Assert.Equal(422, (await Ask(7, proof, Note(9, rewritten.Root(9)))).Status);
        Assert.Equal(422, (await Ask(7, [], Note(9))).Status);
        WitnessAnswer same = await Ask(7, [], Note(7, rewritten.Root(7)));
        Assert.Equal((409, "7\n", true), (same.Status, Encoding.ASCII.GetString(same.Body), same.IsFork));
        Assert.Equal(422, (await Ask(7, [.. proof], Note(7))).Status);
        Assert.Single(_persisted);
    }

    [Fact]
    public async Task A_first_request_carries_no_proof_and_an_empty_log_the_empty_root()
    {
        Assert.Equal(422, (await Ask(0, [Merkle.EmptyRoot], Note(7))).Status);
        Assert.Equal(422, (await Ask(0, [], Note(0, _hashes.Root(1)))).Status);
        Assert.Equal(200, (await Ask(0, [], Note(0))).Status);
        Assert.Equal(422, (await Ask(0, [Merkle.EmptyRoot], Note(7))).Status);
        Assert.Equal(200, (await Ask(0, [], Note(7))).Status);
    }

    [Fact]
    public async Task A_checkpoint_smaller_than_the_old_size_is_malformed()
    {
        await Ask(0, [], Note(7));

        Assert.Equal(400, (await Ask(7, [], Note(6))).Status);
    }

    [Fact]
    public async Task An_unknown_origin_and_a_bad_signature_are_told_apart()
    {
        var body = new Checkpoint("example.com/other", 7, _hashes.Root(7)).ToBody();
        var ours = new Checkpoint(Origin, 7, _hashes.Root(7)).ToBody();
        var forged = new NoteSignature(Origin, _log.VerifierKey.Id, new byte[64]);
        var stranger = new NoteSignature(Origin, _log.VerifierKey.Id + 1, new byte[64]);

        Assert.Equal(404, (await Ask(0, [], SignedNote.Create(body, _log.Sign(body)))).Status);
        Assert.Equal(403, (await Ask(0, [], SignedNote.Create(ours, forged))).Status);
        Assert.Equal(403, (await Ask(0, [], SignedNote.Create(ours, _log.Sign(ours), forged))).Status);
        Assert.Equal(403, (await Ask(0, [], SignedNote.Create(ours, stranger))).Status);
        Assert.Equal(200, (await Ask(0, [], SignedNote.Create(ours, stranger, _log.Sign(ours)))).Status);
        Assert.Equal([Origin, "witness"], _persisted.Single().Note.Signatures.Select(s => s.Name));
    }

    [Fact]
    public async Task A_good_line_repeated_a_hundred_times_is_kept_once()
    {
        var body = new Checkpoint(Origin, 7, _hashes.Root(7)).ToBody();
        var note = SignedNote.Create(body, [.. Enumerable.Repeat(_log.Sign(body), 100)]);

        Assert.Equal(200, (await Ask(0, [], note)).Status);
        Assert.Equal(2, _persisted.Single().Note.Signatures.Count);
    }

    [Fact]
    public async Task Nothing_is_answered_before_the_record_is_durable()
    {
        var gate = new TaskCompletionSource();
        _persist = async (record, _) =>
        {
            await gate.Task;
            _persisted.Add(record);
        };
        var first = Ask(0, [], Note(7)).AsTask();
        var second = Ask(0, [], Note(9)).AsTask();
        Assert.False(first.IsCompleted || second.IsCompleted);

        gate.SetResult();
        Assert.Equal(200, (await first).Status);
        Assert.Equal(409, (await second).Status);
    }

    [Fact]
    public async Task A_failing_disk_leaves_the_old_record_and_no_answer()
    {
        await Ask(0, [], Note(7));
        var works = _persist;
        _persist = (_, _) => throw new IOException("disk full");
        var proof = await Proof(7, 9);
        await Assert.ThrowsAsync<IOException>(async () => await Ask(7, proof, Note(9)));
        Assert.Equal(7, (await _witness.LatestAsync(Origin, default))!.Size);

        _persist = works;
        Assert.Equal(200, (await Ask(7, proof, Note(9))).Status);
        Assert.Equal(9, (await _witness.LatestAsync(Origin, default))!.Size);
    }

    [Fact]
    public async Task A_restarted_witness_goes_on_from_its_record()
    {
        await Ask(0, [], Note(7));
        using var restarted = Start(_persisted.ToArray());

        var stale = new AddCheckpointRequest(0, [], Note(9)).ToBytes();
        Assert.Equal(409, (await restarted.AddCheckpointAsync(stale, default)).Status);
        var next = new AddCheckpointRequest(7, await Proof(7, 9), Note(9)).ToBytes();
        Assert.Equal(200, (await restarted.AddCheckpointAsync(next, default)).Status);
        Assert.Null(await restarted.LatestAsync("example.com/other", default));
    }

    [Fact]
    public void The_example_request_of_the_text_is_read_and_written_byte_for_byte()
    {
        var lines = File.ReadAllLines(Path.Combine(Vectors.Folder("specs"), "tlog-witness.md"));
        var start = Array.FindIndex(lines, l => l.StartsWith("    old ", StringComparison.Ordinal));
        var example = string.Concat(lines.Skip(start).TakeWhile(l => l.Length == 0 || l.StartsWith("    ", StringComparison.Ordinal))
            .Select(l => l.TrimStart(' ') + "\n")).TrimEnd('\n') + "\n";

        Assert.True(AddCheckpointRequest.TryParse(Encoding.UTF8.GetBytes(example), out var request));
        Assert.Equal(20852014, request.OldSize);
        Assert.Equal(4, request.Proof.Count);
        Assert.Equal(2, request.Checkpoint.Signatures.Count);
        Assert.Equal(example, Encoding.UTF8.GetString(request.ToBytes()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("old 0\n")]
    [InlineData("old 0\n\n")]
    [InlineData("old 00\n\nN")]
    [InlineData("old -1\n\nN")]
    [InlineData("old  1\n\nN")]
    [InlineData("old 9223372036854775808\n\nN")]
    [InlineData("new 0\n\nN")]
    [InlineData("Old 0\n\nN")]
    [InlineData("old 0\r\n\nN")]
    [InlineData("old 0\nAAAA\n\nN")]
    [InlineData("old 0\nH64\n\nN")]
    [InlineData("old 0\nN")]
    public async Task Malformed_requests_are_answered_400(string text)
    {
        var hash = Merkle.EmptyRoot + "\n";
        var body = text
            .Replace("H64\n", string.Concat(Enumerable.Repeat(hash, 64)), StringComparison.Ordinal)
            .Replace("N", Encoding.UTF8.GetString(Note(7).ToBytes()), StringComparison.Ordinal);

        Assert.Equal(400, (await _witness.AddCheckpointAsync(Encoding.UTF8.GetBytes(body), default)).Status);
        Assert.Empty(_persisted);
    }

    [Fact]
    public async Task A_signed_note_that_is_no_checkpoint_is_malformed()
    {
        var text = "not a checkpoint\n"u8.ToArray();

        Assert.Equal(400, (await Ask(0, [], SignedNote.Create(text, _log.Sign(text)))).Status);
    }

    private Witness Start(IReadOnlyList<WitnessRecord> remembered) =>
        new([new WitnessedLog(Origin, [_log.VerifierKey])], remembered, _cosigner, (r, c) => _persist(r, c));

    private ValueTask<WitnessAnswer> Ask(long old, IReadOnlyList<LogHash> proof, SignedNote note) =>
        _witness.AddCheckpointAsync(new AddCheckpointRequest(old, proof, note).ToBytes(), default);

    private async Task<IReadOnlyList<LogHash>> Proof(long old, long size) =>
        await ConsistencyProof.BuildAsync(_hashes, old, size, default);

    private SignedNote Note(int size, LogHash? root = null)
    {
        var body = new Checkpoint(Origin, size, root ?? _hashes.Root(size)).ToBody();
        return SignedNote.Create(body, _log.Sign(body));
    }
}
