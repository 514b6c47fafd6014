using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Secure.DoorMessages;
using Secure.EdgeAgent.Checks;
using Secure.EdgeAgent.Clips;
using Secure.EdgeAgent.Controllers;
using Secure.EdgeAgent.Outboxes;
using Secure.EdgeAgent.Trust;
using Secure.Messaging;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.EdgeAgent.Broker;

/// <summary>
/// Takes what the gateway sends down. The broker is not trusted: only what the gateway's command key signed for this agent
/// counts, a retained command never does, and what goes on to a controller is verified there again.
/// </summary>
internal sealed class Downward(AgentWriter writer, KeyListHolder keyLists, AgentClock clock, Queues queues, ControllerSet controllers, SnapshotTaker snapshots, SelfCheck selfCheck, ILogger<Downward> log)
{
    public async Task RunAsync(IMqttSession session, CancellationToken cancellation)
    {
        await foreach (MqttMessage message in session.Messages.ReadAllAsync(cancellation).ConfigureAwait(false)) { Take(message); }
    }

    /// <summary>Handles one message; never throws on what a stranger sent.</summary>
    internal void Take(MqttMessage message)
    {
        if (message.Retained)
        {
            queues.NotifySeldom(AgentNotices.RetainedCommand, message.Topic, "A retained message lay on a downward topic and was rejected.");
            return;
        }
        EnvelopeFault fault = Envelope.TryOpen(message.Payload, writer.Me, _ => null, out _);
        Envelope? envelope = null;
        foreach (Ed25519PublicKey key in keyLists.KeysOf(KeyPurpose.Command, clock.CertainlyPassed))
        {
            fault = Envelope.TryOpen(message.Payload, writer.Me, from => from == AgentWriter.Gateway ? key : null, out envelope);
            if (fault != EnvelopeFault.BadSignature) { break; }
        }
        if (envelope is null) { queues.NotifySeldom(AgentNotices.ForgedMessage, message.Topic, $"Not accepted: {fault}."); return; }
        if (!Dispatch(message.Topic, envelope)) { queues.NotifySeldom(AgentNotices.ForgedMessage, message.Topic, "Signed, but not for this topic or not readable."); }
    }

    private bool Dispatch(string topic, Envelope envelope) => (envelope.Content.Stream, envelope.Content.Kind) switch
    {
        (EnvelopeStream.Ack, PayloadKind.QueueAck) when topic == Topics.Ack(writer.Me) => Acknowledge(envelope.Content),
        (EnvelopeStream.Command, PayloadKind.ToController) when topic == Topics.Command(writer.Me) => HandOn(envelope),
        (EnvelopeStream.Command, PayloadKind.AgentRequest) when topic == Topics.Command(writer.Me) => Answer(envelope),
        _ => false,
    };

    private bool Answer(Envelope envelope)
    {
        if (envelope.Historical || !AgentRequest.TryDecode(envelope.Content.Payload, out AgentRequest? request)) { return false; }
        if (request is { Act: AgentAct.Snapshot, Door: { } door, Controller: { } controller }) { snapshots.Begin(request, door.Text, controller.Text); }
        if (request.Act == AgentAct.SelfTest) { selfCheck.Begin(request); }
        return true;
    }

    private bool Acknowledge(EnvelopeContent content)
    {
        if (!QueueAck.TryDecode(content.Payload, out QueueAck? ack)) { return false; }
        Outbox queue = ack.Stream == EnvelopeStream.Alarm ? queues.Alarms : queues.Events;
        byte[]? entry = queue.Read(ack.Sequence);
        // An acknowledgement of a queue that this disk no longer has is no forgery; it just changes nothing.
        if (!queue.Acknowledge(ack)) { BrokerLog.ForeignAck(log, ack.Stream, ack.Sequence); return true; }
        if (entry is not null && EnvelopeContent.TryDecode(entry, out EnvelopeContent? written) && written.Epoch.AsSpan().SequenceEqual(writer.Epoch))
        {
            clock.Accept(DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(content.WallMs, 0, 253_402_300_799_000)), written.MonotonicNs);
        }
        // The gateway answers, but about something old: something new gets an answer that tells the time.
        if (clock.Now.Quality == ClockQuality.Unknown) { queues.NotifySeldom(AgentNotices.ClockUnknown, "", "No signed time yet."); }
        return true;
    }

    private bool HandOn(Envelope envelope)
    {
        if (envelope.Historical || !Relayed.TryDecode(envelope.Content.Payload, out Relayed? relayed)) { return false; }
        ToController message;
        try { message = ToController.Parser.ParseFrom(relayed.Bytes); }
        catch (InvalidProtocolBufferException) { return false; }
        if (!IsForRelay(message.MessageCase)) { return false; }
        if (!controllers.TrySend(relayed.Controller, message)) { BrokerLog.NotHandedOn(log, relayed.Controller.Text, message.MessageCase); }
        return true;
    }

    private static bool IsForRelay(ToController.MessageOneofCase what) => what
        is ToController.MessageOneofCase.CommandRecord
        or ToController.MessageOneofCase.NonceRequest
        or ToController.MessageOneofCase.AcknowledgementRecord
        or ToController.MessageOneofCase.AcceptedRecord
        or ToController.MessageOneofCase.SignedTimeRecord
        or ToController.MessageOneofCase.ClockRecord
        or ToController.MessageOneofCase.DoorPlanRecord
        or ToController.MessageOneofCase.LeaseRecord
        or ToController.MessageOneofCase.LeaseDue
        or ToController.MessageOneofCase.BreakGlassRecord;
}
