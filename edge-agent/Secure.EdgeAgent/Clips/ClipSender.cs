using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Secure.EdgeAgent.Gateway;
using Secure.EdgeAgent.Outboxes;
using Secure.Messaging;

namespace Secure.EdgeAgent.Clips;

/// <summary>Hands the kept clips to the gateway, the oldest first. One leaves this machine only once the gateway has it on its disk and its hash in the log.</summary>
internal sealed class ClipSender(ClipSpool spool, GatewayChannel gateway, Queues queues, TimeProvider time, ILogger<ClipSender> log) : BackgroundService
{
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
            if (await ClipUpload.SendAsync(gateway, oldest.Header, oldest.Clip, time.GetUtcNow() + SendMax, cancellation).ConfigureAwait(false)) { spool.Remove(oldest.Name); return true; }
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
}
