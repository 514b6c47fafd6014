using System.Buffers.Binary;
using Google.Protobuf;

namespace Secure.DoorMessages;

/// <summary>Length-prefixed protobuf on a stream: 4 bytes big-endian, then the message.</summary>
public static class Framing
{
    /// <summary>Longest message, in bytes, that either side sends or accepts.</summary>
    public const int LengthMax = 64 * 1024;

    /// <summary>Writes one message whole. A failure leaves the stream unusable: close it.</summary>
    /// <exception cref="InvalidDataException">The message is longer than <see cref="LengthMax"/>; nothing was written.</exception>
    public static async ValueTask WriteAsync(Stream stream, IMessage message, CancellationToken cancellation)
    {
        int length = message.CalculateSize();
        if (length > LengthMax) { throw new InvalidDataException($"A message of {length} bytes is over the limit of {LengthMax}."); }
        byte[] frame = new byte[4 + length];
        BinaryPrimitives.WriteInt32BigEndian(frame, length);
        message.WriteTo(frame.AsSpan(4));
        await stream.WriteAsync(frame, cancellation).ConfigureAwait(false);
        await stream.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads one message, or null where the peer has closed between two messages.</summary>
    /// <exception cref="InvalidDataException">The length is out of range or the bytes are no such message: close the stream.</exception>
    /// <exception cref="EndOfStreamException">The peer closed in mid-message.</exception>
    public static async ValueTask<T?> ReadAsync<T>(Stream stream, MessageParser<T> parser, CancellationToken cancellation) where T : class, IMessage<T>
    {
        byte[] prefix = new byte[4];
        int got = await stream.ReadAtLeastAsync(prefix, 4, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        if (got == 0) { return null; }
        if (got < 4) { throw new EndOfStreamException("The peer closed inside a length."); }
        uint length = BinaryPrimitives.ReadUInt32BigEndian(prefix);
        if (length > LengthMax) { throw new InvalidDataException($"A message of {length} bytes is over the limit of {LengthMax}."); }
        byte[] body = new byte[length];
        await stream.ReadExactlyAsync(body, cancellation).ConfigureAwait(false);
        try { return parser.ParseFrom(body); }
        catch (InvalidProtocolBufferException malformed) { throw new InvalidDataException("The bytes are no such message.", malformed); }
    }
}
