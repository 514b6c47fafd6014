using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Secure.EdgeAgent.Outboxes;
using Secure.EdgeAgent.Settings;
using Secure.EdgeAgent.Trust;
using Secure.Messaging;

namespace Secure.EdgeAgent.Broker;

/// <summary>One MQTT session at a time: sends the queues and the states, hands down what arrives. A renewed certificate begins a new one.</summary>
internal sealed class BrokerService(
    AgentSettings settings, AgentIdentity identity, AgentWriter writer, Queues queues, LiveOutlet live, Downward downward,
    TimeProvider time, ILogger<BrokerService> log, ILogger<MosquittoSession> sessionLog) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            using CancellationTokenSource turn = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, identity.Renewed);
            await using IMqttSession session = MosquittoSession.Open(Link(), sessionLog);
            await ServeAsync(session, turn).ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(IMqttSession session, CancellationTokenSource turn)
    {
        Task[] parts =
        [
            new QueueSender(queues.Alarms, writer, time, log).RunAsync(session, turn.Token),
            new QueueSender(queues.Events, writer, time, log).RunAsync(session, turn.Token),
            AnnounceAsync(session, turn.Token),
            live.RunAsync(session, turn.Token),
            downward.RunAsync(session, turn.Token),
        ];
        // The first to end ends all: it was told to, or it met a bug or a broken disk, and the process must not go on half.
        Task first = await Task.WhenAny(parts).ConfigureAwait(false);
        await turn.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (first.IsFaulted) { await first.ConfigureAwait(false); }
    }

    private async Task AnnounceAsync(IMqttSession session, CancellationToken cancellation)
    {
        for (int connection = 0; ;)
        {
            connection = await session.WhenConnectedAsync(connection, cancellation).ConfigureAwait(false);
            Publication up = new(Topics.Link(writer.Me), writer.Write(EnvelopeStream.Link, PayloadKind.Link, [1])) { Retain = true };
            await session.PublishAsync(up, cancellation).ConfigureAwait(false);
        }
    }

    private MqttLink Link() => new()
    {
        Host = settings.Broker.Host,
        Port = settings.Broker.Port,
        Identity = writer.Me,
        AuthorityFile = identity.AuthoritiesFile,
        CertificateFile = identity.CertificateFile,
        KeyFile = identity.KeyFile,
        Subscriptions = [Topics.Ack(writer.Me), Topics.Command(writer.Me)],
        InboxMax = 64,
        Will = new Will(Topics.Link(writer.Me), writer.Write(EnvelopeStream.Link, PayloadKind.Link, [0])),
    };
}
