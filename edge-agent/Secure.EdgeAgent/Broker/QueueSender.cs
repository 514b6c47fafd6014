using Microsoft.Extensions.Logging;
using Secure.EdgeAgent.Outboxes;
using Secure.EdgeAgent.Trust;
using Secure.Messaging;

namespace Secure.EdgeAgent.Broker;

/// <summary>
/// Sends one queue in order, a window ahead of the gateway's acknowledgements, and begins again from the oldest unacknowledged
/// entry after every connect and whenever no acknowledgement has come for a while.
/// </summary>
internal sealed class QueueSender(Outbox queue, AgentWriter writer, TimeProvider time, ILogger log)
{
    /// <summary>Entries under way without an acknowledgement, at most.</summary>
    internal const int Window = 64;

    /// <summary>Without progress for this long the window is sent again.</summary>
    internal static readonly TimeSpan RepeatAfter = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    private ulong _cursor;
    private ulong _oldest;
    private long _progressAt;

    public async Task RunAsync(IMqttSession session, CancellationToken cancellation)
    {
        int connection = 0;
        while (true)
        {
            int now = await session.WhenConnectedAsync(0, cancellation).ConfigureAwait(false);
            if (now != connection) { (connection, _cursor) = (now, 0); }
            await SendNextAsync(session, cancellation).ConfigureAwait(false);
        }
    }

    private async Task SendNextAsync(IMqttSession session, CancellationToken cancellation)
    {
        ulong next = NextToSend(), oldest = queue.Oldest;
        if (next - oldest >= Window) { await GlanceAsync(glance => queue.WhenAcknowledgedAsync(oldest, glance), cancellation).ConfigureAwait(false); return; }
        if (queue.Read(next) is not { } entry) { await WaitAsync(next, cancellation).ConfigureAwait(false); return; }
        string topic = queue.Stream == EnvelopeStream.Alarm ? Topics.Alarm(writer.Me) : Topics.Event(writer.Me);
        PublishAnswer answer = await PublishAsync(session, new Publication(topic, writer.Seal(entry)), cancellation).ConfigureAwait(false);
        if (answer.Accepted) { _cursor = next; return; }
        if (answer.Status == PublishStatus.Refused) { BrokerLog.Refused(log, topic, answer.Reason); }
        await Task.Delay(Glance, time, cancellation).ConfigureAwait(false);
    }

    /// <summary>A broker that keeps the connection and never answers counts as one that is away.</summary>
    private async Task<PublishAnswer> PublishAsync(IMqttSession session, Publication publication, CancellationToken cancellation)
    {
        try { return await session.PublishAsync(publication, cancellation).WaitAsync(AnswerMax, time, cancellation).ConfigureAwait(false); }
        catch (TimeoutException) { return new PublishAnswer(PublishStatus.NotSent, 0); }
    }

    private ulong NextToSend()
    {
        ulong oldest = queue.Oldest;
        // The gateway was put back and lacks what it had.
        if (oldest < _oldest) { _cursor = 0; }
        if (oldest != _oldest || _cursor < oldest) { (_oldest, _progressAt) = (oldest, time.GetTimestamp()); }
        else if (time.GetElapsedTime(_progressAt) >= RepeatAfter) { (_cursor, _progressAt) = (0, time.GetTimestamp()); }
        return Math.Max(_cursor + 1, oldest);
    }

    private async Task WaitAsync(ulong next, CancellationToken cancellation)
    {
        if (queue.Oldest >= next) { await queue.WhenPastAsync(next, cancellation).ConfigureAwait(false); return; }
        await GlanceAsync(glance => queue.WhenPastAsync(next, glance), cancellation).ConfigureAwait(false);
    }

    /// <summary>Waits for this, and no longer than a glance: an acknowledgement that does not come has to be noticed.</summary>
    private async Task GlanceAsync(Func<CancellationToken, Task> wait, CancellationToken cancellation)
    {
        using CancellationTokenSource glance = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(wait(glance.Token), Task.Delay(Glance, time, glance.Token)).ConfigureAwait(false);
        await glance.CancelAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
    }
}
