using System.Security.Cryptography;
using Secure.Grants;
using Secure.Messaging;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Doors;

/// <summary>A controller's far end: its key, its journal, its clocks. It signs what the test lets it say.</summary>
internal sealed class ControllerPeer
{
    private readonly DoorsRig _rig;
    private ulong _ticks;
    private ulong _presentations;

    public ControllerPeer(DoorsRig rig, AgentPeer agent, string id)
    {
        (_rig, Agent, Id) = (rig, agent, DeviceId.Parse(id));
        Key = Ed25519PrivateKey.FromSeed(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id)));
        rig.Devices.Enrol(Id, Key.PublicKey);
    }

    public DeviceId Id { get; }

    public AgentPeer Agent { get; }

    public Ed25519PrivateKey Key { get; set; }

    public Token128 Boot { get; private set; } = Token128.NewRandom();

    public ulong Epoch { get; set; } = 1;

    /// <summary>How far its wall clock is off.</summary>
    public TimeSpan Skew { get; set; }

    public ClockQuality Quality { get; set; } = ClockQuality.Synchronised;

    public List<byte[]> Journal { get; } = [];

    public List<DoorReport> Doors { get; } = [];

    public DeviceTime Time => new(
        (ulong)_rig.Clock.GetElapsedTime(0, _rig.Clock.GetTimestamp()).Ticks * 100 + ++_ticks, (_rig.Clock.GetUtcNow() + Skew).ToUnixTimeMilliseconds(), Quality);

    /// <summary>Writes a journal entry and hands it to its agent, whose message is returned.</summary>
    public MqttMessage Tell(DoorEventKind happened, string? door = null, string? reader = null, PersonId? subject = null, string decision = "", ulong command = 0, string reason = "") =>
        Agent.Event(this, Write(happened, door, reader, subject, decision, command, reason));

    public byte[] Write(
        DoorEventKind happened, string? door = null, string? reader = null, PersonId? subject = null, string decision = "", ulong command = 0, string reason = "",
        LockState lockState = LockState.Locked, LeafState leaf = LeafState.Closed)
    {
        DoorEvent told = new(
            Id, Boot, Epoch, (ulong)Journal.Count + 1, Journal.Count == 0 ? new byte[32] : DoorEvent.HashOf(Journal[^1]), Time, happened,
            door is null ? null : DoorId.Parse(door), reader is null ? null : ReaderId.Parse(reader), subject, decision, command, reason, DoorMode.Secured, lockState, leaf);
        Journal.Add(told.Sign(Key));
        return Journal[^1];
    }

    public byte[] Heartbeat() =>
        new Heartbeat(Id, Boot, Epoch, Time, (ulong)Journal.Count, Journal.Count == 0 ? new byte[32] : DoorEvent.HashOf(Journal[^1]), 1, [.. Doors]).Sign(Key);

    public MqttMessage Beat(bool retained = false) => Agent.State(this, Heartbeat(), retained);

    public byte[] Present(string door, string reader, BadgeNumber badge)
    {
        Token128 nonce = Token128.NewRandom();
        byte[] box = new PresentedBadge(badge, null).Seal(_rig.Keys.Sealing.ExportSubjectPublicKeyInfo(), nonce);
        return new Presentation(Id, DoorId.Parse(door), ReaderId.Parse(reader), Boot, nonce, ++_presentations, Time, box).Sign(Key);
    }

    /// <summary>Says that the person of a presentation still waits.</summary>
    public byte[] Wait(Presentation presentation, Func<EntryWaiting, EntryWaiting>? changed = null)
    {
        EntryWaiting waiting = new(Id, presentation.Door, presentation.Reader, Boot, presentation.Nonce, Time);
        return (changed?.Invoke(waiting) ?? waiting).Sign(Key);
    }

    /// <summary>Says what was typed for a presentation.</summary>
    public byte[] Type(Presentation presentation, string digits, Func<EntryPin, EntryPin>? changed = null)
    {
        byte[] box = TypedPin.Seal(_rig.Keys.Sealing.ExportSubjectPublicKeyInfo(), presentation.Nonce, System.Text.Encoding.ASCII.GetBytes(digits));
        EntryPin pin = new(Id, presentation.Door, presentation.Reader, Boot, presentation.Nonce, box);
        return (changed?.Invoke(pin) ?? pin).Sign(Key);
    }

    public NonceIssued Issue(string door, Token128 request) => new(Id, DoorId.Parse(door), Boot, Token128.NewRandom(), request, Time);

    /// <summary>A new process on the same disk.</summary>
    public void Restart() => (Boot, Epoch, _presentations) = (Token128.NewRandom(), Epoch + 1, 0);
}

/// <summary>An agent's far end: its key and its two durable queues.</summary>
internal sealed class AgentPeer
{
    private readonly DoorsRig _rig;
    private readonly Dictionary<EnvelopeStream, (byte[] Chain, ulong Sequence, byte[] Head)> _queues = [];
    private ulong _sequence;

    public AgentPeer(DoorsRig rig, string id)
    {
        (_rig, Id) = (rig, DeviceId.Parse(id));
        Key = Ed25519PrivateKey.FromSeed(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id)));
        rig.Devices.Enrol(Id, Key.PublicKey);
        LoseQueues();
    }

    public DeviceId Id { get; }

    public Ed25519PrivateKey Key { get; }

    public void LoseQueues()
    {
        foreach (EnvelopeStream stream in new[] { EnvelopeStream.Event, EnvelopeStream.Alarm }) { _queues[stream] = (RandomNumberGenerator.GetBytes(16), 0, new byte[32]); }
    }

    public MqttMessage Event(ControllerPeer controller, byte[] record, bool late = false) => Queue(EnvelopeStream.Event, PayloadKind.ControllerEvent, new Relayed(controller.Id, 0, record).Encode(), late);

    public MqttMessage Alarm(ControllerPeer controller, byte[] record) => Queue(EnvelopeStream.Alarm, PayloadKind.ControllerEvent, new Relayed(controller.Id, 0, record).Encode(), late: false);

    public MqttMessage Notice(string code, string words = "") => Queue(EnvelopeStream.Alarm, PayloadKind.AgentNotice, new AgentNotice(code, "", words).Encode(), late: false);

    public MqttMessage State(ControllerPeer controller, byte[] record, bool retained = false) =>
        new(Topics.State(Id, controller.Id), Seal(Content(EnvelopeStream.State, PayloadKind.ControllerHeartbeat, new Relayed(controller.Id, 0, record).Encode(), ++_sequence)), retained);

    public MqttMessage Reply(ControllerPeer controller, byte[] record, PayloadKind kind = PayloadKind.ControllerNonce) =>
        new(Topics.Reply(Id), Seal(Content(EnvelopeStream.Reply, kind, new Relayed(controller.Id, 0, record).Encode(), ++_sequence)), false);

    /// <summary>What the agent tells of itself, each time later.</summary>
    public MqttMessage Status(AgentStatus status) =>
        new(Topics.Reply(Id), Seal(Content(EnvelopeStream.Reply, PayloadKind.AgentStatus, status.Encode(), ++_sequence) with { MonotonicNs = (long)_sequence }), false);

    /// <summary>Why the agent does not do what it was asked.</summary>
    public MqttMessage Refuse(AgentRefusal refusal) => new(Topics.Reply(Id), Seal(Content(EnvelopeStream.Reply, PayloadKind.AgentRefusal, refusal.Encode(), ++_sequence)), false);

    /// <summary>What the agent found when it was asked to test itself.</summary>
    public MqttMessage Test(AgentSelfTest test) => new(Topics.Reply(Id), Seal(Content(EnvelopeStream.Reply, PayloadKind.AgentSelfTest, test.Encode(), ++_sequence)), false);

    public MqttMessage Queue(EnvelopeStream stream, PayloadKind kind, byte[] payload, bool late)
    {
        (byte[] chain, ulong sequence, byte[] head) = _queues[stream];
        byte[] encoded = (Content(stream, kind, payload, sequence + 1) with { Chain = chain, Previous = head }).Encode();
        _queues[stream] = (chain, sequence + 1, EnvelopeContent.Hash(encoded));
        return new MqttMessage(stream == EnvelopeStream.Alarm ? Topics.Alarm(Id) : Topics.Event(Id), Envelope.Seal(encoded, late, Key), false);
    }

    /// <summary>A queue entry whose chain does not continue the one before.</summary>
    public void BreakChain() => _queues[EnvelopeStream.Event] = _queues[EnvelopeStream.Event] with { Head = SHA256.HashData("other"u8) };

    private byte[] Seal(EnvelopeContent content) => Envelope.Seal(content.Encode(), historical: false, Key);

    private EnvelopeContent Content(EnvelopeStream stream, PayloadKind kind, byte[] payload, ulong sequence) => new()
    {
        From = Id,
        To = DeviceId.Parse("gateway"),
        Stream = stream,
        Kind = kind,
        Payload = payload,
        Epoch = new byte[16],
        MonotonicNs = 1,
        WallMs = _rig.Clock.GetUtcNow().ToUnixTimeMilliseconds(),
        Quality = ClockQuality.Synchronised,
        Sequence = sequence,
    };
}
