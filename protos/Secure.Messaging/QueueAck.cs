using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Secure.Signatures;

namespace Secure.Messaging;

/// <summary>
/// The gateway's word that it holds everything of a durable queue up to an entry. The hash shows that it means this queue's
/// entry and not one of the same number from before a disk was lost. Whoever acknowledges must hold every entry of the chain from
/// sequence 1: after a gap it waits for the sender to repeat, which happens within seconds.
/// </summary>
/// <param name="Stream"><see cref="EnvelopeStream.Event"/> or <see cref="EnvelopeStream.Alarm"/>.</param>
/// <param name="Chain">16 bytes.</param>
/// <param name="Hash">32 bytes: chain hash of the entry with this sequence.</param>
public sealed record QueueAck(EnvelopeStream Stream, byte[] Chain, ulong Sequence, byte[] Hash)
{
    public byte[] Encode() =>
        new CanonicalWriter().U8((byte)Stream).Fixed(Chain).U64(Sequence).Fixed(Hash).ToArray();

    public static bool TryDecode(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out QueueAck? ack)
    {
        ack = null;
        try
        {
            CanonicalReader reader = new(payload);
            QueueAck read = new(reader.Enumeration<EnvelopeStream>(), reader.Fixed(EnvelopeContent.MarkLength), reader.U64(), reader.Fixed(SHA256.HashSizeInBytes));
            reader.End();
            if (read.Stream is not (EnvelopeStream.Event or EnvelopeStream.Alarm)) { return false; }
            ack = read;
            return true;
        }
        catch (FormatException) { return false; }
    }
}
