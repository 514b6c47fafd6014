using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Messaging;

/// <summary>What kind of traffic an envelope belongs to. It is signed, so a broker cannot move one to another topic unseen.</summary>
public enum EnvelopeStream
{
    /// <summary>The durable queue of what happened.</summary>
    Event = 1,
    /// <summary>The durable queue that does not wait behind <see cref="Event"/>.</summary>
    Alarm = 2,
    State = 3,
    Link = 4,
    Reply = 5,
    Ack = 6,
    Command = 7,
}

/// <summary>
/// The part of an envelope that never changes once written: what a durable queue stores and its hash chain covers.
/// </summary>
public sealed record EnvelopeContent
{
    /// <summary>Largest payload, bytes: so that a whole envelope stays below <see cref="Envelope.LengthMax"/>.</summary>
    public const int PayloadMax = 60 * 1024;

    /// <summary>Bytes of <see cref="Chain"/> and <see cref="Epoch"/>.</summary>
    public const int MarkLength = 16;

    private const byte Version = 1;
    private static readonly byte[] NoMark = new byte[MarkLength];
    private static readonly byte[] NoHash = new byte[SHA256.HashSizeInBytes];

    /// <summary>Who signs: an agent, or `gateway`.</summary>
    public required DeviceId From { get; init; }

    /// <summary>For whom: an agent, or `gateway`. Anybody else must refuse it.</summary>
    public required DeviceId To { get; init; }

    public required EnvelopeStream Stream { get; init; }

    public required PayloadKind Kind { get; init; }

    /// <summary>At most <see cref="PayloadMax"/> bytes.</summary>
    public required byte[] Payload { get; init; }

    /// <summary>The sender's start: 16 random bytes, new with every process; gives <see cref="MonotonicNs"/> its meaning.</summary>
    public required byte[] Epoch { get; init; }

    /// <summary>Nanoseconds of the sender's monotonic clock.</summary>
    public required long MonotonicNs { get; init; }

    /// <summary>Unix milliseconds by the sender's clock.</summary>
    public required long WallMs { get; init; }

    public required ClockQuality Quality { get; init; }

    /// <summary>Which life of the queue: 16 random bytes from its first entry to the loss of its disk. Zeros outside the durable queues.</summary>
    public byte[] Chain { get; init; } = NoMark;

    /// <summary>In a durable queue from 1 upwards without a gap, across restarts; elsewhere rising within an epoch.</summary>
    public required ulong Sequence { get; init; }

    /// <summary><see cref="Hash"/> of the entry before this one in its chain; zeros at its first and outside the durable queues.</summary>
    public byte[] Previous { get; init; } = NoHash;

    /// <summary>The hash that the next entry of the chain carries.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> encoded) => SHA256.HashData([.. "secure/envelope-chain/v1\n"u8, .. encoded]);

    public byte[] Encode()
    {
        if (Payload.Length > PayloadMax) { throw new InvalidOperationException("The payload is over the limit."); }
        return new CanonicalWriter()
            .U8(Version).Text(From.Text).Text(To.Text).U8((byte)Stream).U8((byte)Kind)
            .Fixed(Exactly(Epoch, MarkLength)).I64(MonotonicNs).I64(WallMs).U8((byte)Quality)
            .Fixed(Exactly(Chain, MarkLength)).U64(Sequence).Fixed(Exactly(Previous, NoHash.Length))
            .Bytes(Payload).ToArray();
    }

    /// <summary>False for anything that <see cref="Encode"/> could not have written. Never throws on a stranger's bytes.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out EnvelopeContent? content)
    {
        try { content = Decode(encoded); return true; }
        catch (FormatException) { content = null; return false; }
    }

    private static EnvelopeContent Decode(ReadOnlySpan<byte> encoded)
    {
        CanonicalReader reader = new(encoded);
        if (reader.U8() != Version) { throw new FormatException("Another version."); }
        DeviceId from = DeviceId.Parse(reader.Text()), to = DeviceId.Parse(reader.Text());
        EnvelopeContent content = new()
        {
            From = from,
            To = to,
            Stream = reader.Enumeration<EnvelopeStream>(),
            Kind = reader.Enumeration<PayloadKind>(),
            Epoch = reader.Fixed(MarkLength),
            MonotonicNs = reader.I64(),
            WallMs = reader.I64(),
            Quality = reader.Enumeration<ClockQuality>(),
            Chain = reader.Fixed(MarkLength),
            Sequence = reader.U64(),
            Previous = reader.Fixed(SHA256.HashSizeInBytes),
            Payload = reader.Bytes(),
        };
        reader.End();
        return content.Payload.Length <= PayloadMax ? content : throw new FormatException("The payload is over the limit.");
    }

    private static byte[] Exactly(byte[] bytes, int length) =>
        bytes.Length == length ? bytes : throw new InvalidOperationException($"A mark or hash has {length} bytes.");
}
