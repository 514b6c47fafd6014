using System.Security.Cryptography;
using Secure.Messaging;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.EdgeAgent.Trust;

/// <summary>Writes this agent's envelopes: its name, its start, its clocks, its signature.</summary>
internal sealed class AgentWriter(DeviceId me, Ed25519PrivateKey key, AgentClock clock)
{
    internal static readonly DeviceId Gateway = DeviceId.Parse("gateway");

    /// <summary>What is sent this long after it was written is history: as long as a state stays known (15 s).</summary>
    private static readonly TimeSpan LiveMax = TimeSpan.FromSeconds(15);

    private long _sequence;

    public DeviceId Me => me;

    /// <summary>This start of the process.</summary>
    public byte[] Epoch { get; } = RandomNumberGenerator.GetBytes(EnvelopeContent.MarkLength);

    /// <summary>Content of a durable queue, stamped now.</summary>
    public EnvelopeContent Compose(EnvelopeStream stream, PayloadKind kind, byte[] payload, byte[] chain, ulong sequence, byte[] previous)
    {
        (DateTimeOffset wall, ClockQuality quality) = clock.Now;
        return new EnvelopeContent
        {
            From = me,
            To = Gateway,
            Stream = stream,
            Kind = kind,
            Payload = payload,
            Epoch = Epoch,
            MonotonicNs = clock.MonotonicNs,
            WallMs = wall.ToUnixTimeMilliseconds(),
            Quality = quality,
            Chain = chain,
            Sequence = sequence,
            Previous = previous,
        };
    }

    /// <summary>A signed envelope outside the durable queues.</summary>
    public byte[] Write(EnvelopeStream stream, PayloadKind kind, byte[] payload)
    {
        EnvelopeContent content = Compose(stream, kind, payload, new byte[EnvelopeContent.MarkLength], (ulong)Interlocked.Increment(ref _sequence), new byte[SHA256.HashSizeInBytes]);
        return Envelope.Seal(content.Encode(), historical: false, key);
    }

    /// <summary>Signs what a durable queue holds; marks it historical where it is late.</summary>
    public byte[] Seal(byte[] encoded) => Envelope.Seal(encoded, IsLate(encoded), key);

    private bool IsLate(byte[] encoded) =>
        !EnvelopeContent.TryDecode(encoded, out EnvelopeContent? content)
        || !content.Epoch.AsSpan().SequenceEqual(Epoch)
        || TimeSpan.FromMicroseconds((clock.MonotonicNs - content.MonotonicNs) / 1000) > LiveMax;
}
