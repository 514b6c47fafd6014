using Google.Protobuf;
using Grpc.Core;
using Secure.EdgeAgent.Gateway;
using Secure.V1;

namespace Secure.EdgeAgent.Clips;

/// <summary>Hands one encrypted clip to the gateway.</summary>
internal static class ClipUpload
{
    private const int ChunkBytes = 256 * 1024;

    /// <summary>True once the gateway has it on its disk and its hash in the log; false where it will never take it.</summary>
    /// <exception cref="RpcException">It does not take it now.</exception>
    internal static async Task<bool> SendAsync(GatewayChannel gateway, ClipHeader header, ReadOnlyMemory<byte> clip, DateTimeOffset until, CancellationToken cancellation)
    {
        using AsyncClientStreamingCall<KeepClipRequest, KeepClipResponse> call = gateway.Evidence.KeepClip(new CallOptions(deadline: until.UtcDateTime, cancellationToken: cancellation));
        try
        {
            await call.RequestStream.WriteAsync(new KeepClipRequest { Header = header }, cancellation).ConfigureAwait(false);
            for (int at = 0; at < clip.Length; at += ChunkBytes)
            {
                ByteString chunk = UnsafeByteOperations.UnsafeWrap(clip.Slice(at, Math.Min(ChunkBytes, clip.Length - at)));
                await call.RequestStream.WriteAsync(new KeepClipRequest { Chunk = chunk }, cancellation).ConfigureAwait(false);
            }
            await call.RequestStream.CompleteAsync().ConfigureAwait(false);
            await call.ResponseAsync.ConfigureAwait(false);
            return true;
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.InvalidArgument) { return false; }
    }
}
