using Google.Protobuf;
using Grpc.Core;
using Secure.Ctl.Commands;
using Secure.Signatures;
using Secure.TestKit;
using Secure.TransparencyLog;
using Secure.V1;

namespace Secure.Ctl.Tests;

/// <summary>What `ctl audit export` writes of a log whose key was renewed.</summary>
public sealed class LogCopyTests : IDisposable
{
    private const string Origin = "example.com/log";
    private readonly TempFolder _folder = new();
    private readonly Ed25519PrivateKey _former = Ed25519PrivateKey.Generate(), _present = Ed25519PrivateKey.Generate();

    public void Dispose()
    {
        _folder.Dispose();
        _former.Dispose();
        _present.Dispose();
    }

    [Fact]
    public async Task An_export_takes_the_handovers_along_but_for_those_newer_than_its_checkpoint_and_the_former_key_verifies_it()
    {
        VerifierKey former = new NoteSigner(Origin, _former).VerifierKey, present = new NoteSigner(Origin, _present).VerifierKey;
        byte[][] entries = ["one"u8.ToArray(), System.Text.Encoding.UTF8.GetBytes($$$"""{"kind":"log.next_key","details":{"verifier_key":"{{{present}}}"} }"""), "three"u8.ToArray()];
        TellingAudit audit = new(entries, n => Sign(_present, entries, n)) { Handovers = [Sign(_former, entries, 2), Sign(_present, [.. entries, "four"u8.ToArray()], 4)] };
        string copy = _folder["copy"];

        Assert.Equal(3UL, await new LogCopy(audit, [], copy).WriteAsync(CancellationToken.None));

        Assert.Equal([TileFolder.HandoverPath(0)], Directory.GetFiles(Path.Combine(copy, TileFolder.HandoverName)).Select(f => Path.GetRelativePath(copy, f)));
        LogReport report = new LogVerifier(former, [], 0).Verify(copy, CancellationToken.None);
        Assert.True(report.IsGood, string.Join(' ', report.Faults));
        Assert.Equal(present, Assert.Single(report.KeySteps).To);
        using StringWriter said = new();
        VerifyText.Write(said, report);
        Assert.Contains("公钥更替 · key renewed: 条目 · entry 1, handover/000（2）", said.ToString(), StringComparison.Ordinal);
        Assert.Contains($"\"key_steps\":[{{\"handover\":\"handover/000\",\"size\":2,\"entry\":1,\"from\":\"{former}\"", VerifyJson.Write(report), StringComparison.Ordinal);
        // A copy from before the renewal is gone on with.
        File.WriteAllBytes(Path.Combine(copy, "checkpoint"), Sign(_former, entries, 1));
        Assert.Equal(3UL, await new LogCopy(audit, [], copy).WriteAsync(CancellationToken.None));
    }

    private static byte[] Sign(Ed25519PrivateKey key, byte[][] entries, int size)
    {
        CompactRange range = new();
        foreach (byte[] entry in entries.Take(size)) { range.Append(Merkle.Leaf(entry)); }
        byte[] body = new Checkpoint(Origin, size, range.Root).ToBody();
        return SignedNote.Create(body, new NoteSigner(Origin, key).Sign(body)).ToBytes();
    }

    /// <summary>A small log as the gateway tells it.</summary>
    private sealed class TellingAudit(byte[][] entries, Func<int, byte[]> signed) : Audit.AuditClient
    {
        public required IReadOnlyList<byte[]> Handovers { get; init; }

        public override AsyncUnaryCall<GetCheckpointResponse> GetCheckpointAsync(GetCheckpointRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) =>
            Tell(new GetCheckpointResponse { Size = (ulong)entries.Length, Checkpoint = ByteString.CopyFrom(signed(entries.Length)) });

        public override AsyncUnaryCall<GetVerifierKeyResponse> GetVerifierKeyAsync(GetVerifierKeyRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) =>
            Tell(new GetVerifierKeyResponse { Handovers = { Handovers.Select(h => ByteString.CopyFrom(h)) } });

        public override AsyncUnaryCall<GetEntryBundleResponse> GetEntryBundleAsync(GetEntryBundleRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default)
        {
            System.Buffers.ArrayBufferWriter<byte> bytes = new();
            foreach (byte[] entry in entries) { EntryBundle.Append(bytes, entry); }
            return Tell(new GetEntryBundleResponse { Bundle = ByteString.CopyFrom(bytes.WrittenSpan) });
        }

        public override AsyncUnaryCall<GetTileResponse> GetTileAsync(GetTileRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) =>
            Tell(new GetTileResponse { Tile = ByteString.CopyFrom([.. entries.SelectMany(e => Merkle.Leaf(e).Bytes.ToArray())]) });

        private static AsyncUnaryCall<T> Tell<T>(T response) =>
            new(Task.FromResult(response), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
    }
}
