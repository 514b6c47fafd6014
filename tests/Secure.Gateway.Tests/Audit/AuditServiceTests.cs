using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.Audit.Publishing;
using Secure.TransparencyLog;
using Secure.V1;

namespace Secure.Gateway.Tests.Audit;

public sealed class AuditServiceTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("secure-audit-").FullName;
    private readonly TestKeys _keys = new();
    private readonly CancellationTokenSource _end = new(TimeSpan.FromSeconds(60));
    private AuditServer _server = null!;

    private V1.Audit.AuditClient Client => _server.Client;

    private static Metadata Officer => AuditServer.As("officer");

    private static Metadata Agent => AuditServer.As("agent-9");

    public async ValueTask InitializeAsync() => _server = await AuditServer.StartAsync(_folder, _keys);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _keys.Dispose();
        _end.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_stranger_can_prove_an_entry_with_the_key_and_the_answers_alone()
    {
        await _server.RecordAsync(700);
        PublishedLog latest = await _server.PublishedAsync(0);
        GetVerifierKeyResponse keys = await Client.GetVerifierKeyAsync(new GetVerifierKeyRequest(), Agent);
        Assert.True(VerifierKey.TryParse(keys.VerifierKey, out VerifierKey? log));
        foreach (ulong index in new ulong[] { 0, 255, 256, 699 })
        {
            GetInclusionProofResponse proof = await Client.GetInclusionProofAsync(new GetInclusionProofRequest { Index = index }, Agent);
            Assert.Equal(CheckpointVerdict.Good, SignedCheckpoint.Open(proof.Checkpoint.Span, log, [], 0, out SignedCheckpoint? opened));
            Assert.True(InclusionProof.Verify(LogHash.Parse(proof.LeafHash.Span), (long)index, (long)proof.Size, [.. proof.Hashes.Select(h => LogHash.Parse(h.Span))], opened!.Checkpoint.Root));
        }
        GetInclusionProofResponse older = await Client.GetInclusionProofAsync(new GetInclusionProofRequest { Index = 3, Size = 300 }, Agent);
        GetConsistencyProofResponse growth = await Client.GetConsistencyProofAsync(new GetConsistencyProofRequest { OldSize = 300 }, Agent);
        LogHash root = await new TileHashReader(_server.Publisher.Tiles, 300).RootAsync(300, CancellationToken.None);
        Assert.True(InclusionProof.Verify(LogHash.Parse(older.LeafHash.Span), 3, 300, [.. older.Hashes.Select(h => LogHash.Parse(h.Span))], root));
        Assert.True(ConsistencyProof.Verify(300, root, latest.Size, latest.Checkpoint.Root, [.. growth.Hashes.Select(h => LogHash.Parse(h.Span))]));
    }

    [Fact]
    public async Task The_checkpoints_that_vouched_for_the_logs_keys_are_told_with_the_key_in_their_order()
    {
        Assert.Empty((await Client.GetVerifierKeyAsync(new GetVerifierKeyRequest(), Agent)).Handovers);
        List<byte[]> kept = [];
        for (int i = 0; i < 2; i++)
        {
            await _server.RecordAsync(3);
            Assert.True(await _server.Publisher.KeepAsync(CancellationToken.None));
            kept.Add(_server.Publisher.Current!.Note.ToBytes());
        }

        GetVerifierKeyResponse told = await Client.GetVerifierKeyAsync(new GetVerifierKeyRequest(), Agent);
        Assert.Equal(kept, told.Handovers.Select(h => h.ToByteArray()));
        Assert.All(Enumerable.Range(0, 2), i => Assert.Equal(kept[i], File.ReadAllBytes(Path.Combine(_folder, "log", TileFolder.HandoverPath(i)))));
    }

    [Fact]
    public async Task Tiles_and_bundles_belong_together_also_when_asked_for_in_part()
    {
        await _server.RecordAsync(300);
        await _server.PublishedAsync(0);
        foreach ((ulong index, uint width) in new (ulong, uint)[] { (0, 0), (0, 256), (0, 9), (1, 40), (1, 44) })
        {
            GetTileResponse tile = await Client.GetTileAsync(new GetTileRequest { Index = index, Width = width }, Agent);
            GetEntryBundleResponse bundle = await Client.GetEntryBundleAsync(new GetEntryBundleRequest { Index = index, Width = width }, Officer);
            Assert.True(EntryBundle.TryRead(bundle.Bundle.Memory, width == 0 ? 256 : (int)width, out IReadOnlyList<ReadOnlyMemory<byte>> entries));
            Assert.Equal(entries.SelectMany(e => Merkle.Leaf(e.Span).Bytes.ToArray()), tile.Tile);
        }
        Assert.Equal(32, (await Client.GetTileAsync(new GetTileRequest { Level = 1, Width = 1 }, Agent)).Tile.Length);
    }

    [Fact]
    public async Task Where_contents_were_given_up_the_checkpoint_says_from_where_they_are_kept_and_hashes_and_proofs_are_told_as_before()
    {
        await _server.RecordAsync(300);
        AuditEvent given = new(PruningRecord.Kind) { Details = [new(PruningRecord.BelowDetail, "256")] };
        Assert.IsType<Storage.CommitOutcome.Committed>(await ((Recorder)_server.Audit).PruneAsync(given, 256, new Storage.RowWrite("t", "approval", [1]), CancellationToken.None));
        PublishedLog latest = await _server.PublishedAsync(0);

        Assert.Equal(256ul, (await Client.GetCheckpointAsync(new GetCheckpointRequest(), Agent)).MinimumIndex);
        await RefusedAsync("pruned", () => Client.GetEntryBundleAsync(new GetEntryBundleRequest { Index = 0 }, Officer));
        Assert.NotEmpty((await Client.GetEntryBundleAsync(new GetEntryBundleRequest { Index = 1, Width = 40 }, Officer)).Bundle);
        Assert.Equal(256 * 32, (await Client.GetTileAsync(new GetTileRequest(), Agent)).Tile.Length);
        GetInclusionProofResponse proof = await Client.GetInclusionProofAsync(new GetInclusionProofRequest { Index = 7, Size = (ulong)latest.Size }, Agent);
        Assert.True(InclusionProof.Verify(LogHash.Parse(proof.LeafHash.Span), 7, latest.Size, [.. proof.Hashes.Select(h => LogHash.Parse(h.Span))], latest.Checkpoint.Root));
    }

    [Fact]
    public async Task A_checkpoint_says_how_many_entries_wait_for_the_next_while_the_log_cannot_be_published()
    {
        await _server.RecordAsync(10);
        PublishedLog latest = await _server.PublishedAsync(0);
        Assert.Equal(0ul, (await Client.GetCheckpointAsync(new GetCheckpointRequest(), Agent)).Waiting);
        string tiles = Path.Combine(_folder, "log", "tile");
        Directory.Move(tiles, tiles + ".away");
        await File.WriteAllBytesAsync(tiles, []);
        await _server.RecordAsync(3);

        GetCheckpointResponse told = await Client.GetCheckpointAsync(new GetCheckpointRequest(), Agent);
        Assert.Equal(((ulong)latest.Size, 3ul), (told.Size, told.Waiting));
        File.Delete(tiles);
        Directory.Move(tiles + ".away", tiles);
        await _server.PublishedAsync(0);
        Assert.Equal(0ul, (await Client.GetCheckpointAsync(new GetCheckpointRequest(), Agent)).Waiting);
    }

    [Fact]
    public async Task Questions_outside_the_log_are_refused_in_words()
    {
        await _server.RecordAsync(10);
        await _server.PublishedAsync(0);

        await RefusedAsync("not_in_log", () => Client.GetInclusionProofAsync(new GetInclusionProofRequest { Index = 5_000 }, Agent));
        await RefusedAsync("invalid_request", () => Client.GetInclusionProofAsync(new GetInclusionProofRequest { Index = 1, Size = ulong.MaxValue }, Agent));
        await RefusedAsync("invalid_request", () => Client.GetConsistencyProofAsync(new GetConsistencyProofRequest { OldSize = ulong.MaxValue }, Agent));
        await RefusedAsync("not_in_log", () => Client.GetTileAsync(new GetTileRequest { Index = 0, Width = 0 }, Agent));
        await RefusedAsync("invalid_request", () => Client.GetTileAsync(new GetTileRequest { Level = 200 }, Agent));
        await RefusedAsync("invalid_request", () => Client.GetTileAsync(new GetTileRequest { Level = uint.MaxValue }, Agent));
        await RefusedAsync("invalid_request", () => Client.GetTileAsync(new GetTileRequest { Index = ulong.MaxValue }, Agent));
        await RefusedAsync("invalid_request", () => Client.GetTileAsync(new GetTileRequest { Width = uint.MaxValue }, Agent));
        await RefusedAsync("not_in_log", () => Client.GetEntryBundleAsync(new GetEntryBundleRequest { Index = 77 }, Officer));
        await RefusedAsync("invalid_request", () => Client.QueryAsync(new QueryRequest { PageSize = 501 }, Officer));
        await RefusedAsync("invalid_request", () => Client.QueryAsync(new QueryRequest { PageToken = "-1" }, Officer));
        await RefusedAsync("invalid_request", () => Client.QueryAsync(new QueryRequest { Person = new string('x', 300) }, Officer));
        await RefusedAsync("invalid_request", () => Client.QueryAsync(new QueryRequest { From = new Google.Protobuf.WellKnownTypes.Timestamp { Seconds = long.MaxValue } }, Officer));
    }

    [Fact]
    public async Task Contents_are_for_officers_and_hashes_for_whoever_shows_who_they_are()
    {
        await RefusedAsync("session_or_certificate_required", () => Client.GetCheckpointAsync(new GetCheckpointRequest()));
        await RefusedAsync("session_or_certificate_required", () => Client.GetTileAsync(new GetTileRequest { Width = 1 }));
        await RefusedAsync("no_session", () => Client.QueryAsync(new QueryRequest(), Agent));
        await RefusedAsync("no_session", () => Client.GetEntryBundleAsync(new GetEntryBundleRequest { Width = 1 }, Agent));
        using AsyncServerStreamingCall<WatchAuditResponse> watch = Client.Watch(new WatchAuditRequest(), Agent);
        await Assert.ThrowsAsync<RpcException>(async () => await watch.ResponseStream.MoveNext(_end.Token));
    }

    [Fact]
    public async Task A_query_is_answered_page_by_page_and_is_itself_recorded_before()
    {
        await _server.RecordAsync(10);
        QueryResponse first = await Client.QueryAsync(new QueryRequest { Person = "li", Kind = "test.odd", PageSize = 3 }, Officer);
        QueryResponse rest = await Client.QueryAsync(new QueryRequest { Person = "li", Kind = "test.odd", PageToken = first.NextPageToken }, Officer);

        Assert.Equal(["9", "7", "5"], first.Entries.Select(N));
        Assert.Equal(["3", "1"], rest.Entries.Select(N));
        Assert.Equal("", rest.NextPageToken);
        QueryResponse reads = await Client.QueryAsync(new QueryRequest { Kind = AuditKinds.AuditRead, Person = "wang" }, Officer);
        Assert.Equal(3, reads.Entries.Count); // this one among them
        Assert.Contains("\"kind\":\"test.odd\"", reads.Entries[1].Entry.ToStringUtf8(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watcher_sees_what_was_and_what_comes_of_the_kinds_it_asked_for()
    {
        await _server.RecordAsync(4);
        using AsyncServerStreamingCall<WatchAuditResponse> watch = Client.Watch(new WatchAuditRequest { FromIndex = 0, Kinds = { "test.even" } }, Officer, cancellationToken: _end.Token);
        List<string> seen = await SeeAsync(watch, 2);
        await _server.RecordAsync(4);
        seen.AddRange(await SeeAsync(watch, 2));

        Assert.Equal(["0", "2", "0", "2"], seen);
    }

    [Fact]
    public async Task A_watch_ends_with_the_session_it_began_in()
    {
        using AsyncServerStreamingCall<WatchAuditResponse> watch = Client.Watch(new WatchAuditRequest { FromIndex = 0 }, Officer, cancellationToken: _end.Token);
        await watch.ResponseStream.MoveNext(_end.Token);
        _server.Officer.End();

        RpcException ended = await Assert.ThrowsAsync<RpcException>(async () => { while (await watch.ResponseStream.MoveNext(_end.Token)) { } });
        Assert.Equal("session_ended", ended.ToRefusal()?.Code);
    }

    private async Task<List<string>> SeeAsync(AsyncServerStreamingCall<WatchAuditResponse> watch, int count)
    {
        List<string> seen = [];
        while (seen.Count < count && await watch.ResponseStream.MoveNext(_end.Token)) { seen.AddRange(watch.ResponseStream.Current.Entries.Select(N)); }
        return seen;
    }

    private static string N(LogEntry entry) => System.Text.Json.JsonDocument.Parse(entry.Entry.Memory).RootElement.GetProperty("details").GetProperty("n").GetString()!;

    private static async Task RefusedAsync<T>(string code, Func<AsyncUnaryCall<T>> call)
    {
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await call());
        Assert.Equal(code, refused.ToRefusal()?.Code);
    }
}
