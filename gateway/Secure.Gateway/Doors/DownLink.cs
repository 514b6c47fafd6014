using System.Security.Cryptography;
using Google.Protobuf;
using Secure.DoorMessages;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Grants;
using Secure.Messaging;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>What became of a message downward.</summary>
public enum Sending
{
    /// <summary>Nobody took it: nothing will arrive.</summary>
    NotSent,
    /// <summary>The broker did not answer in time: it may still arrive, also much later.</summary>
    Unanswered,
    /// <summary>The broker has it.</summary>
    Sent,
}

/// <summary>Speaks down to agents and, through them, to controllers: signed, never retained, quickly stale.</summary>
public sealed class DownLink(IMqttSession mqtt, ISite site, IGatewayKeys keys, TimeProvider clock)
{
    /// <summary>The name under which the gateway signs envelopes.</summary>
    public static readonly DeviceId Gateway = DeviceId.Parse("gateway");

    private static readonly TimeSpan Expiry = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for the broker: whoever waits for a door must not wait for a broker that is away.</summary>
    private static readonly TimeSpan BrokerMax = TimeSpan.FromSeconds(2);

    private readonly byte[] _epoch = RandomNumberGenerator.GetBytes(EnvelopeContent.MarkLength);
    private long _sequence;

    /// <summary>False where the broker did not say that it took it.</summary>
    public async Task<bool> SendAsync(DeviceId controller, ToController message, CancellationToken cancellation) =>
        await PassAsync(controller, message, cancellation) == Sending.Sent;

    /// <summary>The same, for whoever has to know whether it may still arrive.</summary>
    public Task<Sending> PassAsync(DeviceId controller, ToController message, CancellationToken cancellation)
    {
        if (!site.Current.Controllers.TryGetValue(controller, out Controller? known)) { return Task.FromResult(Sending.NotSent); }
        byte[] payload = new Relayed(controller, 0, message.ToByteArray()).Encode();
        return PublishAsync(known.Agent, Topics.Command(known.Agent), EnvelopeStream.Command, PayloadKind.ToController, payload, cancellation);
    }

    /// <summary>Asks an agent for something of its own. False as for <see cref="SendAsync"/>.</summary>
    public async Task<bool> AskAsync(DeviceId agent, AgentRequest request, CancellationToken cancellation) =>
        await PublishAsync(agent, Topics.Command(agent), EnvelopeStream.Command, PayloadKind.AgentRequest, request.Encode(), cancellation) == Sending.Sent;

    public async Task<bool> AcknowledgeAsync(DeviceId agent, QueueAck ack, CancellationToken cancellation) =>
        await PublishAsync(agent, Topics.Ack(agent), EnvelopeStream.Ack, PayloadKind.QueueAck, ack.Encode(), cancellation) == Sending.Sent;

    /// <summary>The gateway's time, signed for controllers.</summary>
    public ToController Time() =>
        new() { SignedTimeRecord = ByteString.CopyFrom(new SignedTime(clock.GetUtcNow().ToUnixTimeMilliseconds()).Sign(keys.Command)) };

    /// <summary>The gateway's signed word that it holds a controller's journal up to the sequence.</summary>
    public byte[] Acknowledgement(DeviceId controller, ulong sequence) =>
        new Acknowledgement(controller, sequence, clock.GetUtcNow().ToUnixTimeMilliseconds()).Sign(keys.Command);

    private async Task<Sending> PublishAsync(DeviceId agent, string topic, EnvelopeStream stream, PayloadKind kind, byte[] payload, CancellationToken cancellation)
    {
        if (!mqtt.Connected) { return Sending.NotSent; }
        EnvelopeContent content = new()
        {
            From = Gateway,
            To = agent,
            Stream = stream,
            Kind = kind,
            Payload = payload,
            Epoch = _epoch,
            MonotonicNs = clock.GetElapsedTime(0, clock.GetTimestamp()).Ticks * 100,
            WallMs = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            Quality = ClockQuality.Synchronised,
            Sequence = (ulong)Interlocked.Increment(ref _sequence),
        };
        Publication publication = new(topic, Envelope.Seal(content.Encode(), historical: false, keys.Command)) { Expiry = Expiry };
        try { return (await mqtt.PublishAsync(publication, cancellation).WaitAsync(BrokerMax, clock, cancellation)).Accepted ? Sending.Sent : Sending.NotSent; }
        catch (TimeoutException) { return Sending.Unanswered; }
    }
}
