using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Secure.Gateway.Audit;
using Secure.Gateway.Doors.SelfTests;
using Secure.Gateway.Fleet;
using Secure.Gateway.Spine;
using Secure.Grants;
using Secure.Messaging;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>
/// Reads what devices say over the broker, which is trusted with nothing: every message is opened with the key of the
/// agent whose topic it lies on. One loop, in order; what waits goes into one commit, and is acknowledged only after it.
/// </summary>
public sealed class DeviceInbox(
    IMqttSession mqtt, IDeviceKeys keys, Drafts drafts, AgentQueues queues, JournalIntake journal, HeartbeatIntake heartbeats, Controllers controllers,
    CommandResults results, LeaseIssuer leases, DeviceAnswers answers, LastHeard heard, DeviceReports reports, AgentAsks asks, SelfTestAnswers selfTests, DeviceAlarms alarms, IOpenGate gate, ILogger<DeviceInbox> log) : BackgroundService
{
    /// <summary>Most messages in one commit: half of what an agent sends ahead of its acknowledgements, so that it never waits.</summary>
    internal const int BatchMax = 32;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.Opened.WaitAsync(stoppingToken);
        // What came while the gate was shut has grown old in our own hands: its senders repeat what still matters.
        while (mqtt.Messages.TryRead(out _)) { }
        while (await mqtt.Messages.WaitToReadAsync(stoppingToken))
        {
            List<MqttMessage> batch = [];
            while (batch.Count < BatchMax && mqtt.Messages.TryRead(out MqttMessage? message)) { batch.Add(message); }
            await HandleAsync(batch, stoppingToken);
        }
    }

    /// <summary>Takes in what can be taken in. What cannot is not acknowledged, so its sender repeats it.</summary>
    internal async Task HandleAsync(IReadOnlyList<MqttMessage> batch, CancellationToken cancellation)
    {
        try
        {
            if (await TakeAsync(batch, cancellation)) { return; }
            if (batch.Count == 1) { DoorsLog.NotRecorded(log, batch[0].Topic); return; }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            if (batch.Count == 1) { DoorsLog.MessageFailed(log, batch[0].Topic, fault); return; }
        }
        // One bad message, or one that a full disk has no room for, takes no other with it.
        foreach (MqttMessage message in batch) { await HandleAsync([message], cancellation); }
    }

    private async Task<bool> TakeAsync(IReadOnlyList<MqttMessage> batch, CancellationToken cancellation)
    {
        Answers owed = new();
        bool written = await drafts.WriteAsync(
            draft =>
            {
                foreach (MqttMessage message in batch) { Take(draft, message, owed); }
            },
            cancellation);
        if (written) { await answers.SendAsync(owed, cancellation); }
        return written;
    }

    /// <summary>One message, whatever it is. Anything not genuine changes nothing but a counter that alarms.</summary>
    private void Take(Draft draft, MqttMessage message, Answers owed)
    {
        if (!Topics.TryParseUp(message.Topic, out UpTopic? topic)) { alarms.Count(Topics.SenderOf(message.Topic), "device.foreign_topic"); return; }
        // Says nothing about doors, and is retained: the will of a long-gone key is no attack.
        if (topic.Kind == UpKind.Link) { return; }
        if (message.Retained && topic.Kind != UpKind.State) { alarms.Count(topic.Device, "device.retained_message"); return; }
        EnvelopeFault fault = Envelope.TryOpen(message.Payload, DownLink.Gateway, keys.SigningKeyOf, out Envelope? envelope);
        if (fault != EnvelopeFault.None || envelope is null)
        {
            if (!message.Retained) { alarms.Count(topic.Device, "device.message_refused"); }
            return;
        }
        if (envelope.Content.From != topic.Device || !Fits(topic.Kind, envelope.Content.Stream)) { alarms.Count(topic.Device, "device.foreign_topic"); return; }
        if (!message.Retained) { heard.Heard(topic.Device.Text); }
        if (topic.Kind is UpKind.Event or UpKind.Alarm) { TakeQueued(draft, envelope, owed); }
        if (topic.Kind == UpKind.State) { TakeState(draft, envelope, topic.Source!, message.Retained, owed); }
        if (topic.Kind == UpKind.Reply) { TakeReply(envelope); }
    }

    private static bool Fits(UpKind kind, EnvelopeStream stream) => (kind, stream) is
        (UpKind.Event, EnvelopeStream.Event) or (UpKind.Alarm, EnvelopeStream.Alarm) or (UpKind.State, EnvelopeStream.State) or (UpKind.Reply, EnvelopeStream.Reply);

    private void TakeQueued(Draft draft, Envelope envelope, Answers owed)
    {
        string queue = AgentQueues.KeyOf(envelope.Content);
        QueueState? before = draft.QueueOf(queue);
        DeviceId agent = envelope.Content.From;
        if (before is null && !queues.MayBegin(queue, envelope.Content.Sequence)) { return; }
        QueuePlace place = QueueState.Place(before, envelope.Content, out bool broken);
        if (place == QueuePlace.Ahead && queues.MayGoOn(queue, before!, envelope.Content)) { (place, broken) = (QueuePlace.Next, true); }
        switch (place)
        {
            case QueuePlace.Retired:
                alarms.Add(draft, "device.queue_replayed", agent, null);
                return;
            case QueuePlace.Ahead or QueuePlace.Known:
                owed.Queues.Add((agent, queue));
                return;
            case QueuePlace.Next:
                TakeContent(draft, envelope, owed);
                if (broken) { draft.Add(DeviceAlarms.Entry(before is null || envelope.Content.Sequence == 1 ? "device.queue_restarted" : "device.queue_broken", agent, null)); }
                draft.Set(queue, QueueState.After(before, envelope));
                owed.Queues.Add((agent, queue));
                return;
        }
    }

    private void TakeContent(Draft draft, Envelope envelope, Answers owed)
    {
        EnvelopeContent content = envelope.Content;
        if (content.Kind == PayloadKind.AgentNotice && AgentNotice.TryDecode(content.Payload, out AgentNotice? notice)) { draft.Add(Notices.Describe(notice, envelope)); return; }
        if (content.Kind != PayloadKind.ControllerEvent || !Relayed.TryDecode(content.Payload, out Relayed? relayed))
        {
            alarms.Add(draft, "device.message_refused", content.From, null);
            return;
        }
        if (content.Stream == EnvelopeStream.Alarm) { journal.TakeAlarm(draft, content.From, relayed.Controller, relayed.Bytes); return; }
        journal.Take(draft, content.From, relayed.Controller, relayed.Bytes, envelope.Historical);
        owed.Journals.Add(relayed.Controller);
    }

    private void TakeState(Draft draft, Envelope envelope, DeviceId source, bool retained, Answers owed)
    {
        if (envelope.Content.Kind != PayloadKind.ControllerHeartbeat || !Relayed.TryDecode(envelope.Content.Payload, out Relayed? relayed)) { return; }
        if (relayed.Controller != source) { alarms.Count(envelope.Content.From, "device.foreign_topic"); return; }
        if (!heartbeats.Take(draft, envelope.Content.From, relayed.Controller, relayed.Bytes, retained)) { return; }
        heard.Heard(relayed.Controller.Text);
        if (Record.TryPeek(relayed.Bytes, out Heartbeat? beat)) { owed.Plans[relayed.Controller] = beat.Doors; }
        owed.Times.Add(relayed.Controller);
        owed.Journals.Add(relayed.Controller);
    }

    private void TakeReply(Envelope envelope)
    {
        EnvelopeContent content = envelope.Content;
        if (content.Kind == PayloadKind.AgentStatus)
        {
            if (AgentStatus.TryDecode(content.Payload, out AgentStatus? status)) { reports.Take(content, status); }
            return;
        }
        if (content.Kind == PayloadKind.AgentRefusal)
        {
            if (AgentRefusal.TryDecode(content.Payload, out AgentRefusal? refusal)) { asks.Refused(content.From, refusal); }
            return;
        }
        if (content.Kind == PayloadKind.AgentSelfTest)
        {
            if (AgentSelfTest.TryDecode(content.Payload, out AgentSelfTest? test)) { selfTests.Arrived(content.From, test); }
            return;
        }
        if (!Relayed.TryDecode(content.Payload, out Relayed? relayed) || !journal.IsAgentOf(content.From, relayed.Controller)) { return; }
        switch (content.Kind)
        {
            case PayloadKind.ControllerLeaseRequest when Verifies(relayed, out LeaseRequest? request) && request.Controller == relayed.Controller: leases.Asked(request); break;
            case PayloadKind.ControllerStatus when Verifies(relayed, out ControllerStatus? told) && told.Controller == relayed.Controller: reports.Take(told); break;
            case PayloadKind.ControllerNonce when Verifies(relayed, out NonceIssued? issued): results.Arrived(issued); break;
        }
    }

    private bool Verifies<T>(Relayed relayed, [NotNullWhen(true)] out T? record) where T : class, IRecord<T> => controllers.TryVerify(relayed.Controller, relayed.Bytes, out record);
}
