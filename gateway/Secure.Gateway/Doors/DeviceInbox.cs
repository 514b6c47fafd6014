using Google.Protobuf;
using Microsoft.Extensions.Hosting;
using Secure.DoorMessages;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Grants;
using Secure.Messaging;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>
/// Reads what devices say over the broker, which is trusted with nothing: every message is opened with the key of the
/// agent whose topic it lies on. One loop, in order; an entry is acknowledged only after its commit.
/// </summary>
public sealed class DeviceInbox(
    IMqttSession mqtt, IDeviceKeys keys, AgentQueues queues, JournalIntake journal, HeartbeatIntake heartbeats, Controllers controllers,
    CommandResults results, DownLink down, IAudit audit, IOpenGate gate, DeviceMessageCounter refusals, ILogger<DeviceInbox> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.Opened.WaitAsync(stoppingToken);
        await foreach (MqttMessage message in mqtt.Messages.ReadAllAsync(stoppingToken))
        {
            try { await HandleAsync(message, stoppingToken); }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // The message is not acknowledged, so its sender repeats it.
                DoorsLog.MessageFailed(log, message.Topic, fault);
            }
        }
    }

    /// <summary>One message, whatever it is. Anything not genuine changes nothing but a counter that alarms.</summary>
    internal async Task HandleAsync(MqttMessage message, CancellationToken cancellation)
    {
        if (!Topics.TryParseUp(message.Topic, out UpTopic? topic)) { refusals.Count("unknown", "device.foreign_topic"); return; }
        if (message.Retained && topic.Kind is not (UpKind.State or UpKind.Link)) { refusals.Count(topic.Device.Text, "device.retained_message"); return; }
        if (topic.Kind == UpKind.Link && message.Payload.Length == 0) { return; }
        EnvelopeFault fault = Envelope.TryOpen(message.Payload, DownLink.Gateway, keys.SigningKeyOf, out Envelope? envelope);
        if (fault != EnvelopeFault.None) { refusals.Count(topic.Device.Text, "device.message_refused"); return; }
        if (envelope!.Content.From != topic.Device || !Fits(topic.Kind, envelope.Content.Stream)) { refusals.Count(topic.Device.Text, "device.foreign_topic"); return; }
        if (topic.Kind is UpKind.Event or UpKind.Alarm) { await QueuedAsync(envelope, cancellation); }
        if (topic.Kind == UpKind.State) { await StateAsync(envelope, message.Retained, cancellation); }
        if (topic.Kind == UpKind.Reply) { Reply(envelope); }
    }

    private static bool Fits(UpKind kind, EnvelopeStream stream) => (kind, stream) is
        (UpKind.Event, EnvelopeStream.Event) or (UpKind.Alarm, EnvelopeStream.Alarm) or (UpKind.State, EnvelopeStream.State)
        or (UpKind.Reply, EnvelopeStream.Reply) or (UpKind.Link, EnvelopeStream.Link);

    private async Task QueuedAsync(Envelope envelope, CancellationToken cancellation)
    {
        switch (queues.Place(envelope, out bool broken))
        {
            case QueuePlace.Ahead:
            case QueuePlace.Known:
                if (queues.Held(envelope) is { } held) { await down.AcknowledgeAsync(envelope.Content.From, held, cancellation); }
                return;
            case QueuePlace.Next:
                await NextAsync(envelope, broken, cancellation);
                return;
            default:
                throw new InvalidOperationException("No other place.");
        }
    }

    private async Task NextAsync(Envelope envelope, bool broken, CancellationToken cancellation)
    {
        DeviceId agent = envelope.Content.From;
        Intake intake = Read(envelope);
        List<AuditEvent> events = [.. intake.Events];
        if (broken) { events.AddRange(JournalIntake.Alarm(queues.Held(envelope)!.Chain.AsSpan().SequenceEqual(envelope.Content.Chain) ? "device.queue_broken" : "device.queue_restarted", agent, null).Events); }
        if (!await CommitAsync(events, [.. intake.Rows, AgentQueues.Row(envelope)], cancellation)) { return; }
        queues.Apply(envelope);
        intake.Committed();
        await down.AcknowledgeAsync(agent, AgentQueues.AckOf(envelope), cancellation);
        if (envelope.Content.Kind == PayloadKind.ControllerEvent && Relayed.TryDecode(envelope.Content.Payload, out Relayed? relayed))
        {
            await AcknowledgeJournalAsync(relayed.Controller, cancellation);
        }
    }

    private Intake Read(Envelope envelope)
    {
        DeviceId agent = envelope.Content.From;
        if (envelope.Content.Kind == PayloadKind.AgentNotice) { return AgentNotice.TryDecode(envelope.Content.Payload, out AgentNotice? notice) ? Notice(agent, notice, envelope) : JournalIntake.Alarm("device.message_refused", agent, null); }
        if (envelope.Content.Kind != PayloadKind.ControllerEvent || !Relayed.TryDecode(envelope.Content.Payload, out Relayed? relayed)) { return JournalIntake.Alarm("device.message_refused", agent, null); }
        return envelope.Content.Stream == EnvelopeStream.Alarm
            ? journal.TakeAlarm(agent, relayed.Controller, relayed.Bytes)
            : journal.Take(agent, relayed.Controller, relayed.Bytes, envelope.Historical);
    }

    private static Intake Notice(DeviceId agent, AgentNotice notice, Envelope envelope) => new(
        [new AuditEvent(AgentNotices.IsAlarm(notice.Code) ? AuditKinds.Alarm : "device.notice")
        {
            Device = agent.Text,
            Reasons = [notice.Code],
            EventTime = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(envelope.Content.WallMs, 0, 253_402_300_799_000)),
            ClockQuality = envelope.Content.Quality.ToString().ToLowerInvariant(),
            SourceSequence = envelope.Content.Sequence,
            Details = [new("about", notice.About), new("text", notice.Words), .. envelope.Historical ? [new KeyValuePair<string, string>("historical", "true")] : Array.Empty<KeyValuePair<string, string>>()],
        }], [], () => { });

    private async Task StateAsync(Envelope envelope, bool retained, CancellationToken cancellation)
    {
        if (envelope.Content.Kind != PayloadKind.ControllerHeartbeat || !Relayed.TryDecode(envelope.Content.Payload, out Relayed? relayed)) { return; }
        Intake intake = heartbeats.Take(envelope.Content.From, relayed.Controller, relayed.Bytes, retained);
        if (await CommitAsync(intake.Events, intake.Rows, cancellation)) { intake.Committed(); }
        await down.SendAsync(relayed.Controller, down.Time(), cancellation);
        await AcknowledgeJournalAsync(relayed.Controller, cancellation);
    }

    private void Reply(Envelope envelope)
    {
        if (envelope.Content.Kind == PayloadKind.ControllerNonce && Relayed.TryDecode(envelope.Content.Payload, out Relayed? relayed)
            && journal.IsAgentOf(envelope.Content.From, relayed.Controller)
            && controllers.TryVerify(relayed.Controller, relayed.Bytes, out NonceIssued? issued))
        {
            results.Arrived(issued!);
        }
    }

    private async Task AcknowledgeJournalAsync(DeviceId controller, CancellationToken cancellation)
    {
        ulong held = controllers.Of(controller).State.Sequence;
        if (held == 0) { return; }
        await down.SendAsync(controller, new ToController { AcknowledgementRecord = ByteString.CopyFrom(down.Acknowledgement(controller, held)) }, cancellation);
    }

    private async Task<bool> CommitAsync(IReadOnlyList<AuditEvent> events, IReadOnlyList<RowWrite> rows, CancellationToken cancellation)
    {
        if (events.Count == 0 && rows.Count == 0) { return true; }
        return await audit.RecordAsync(events, cancellation, [.. rows]) is CommitOutcome.Committed;
    }
}
