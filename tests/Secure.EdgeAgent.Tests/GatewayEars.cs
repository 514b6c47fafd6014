using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Secure.DoorMessages;
using Secure.Messaging;
using Secure.Signatures;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.EdgeAgent.Tests;

/// <summary>The gateway's side of MQTT as an agent meets it: opens envelopes, keeps them, and acknowledges while told to.</summary>
internal sealed class GatewayEars : IAsyncDisposable
{
    private static readonly DeviceId Gateway = DeviceId.Parse("gateway");
    private readonly IMqttSession _session;
    private readonly FakeGateway _gateway;
    private readonly Dictionary<string, (ulong Sequence, byte[] Hash)> _held = [];
    private readonly Task _listening;

    private GatewayEars(IMqttSession session, FakeGateway gateway, TimeSpan clockOffset)
    {
        (_session, _gateway, ClockOffset) = (session, gateway, clockOffset);
        _listening = ListenAsync();
    }

    /// <summary>Whether entries are acknowledged as they come.</summary>
    public bool Acknowledges { get; set; } = true;

    /// <summary>The gateway's clock against the machine's.</summary>
    public TimeSpan ClockOffset { get; }

    /// <summary>Everything that arrived and opened, in order, repeats included.</summary>
    public ConcurrentQueue<(UpTopic Topic, Envelope Envelope, bool Retained)> Heard { get; } = new();

    /// <summary>What of the durable queues came in its turn, each once.</summary>
    public ConcurrentQueue<EnvelopeContent> Held { get; } = new();

    /// <summary>What did not open.</summary>
    public ConcurrentQueue<EnvelopeFault> Faults { get; } = new();

    public static async Task<GatewayEars> ListenAsync(TestAuthority authority, TestBroker broker, FakeGateway gateway, TimeSpan clockOffset)
    {
        if (!File.Exists(authority.CertificateFile("gateway"))) { authority.Issue("gateway", server: true).Dispose(); }
        MosquittoSession session = MosquittoSession.Open(new MqttLink
        {
            Host = "127.0.0.1",
            Port = broker.Port,
            Identity = Gateway,
            AuthorityFile = authority.AuthoritiesFile,
            CertificateFile = authority.CertificateFile("gateway"),
            KeyFile = authority.KeyFile("gateway"),
            Subscriptions = [Topics.AllUp],
            RetryMax = TimeSpan.FromSeconds(1),
            InboxMax = 100_000,
        }, NullLogger<MosquittoSession>.Instance);
        await session.WhenConnectedAsync(0, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        return new GatewayEars(session, gateway, clockOffset);
    }

    public IEnumerable<EnvelopeContent> Of(UpKind kind) => Heard.Where(h => h.Topic.Kind == kind).Select(h => h.Envelope.Content);

    /// <summary>Journal sequences of the events held, in their order.</summary>
    public IReadOnlyList<ulong> Events => [.. Relays(Held.Where(c => c.Stream == EnvelopeStream.Event)).Select(r => r.Sequence)];

    public IEnumerable<Relayed> Relays(UpKind kind) => Relays(Of(kind));

    public IEnumerable<AgentNotice> Notices => Of(UpKind.Alarm).Where(c => c.Kind == PayloadKind.AgentNotice).Select(c => AgentNotice.TryDecode(c.Payload, out AgentNotice? n) ? n : null).OfType<AgentNotice>();

    public Task<PublishAnswer> CommandAsync(DeviceId agent, DeviceId controller, ToController message, bool retain = false, Ed25519PrivateKey? key = null, DeviceId? writtenTo = null) =>
        SendAsync(Topics.Command(agent), writtenTo ?? agent, EnvelopeStream.Command, PayloadKind.ToController, new Relayed(controller, 0, message.ToByteArray()).Encode(), retain, key);

    /// <summary>Asks the agent itself.</summary>
    public Task<PublishAnswer> AskAsync(AgentRequest request, Ed25519PrivateKey? key = null) =>
        SendAsync(Topics.Command(Site.Agent), Site.Agent, EnvelopeStream.Command, PayloadKind.AgentRequest, request.Encode(), key: key);

    public Task<PublishAnswer> RawAsync(string topic, byte[] payload, bool retain = false) =>
        _session.PublishAsync(new Publication(topic, payload) { Retain = retain }, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _listening;
    }

    private static IEnumerable<Relayed> Relays(IEnumerable<EnvelopeContent> contents) =>
        contents.Select(c => c.Kind != PayloadKind.AgentNotice && Relayed.TryDecode(c.Payload, out Relayed? r) ? r : null).OfType<Relayed>();

    private Task<PublishAnswer> SendAsync(string topic, DeviceId agent, EnvelopeStream stream, PayloadKind kind, byte[] payload, bool retain = false, Ed25519PrivateKey? key = null)
    {
        EnvelopeContent content = new()
        {
            From = Gateway,
            To = agent,
            Stream = stream,
            Kind = kind,
            Payload = payload,
            Epoch = new byte[16],
            MonotonicNs = 0,
            WallMs = (TimeProvider.System.GetUtcNow() + ClockOffset).ToUnixTimeMilliseconds(),
            Quality = ClockQuality.Synchronised,
            Sequence = 1,
        };
        return _session.PublishAsync(new Publication(topic, Envelope.Seal(content.Encode(), false, key ?? _gateway.CommandKey)) { Retain = retain }, CancellationToken.None);
    }

    /// <summary>As after a restore: of the events it has only the first so many.</summary>
    public void Restore(int keeps)
    {
        lock (_held)
        {
            EnvelopeContent[] all = [.. Held];
            Held.Clear();
            foreach (EnvelopeContent kept in all.Where(c => c.Stream != EnvelopeStream.Event).Concat(all.Where(c => c.Stream == EnvelopeStream.Event).Take(keeps))) { Held.Enqueue(kept); }
            EnvelopeContent last = Held.Last();
            _held[Convert.ToHexString(last.Chain)] = (last.Sequence, EnvelopeContent.Hash(last.Encode()));
        }
    }

    /// <summary>What is held of the chain now, which a cumulative acknowledgement names; null before its first.</summary>
    private QueueAck? Hold(Envelope envelope)
    {
        EnvelopeContent content = envelope.Content;
        string chain = Convert.ToHexString(content.Chain);
        lock (_held)
        {
            if (content.Sequence == _held.GetValueOrDefault(chain).Sequence + 1) { _held[chain] = (content.Sequence, envelope.Hash); Held.Enqueue(content); }
            return _held.TryGetValue(chain, out (ulong Sequence, byte[] Hash) held) ? new QueueAck(content.Stream, content.Chain, held.Sequence, held.Hash) : null;
        }
    }

    private async Task ListenAsync()
    {
        await foreach (MqttMessage message in _session.Messages.ReadAllAsync())
        {
            if (message.Payload.Length == 0 || !Topics.TryParseUp(message.Topic, out UpTopic? topic)) { continue; }
            EnvelopeFault fault = Envelope.TryOpen(message.Payload, Gateway, _ => _gateway.AgentKey, out Envelope? envelope);
            if (envelope is null) { Faults.Enqueue(fault); continue; }
            Heard.Enqueue((topic, envelope, message.Retained));
            if (topic.Kind is not (UpKind.Event or UpKind.Alarm) || Hold(envelope) is not { } ack || !Acknowledges) { continue; }
            await SendAsync(Topics.Ack(topic.Device), topic.Device, EnvelopeStream.Ack, PayloadKind.QueueAck, ack.Encode());
        }
    }
}
