using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Secure.EdgeAgent.Gateway;
using Secure.EdgeAgent.Outboxes;
using Secure.Messaging;
using Secure.V1;

namespace Secure.EdgeAgent.Witnessing;

/// <summary>Keeps the witness's stream to the gateway open and answers on it.</summary>
internal sealed class WitnessService(GatewayChannel gateway, WitnessDesk desk, Queues queues, TimeProvider time, ILogger<WitnessService> log) : BackgroundService
{
    private static readonly TimeSpan RetryFirst = TimeSpan.FromMilliseconds(250);

    /// <summary>An agent that the gateway takes for no witness asks at most once in this time, and so becomes one within it when it is named.</summary>
    private static readonly TimeSpan RefusedMax = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Backoff backoff = new(time, RetryFirst, TimeSpan.FromSeconds(5)), refused = new(time, RetryFirst, RefusedMax);
        while (!stoppingToken.IsCancellationRequested)
        {
            Backoff pause = backoff;
            try
            {
                await ServeAsync(() => { backoff.Reset(); refused.Reset(); }, stoppingToken).ConfigureAwait(false);
            }
            catch (RpcException failed) when (!stoppingToken.IsCancellationRequested)
            {
                if (failed.StatusCode == StatusCode.PermissionDenied) { pause = refused; }
                WitnessLog.Ended(log, failed.StatusCode, failed.Status.Detail);
            }
            catch (RpcException) { return; }
            catch (IOException noRoom) { WitnessLog.NotKept(log, noRoom.Message); }
            await pause.PauseAsync(stoppingToken).ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(Action asked, CancellationToken stopping)
    {
        using AsyncDuplexStreamingCall<WitnessMessage, WitnessRequest> call = gateway.Audit.Witness(cancellationToken: stopping);
        WitnessHello hello = new() { VerifierKey = desk.VerifierKey.ToString(), LastCheckpoint = ByteString.CopyFrom(desk.LastCheckpoint) };
        await call.RequestStream.WriteAsync(new WitnessMessage { Hello = hello }, stopping).ConfigureAwait(false);
        while (await call.ResponseStream.MoveNext(stopping).ConfigureAwait(false))
        {
            asked();
            TransparencyLog.WitnessAnswer answer = await desk.AnswerAsync(call.ResponseStream.Current.AddCheckpoint.ToByteArray(), stopping).ConfigureAwait(false);
            Report(answer);
            await call.RequestStream.WriteAsync(new WitnessMessage { Answer = new WitnessAnswer { Status = (uint)answer.Status, Body = ByteString.CopyFrom(answer.Body) } }, stopping)
                .ConfigureAwait(false);
        }
    }

    private void Report(TransparencyLog.WitnessAnswer answer)
    {
        // By 409 the two also find their common size; these mean that the log is not the one that was cosigned before.
        if (answer is not ({ IsFork: true } or { Status: 403 or 404 })) { return; }
        queues.NotifySeldom(AgentNotices.WitnessRefused, "log", $"A checkpoint was refused, status {answer.Status} of the witness protocol: the log may have been rewritten.");
    }
}
