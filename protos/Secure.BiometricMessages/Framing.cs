using System.Buffers.Binary;
using System.Security.Cryptography;
using Google.Protobuf;

namespace Secure.BiometricMessages;

/// <summary>Length-prefixed protobuf on a stream: 4 bytes big-endian, then the message.</summary>
public static class Framing
{
    /// <summary>Longest message, in bytes, that either side sends or accepts: 10,000 templates with their persons.</summary>
    public const int LengthMax = 24 * 1024 * 1024;

    // A length is only a claim: space is taken as the bytes really come.
    private const int FirstRead = 64 * 1024;

    /// <summary>Writes one message whole. A failure leaves the stream unusable: close it.</summary>
    /// <exception cref="InvalidDataException">The message is longer than <see cref="LengthMax"/>; nothing was written.</exception>
    public static async ValueTask WriteAsync(Stream stream, IMessage message, CancellationToken cancellation)
    {
        int length = message.CalculateSize();
        if (length > LengthMax) { throw new InvalidDataException($"A message of {length} bytes is over the limit of {LengthMax}."); }
        byte[] frame = new byte[4 + length];
        try
        {
            BinaryPrimitives.WriteInt32BigEndian(frame, length);
            message.WriteTo(frame.AsSpan(4));
            await stream.WriteAsync(frame, cancellation).ConfigureAwait(false);
            await stream.FlushAsync(cancellation).ConfigureAwait(false);
        }
        finally { CryptographicOperations.ZeroMemory(frame); }
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
        byte[] body = await BodyAsync(stream, (int)length, cancellation).ConfigureAwait(false);
        try { return parser.ParseFrom(body); }
        catch (InvalidProtocolBufferException malformed) { throw new InvalidDataException("The bytes are no such message.", malformed); }
        finally { CryptographicOperations.ZeroMemory(body); }
    }

    private static async ValueTask<byte[]> BodyAsync(Stream stream, int length, CancellationToken cancellation)
    {
        byte[] body = new byte[Math.Min(length, FirstRead)];
        await stream.ReadExactlyAsync(body, cancellation).ConfigureAwait(false);
        while (body.Length < length)
        {
            byte[] longer = new byte[(int)Math.Min(length, 4L * body.Length)];
            body.CopyTo(longer, 0);
            CryptographicOperations.ZeroMemory(body);
            await stream.ReadExactlyAsync(longer.AsMemory(body.Length), cancellation).ConfigureAwait(false);
            body = longer;
        }
        return body;
    }
}
