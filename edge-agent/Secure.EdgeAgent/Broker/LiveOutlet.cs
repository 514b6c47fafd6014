using System.Threading.Channels;
using Secure.EdgeAgent.Trust;
using Secure.Messaging;
using Secure.Vocabulary;

namespace Secure.EdgeAgent.Broker;

/// <summary>
/// What is worth nothing later: heartbeats, answers, and how things do. It is sent at once or dropped; without it the gateway calls a state
/// unknown after 15 s.
/// </summary>
internal sealed class LiveOutlet(AgentWriter writer)
{
    private readonly Channel<Publication> _waiting =
        Channel.CreateBounded<Publication>(new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>A controller's signed heartbeat, as its last known state.</summary>
    public void Heartbeat(DeviceId controller, byte[] record) => _waiting.Writer.TryWrite(new(
        Topics.State(writer.Me, controller),
        writer.Write(EnvelopeStream.State, PayloadKind.ControllerHeartbeat, new Relayed(controller, 0, record).Encode()))
    { Retain = true });

    /// <summary>A nonce that a controller issued on request.</summary>
    public void Nonce(DeviceId controller, byte[] record) => Reply(controller, PayloadKind.ControllerNonce, record);

    /// <summary>A controller asks for a lease; it asks again where this is lost.</summary>
    public void LeaseRequest(DeviceId controller, byte[] record) => Reply(controller, PayloadKind.ControllerLeaseRequest, record);

    /// <summary>What a controller tells of itself; the next one comes by itself.</summary>
    public void ControllerStatus(DeviceId controller, byte[] record) => Reply(controller, PayloadKind.ControllerStatus, record);

    /// <summary>What this agent tells of itself.</summary>
    public void Status(AgentStatus status) =>
        _waiting.Writer.TryWrite(new(Topics.Reply(writer.Me), writer.Write(EnvelopeStream.Reply, PayloadKind.AgentStatus, status.Encode())));

    /// <summary>Why this agent could not do what the gateway asked.</summary>
    public void Refuse(AgentRefusal refusal) =>
        _waiting.Writer.TryWrite(new(Topics.Reply(writer.Me), writer.Write(EnvelopeStream.Reply, PayloadKind.AgentRefusal, refusal.Encode())));

    /// <summary>What the agent found when the gateway asked it to test itself.</summary>
    public void Tested(AgentSelfTest test) =>
        _waiting.Writer.TryWrite(new(Topics.Reply(writer.Me), writer.Write(EnvelopeStream.Reply, PayloadKind.AgentSelfTest, test.Encode())));

    public async Task RunAsync(IMqttSession session, CancellationToken cancellation)
    {
        await foreach (Publication publication in _waiting.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            // Not waited for: a broker that never answers must not hold up the next one.
            if (session.Connected) { _ = session.PublishAsync(publication, cancellation); }
        }
    }

    private void Reply(DeviceId controller, PayloadKind kind, byte[] record) =>
        _waiting.Writer.TryWrite(new(Topics.Reply(writer.Me), writer.Write(EnvelopeStream.Reply, kind, new Relayed(controller, 0, record).Encode())));
}
