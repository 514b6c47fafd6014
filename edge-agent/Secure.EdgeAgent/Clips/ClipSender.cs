using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Secure.EdgeAgent.Gateway;
using Secure.EdgeAgent.Outboxes;
using Secure.Messaging;
using Secure.V1;

namespace Secure.EdgeAgent.Clips;

/// <summary>Hands the kept clips to the gateway, the oldest first. One leaves this machine only once the gateway has it on its disk and its hash in the log.</summary>
internal sealed class ClipSender(ClipSpool spool, GatewayChannel gateway, Queues queues, TimeProvider time, ILogger<ClipSender> log) : BackgroundService
{
    private const int ChunkBytes = 256 * 1024;
    private static readonly TimeSpan SendMax = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using SemaphoreSlim added = new(0);
        void Wake() => added.Release();
        spool.Added += Wake;
        try
        {
            while (true)
            {
                if (!await SendOldestAsync(stoppingToken).ConfigureAwait(false)) { await added.WaitAsync(LookEvery, stoppingToken).ConfigureAwait(false); }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
        finally { spool.Added -= Wake; }
    }

    /// <summary>False where there is nothing to send, or the gateway does not take it now.</summary>
    internal async Task<bool> SendOldestAsync(CancellationToken cancellation)
    {
        try
        {
            if (spool.Oldest() is not { } oldest) { return false; }
            if (await SendAsync(oldest.Header, oldest.Clip, cancellation).ConfigureAwait(false)) { spool.Remove(oldest.Name); return true; }
            // The gateway will never take it, and what comes after must not wait for it.
            spool.Remove(oldest.Name);
            queues.NotifySeldom(AgentNotices.ClipLost, oldest.Header.Door, "The gateway refused a clip.");
            return true;
        }
        catch (RpcException failed) when (!cancellation.IsCancellationRequested)
        {
            ClipsLog.NotTaken(log, failed.StatusCode, failed.Status.Detail);
            return false;
        }
        catch (RpcException) { return false; }
        catch (IOException failed)
        {
            ClipsLog.NotRead(log, failed.Message);
            return false;
        }
    }

    private async Task<bool> SendAsync(ClipHeader header, ReadOnlyMemory<byte> clip, CancellationToken cancellation)
    {
        using AsyncClientStreamingCall<KeepClipRequest, KeepClipResponse> call = gateway.Evidence.KeepClip(new CallOptions(deadline: time.GetUtcNow().UtcDateTime + SendMax, cancellationToken: cancellation));
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
