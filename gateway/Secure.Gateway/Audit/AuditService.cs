using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Audit.Exports;
using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Audit.Witnessing;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.TransparencyLog;
using Secure.V1;
using Secure.Vocabulary;
using Stored = Secure.Gateway.Storage.LogEntry;

namespace Secure.Gateway.Audit;

/// <summary>The log over gRPC: contents for officers, proofs and tiles for whoever has a session or a certificate, the stream for witnesses.</summary>
public sealed class AuditService(AuditReads reads, LogExport export, PruneDesk pruning, IStore store, Publisher publisher, LogKeys keys, LogPulse pulse, WitnessDesk witnesses, ICallers callers, TimeProvider clock) : V1.Audit.AuditBase
{
    private const int WatchChunk = 256;
    private const int WatchBytesMax = 1024 * 1024;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    private PublishedLog Latest => publisher.Current ?? throw new RefusedException(AuditRefusals.NotPublished);

    public override Task<QueryResponse> Query(QueryRequest request, ServerCallContext context) =>
        reads.QueryAsync(request, callers.RequireRight(context, OfficerAction.ReadLog), context.CancellationToken);

    public override Task<ListLogWordsResponse> ListWords(ListLogWordsRequest request, ServerCallContext context)
    {
        RequireAnyone(context);
        return Task.FromResult(new ListLogWordsResponse
        {
            Kinds = { KindWords.All.Select(k => Words(k.Key, k.Value)) },
            Reasons = { DenyReason.All.Select(r => Words(r.Code, r.Text)), DoorReasonWords.All.Select(r => Words(r.Key, r.Value)), ProofCauseWords.All.Select(r => Words(r.Key, r.Value)) },
        });
    }

    private static CodeWords Words(string code, Vocabulary.Sentence words) => new() { Code = code, Words = new V1.Sentence { Zh = words.Zh, En = words.En } };

    public override Task Export(ExportLogRequest request, IServerStreamWriter<ExportLogResponse> responseStream, ServerCallContext context) =>
        export.SendAsync(request, callers.RequireRight(context, OfficerAction.ReadLog), responseStream, context.CancellationToken);

    public override async Task Watch(WatchAuditRequest request, IServerStreamWriter<WatchAuditResponse> responseStream, ServerCallContext context)
    {
        ISession session = callers.RequireRight(context, OfficerAction.ReadLog);
        long next = request.HasFromIndex ? (long)Math.Min(request.FromIndex, (ulong)store.LogSize) : store.LogSize;
        await reads.RecordAsync(session, "watch", context.CancellationToken);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, session.Ended);
        try
        {
            while (true) { next = await WatchOnceAsync(next, [.. request.Kinds], responseStream, either.Token); }
        }
        catch (OperationCanceledException) when (session.Ended.IsCancellationRequested) { throw new RefusedException(AuditRefusals.SessionEnded); }
    }

    public override Task<GetCheckpointResponse> GetCheckpoint(GetCheckpointRequest request, ServerCallContext context)
    {
        RequireAnyone(context);
        PublishedLog latest = Latest;
        return Task.FromResult(new GetCheckpointResponse
        {
            Checkpoint = Wrap(latest.Note.ToBytes()),
            Size = (ulong)latest.Size,
            Cosignatures = (uint)latest.Cosigners.Count,
            MinimumIndex = (ulong)latest.Minimum,
            Waiting = (ulong)Math.Max(0, store.LogSize - latest.Size),
        });
    }

    public override async Task<GetVerifierKeyResponse> GetVerifierKey(GetVerifierKeyRequest request, ServerCallContext context)
    {
        RequireAnyone(context);
        IReadOnlyList<SignedNote> handovers = await publisher.HandoversAsync(context.CancellationToken);
        return new GetVerifierKeyResponse
        {
            VerifierKey = keys.Signer.VerifierKey.ToString(),
            WitnessKeys = { keys.Witnesses.Select(w => w.ToString()) },
            Handovers = { handovers.Select(h => Wrap(h.ToBytes())) },
        };
    }

    public override async Task<GetInclusionProofResponse> GetInclusionProof(GetInclusionProofRequest request, ServerCallContext context)
    {
        RequireAnyone(context);
        PublishedLog latest = Latest;
        long size = SizeOf("size", request.Size, latest);
        if (request.Index >= (ulong)size) { throw new RefusedException(AuditRefusals.NotFound); }
        long index = (long)request.Index;
        IReadOnlyList<LogHash> proof = await InclusionProof.BuildAsync(new TileHashReader(publisher.Tiles, size), index, size, context.CancellationToken);
        return new GetInclusionProofResponse
        {
            Index = request.Index,
            Size = (ulong)size,
            LeafHash = Wrap(await store.ReadLeafHashesAsync(index, 1, context.CancellationToken)),
            Hashes = { proof.Select(h => ByteString.CopyFrom(h.Bytes)) },
            Checkpoint = Wrap(latest.Note.ToBytes()),
        };
    }

    public override async Task<GetConsistencyProofResponse> GetConsistencyProof(GetConsistencyProofRequest request, ServerCallContext context)
    {
        RequireAnyone(context);
        long size = SizeOf("new_size", request.NewSize, Latest);
        if (request.OldSize > (ulong)size) { throw new RefusedException(AuditRefusals.Invalid("old_size", "above the new size")); }
        IReadOnlyList<LogHash> proof = await ConsistencyProof.BuildAsync(new TileHashReader(publisher.Tiles, size), (long)request.OldSize, size, context.CancellationToken);
        return new GetConsistencyProofResponse { NewSize = (ulong)size, Hashes = { proof.Select(h => ByteString.CopyFrom(h.Bytes)) } };
    }

    public override async Task<GetTileResponse> GetTile(GetTileRequest request, ServerCallContext context)
    {
        RequireAnyone(context);
        Tile tile = TileOf(request.Level > byte.MaxValue ? -2 : (int)request.Level, request.Index, request.Width);
        return new GetTileResponse { Tile = UnsafeByteOperations.UnsafeWrap(await ReadAsync(tile, context.CancellationToken)) };
    }

    public override async Task<GetEntryBundleResponse> GetEntryBundle(GetEntryBundleRequest request, ServerCallContext context)
    {
        ISession session = callers.RequireRight(context, OfficerAction.ReadLog);
        Tile tile = TileOf(Tile.Entries, request.Index, request.Width);
        if (tile.FirstEntry < Latest.Minimum) { throw new RefusedException(AuditRefusals.Pruned); }
        await reads.RecordAsync(session, "bundle", context.CancellationToken, KeyValuePair.Create("index", $"{request.Index}"));
        return new GetEntryBundleResponse { Bundle = UnsafeByteOperations.UnsafeWrap(await ReadAsync(tile, context.CancellationToken)) };
    }

    public override Task<PruneLogResponse> Prune(PruneLogRequest request, ServerCallContext context) =>
        pruning.PruneAsync(callers.RequireRight(context, OfficerAction.PruneLog), request, context.CancellationToken);

    public override Task Witness(IAsyncStreamReader<WitnessMessage> requestStream, IServerStreamWriter<WitnessRequest> responseStream, ServerCallContext context) =>
        callers.Of(context).TryGetAgent(out Vocabulary.DeviceId? agent)
            ? witnesses.ServeAsync(agent.Text, requestStream, responseStream, context.CancellationToken)
            : throw new RefusedException(AuditRefusals.NotAWitness);

    private async Task<long> WatchOnceAsync(long next, HashSet<string> kinds, IServerStreamWriter<WatchAuditResponse> to, CancellationToken cancellation)
    {
        Task beat = pulse.Next;
        next = Math.Max(next, store.LogMinimum);
        IReadOnlyList<Stored> entries = next < store.LogSize ? await store.ReadLogAsync(next, WatchChunk, cancellation) : [];
        if (entries.Count == 0)
        {
            try { await beat.WaitAsync(Heartbeat, clock, cancellation); return next; }
            catch (TimeoutException) { await SendAsync([], to, cancellation); return next; }
        }
        int bytes = 0;
        List<Stored> fitting = [.. entries.TakeWhile(e => (bytes += e.Entry.Length) <= WatchBytesMax)];
        List<Stored> wanted = [.. fitting.Where(e => kinds.Count == 0 || (AuditReads.KindOf(e.Entry) is { } kind && kinds.Contains(kind)))];
        if (wanted.Count > 0) { await SendAsync(wanted, to, cancellation); }
        return fitting[^1].Index + 1;
    }

    private Task SendAsync(IEnumerable<Stored> entries, IServerStreamWriter<WatchAuditResponse> to, CancellationToken cancellation) =>
        to.WriteAsync(new WatchAuditResponse { Entries = { entries.Select(AuditReads.ToMessage) }, At = Timestamp.FromDateTimeOffset(clock.GetUtcNow()) }, cancellation);

    private Tile TileOf(int level, ulong index, uint width)
    {
        int wide = width == 0 ? Tile.FullWidth : (int)Math.Min(width, Tile.FullWidth + 1);
        if (index > long.MaxValue || !Tile.TryCreate(level, (long)index, wide, out Tile? tile)) { throw new RefusedException(AuditRefusals.Invalid("index", "no such tile")); }
        return Tile.HashesOfLevel(Math.Max(level, 0), Latest.Size) - ((long)index << Tile.Height) >= wide ? tile : throw new RefusedException(AuditRefusals.NotFound);
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(Tile tile, CancellationToken cancellation) =>
        await publisher.Tiles.ReadAsync(tile, cancellation) is { } read && ExactTile.Of(tile, read) is { } exact ? exact : throw new RefusedException(AuditRefusals.NotFound);

    private static long SizeOf(string field, ulong asked, PublishedLog latest) =>
        asked == 0 ? latest.Size : asked <= (ulong)latest.Size ? (long)asked : throw new RefusedException(AuditRefusals.Invalid(field, "above the latest checkpoint's"));

    private void RequireAnyone(ServerCallContext context)
    {
        Caller caller = callers.Of(context);
        if (caller is { Session: null, Certificate: null or { Expired: true } }) { throw new RefusedException(AuditRefusals.Anonymous); }
    }

    private static ByteString Wrap(byte[] bytes) => UnsafeByteOperations.UnsafeWrap(bytes);
}
