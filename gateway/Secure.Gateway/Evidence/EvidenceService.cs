using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Gateway.Alerts;
using Secure.Gateway.Spine;
using Secure.V1;

namespace Secure.Gateway.Evidence;

/// <summary>The gRPC service `Evidence`.</summary>
internal sealed class EvidenceService(EvidenceViews views, ICallers callers) : V1.Evidence.EvidenceBase
{
    private const int ChunkBytes = 256 * 1024;

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
}
