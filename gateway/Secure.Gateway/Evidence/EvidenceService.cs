using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Gateway.Alerts;
using Secure.Gateway.Spine;
using Secure.V1;

namespace Secure.Gateway.Evidence;

/// <summary>The gRPC service `Evidence`.</summary>
internal sealed class EvidenceService(EvidenceViews views, ClipIntake clips, RetentionDesk retention, ICallers callers) : V1.Evidence.EvidenceBase
{
    private const int ChunkBytes = 256 * 1024;

    private static readonly Contracts.Refusal NotADevice = new(StatusCode.Unauthenticated, "device_certificate_required", new Vocabulary.Sentence("需要设备证书", "a device certificate is required"));

    public override async Task View(ViewEvidenceRequest request, IServerStreamWriter<ViewEvidenceResponse> responseStream, ServerCallContext context)
    {
        ISession viewer = callers.RequireRight(context, OfficerAction.ViewEvidence);
        EvidenceItem item = await views.OpenAsync(request.Id, Words.Optional("reason", request.Reason), viewer, context.CancellationToken);
        EvidenceHeader header = new() { MediaType = item.MediaType, Bytes = (uint)item.Content.Length, TakenAt = item.TakenAt.ToTimestamp() };
        await responseStream.WriteAsync(new ViewEvidenceResponse { Header = header }, context.CancellationToken);
        for (int at = 0; at < item.Content.Length; at += ChunkBytes)
        {
            ReadOnlyMemory<byte> chunk = item.Content.Slice(at, Math.Min(ChunkBytes, item.Content.Length - at));
            await responseStream.WriteAsync(new ViewEvidenceResponse { Chunk = UnsafeByteOperations.UnsafeWrap(chunk) }, context.CancellationToken);
        }
    }

    public override async Task<GetRetentionResponse> GetRetention(GetRetentionRequest request, ServerCallContext context)
    {
        _ = callers.RequireRight(context, OfficerAction.ReadSite);
        return await retention.DescribeAsync(context.CancellationToken);
    }

    public override async Task<SetRetentionResponse> SetRetention(SetRetentionRequest request, ServerCallContext context)
    {
        await retention.SetAsync(callers.RequireRight(context, OfficerAction.SetRetention), request, context.CancellationToken);
        return new SetRetentionResponse();
    }

    private static DateTimeOffset TakenAt(ClipHeader header)
    {
        try { return header.TakenAt?.ToDateTimeOffset() ?? default; }
        // Beyond the years that there are.
        catch (InvalidOperationException) { throw new Contracts.RefusedException(ClipIntake.Invalid); }
    }

    private static KeptPicture[] Pictures(ClipHeader header)
    {
        DateTimeOffset taken = TakenAt(header);
        // A clip is a minute and 8 MiB at most: what says more says nothing.
        bool fits = taken < DateTimeOffset.MaxValue.AddDays(-100) && header.Pictures.All(p => p.Bytes <= ClipIntake.BytesMax);
        return fits ? [.. header.Pictures.Select(p => new KeptPicture(taken.AddMilliseconds(p.AtMs), (int)p.Bytes))] : [];
    }

    public override async Task<KeepClipResponse> KeepClip(IAsyncStreamReader<KeepClipRequest> requestStream, ServerCallContext context)
    {
        if (!callers.Of(context).TryGetAgent(out Vocabulary.DeviceId? agent)) { throw new Contracts.RefusedException(NotADevice); }
        if (!await requestStream.MoveNext(context.CancellationToken) || requestStream.Current.Header is not { } header) { throw new Contracts.RefusedException(ClipIntake.Invalid); }
        using MemoryStream file = new();
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            ByteString chunk = requestStream.Current.Chunk;
            if (chunk.Length is 0 or > ChunkBytes || file.Length + chunk.Length > ClipIntake.BytesMax) { throw new Contracts.RefusedException(ClipIntake.Invalid); }
            file.Write(chunk.Span);
        }
        HandedClip clip = new(header.Id, header.Door, header.Controller, [.. header.Sequences], TakenAt(header), file.ToArray()) { Snapshot = Convert.ToHexStringLower(header.Snapshot.Span), Pictures = Pictures(header) };
        // What is on the disk and its record belong together: a caller that hangs up undoes neither.
        await clips.KeepAsync(agent, clip, CancellationToken.None);
        return new KeepClipResponse();
    }
}
