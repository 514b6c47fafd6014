using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Secure.Signatures;

/// <summary>
/// Writes the one encoding that we sign: numbers big-endian, texts and byte strings behind a 16-bit length, lists
/// behind a 16-bit count. Equal content always gives equal bytes, so a signature covers content, not a serialiser's mood.
/// </summary>
public sealed class CanonicalWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(256);

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    public CanonicalWriter U8(byte value) { _buffer.GetSpan(1)[0] = value; _buffer.Advance(1); return this; }

    public CanonicalWriter U16(ushort value) { BinaryPrimitives.WriteUInt16BigEndian(_buffer.GetSpan(2), value); _buffer.Advance(2); return this; }

    public CanonicalWriter U32(uint value) { BinaryPrimitives.WriteUInt32BigEndian(_buffer.GetSpan(4), value); _buffer.Advance(4); return this; }

    public CanonicalWriter U64(ulong value) { BinaryPrimitives.WriteUInt64BigEndian(_buffer.GetSpan(8), value); _buffer.Advance(8); return this; }

    public CanonicalWriter I64(long value) => U64((ulong)value);

    /// <summary>Bytes whose number both sides know.</summary>
    public CanonicalWriter Fixed(ReadOnlySpan<byte> bytes) { _buffer.Write(bytes); return this; }

    /// <exception cref="ArgumentException">More than 65,535 bytes.</exception>
    public CanonicalWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > ushort.MaxValue) { throw new ArgumentException("A byte string has at most 65,535 bytes.", nameof(bytes)); }
        return U16((ushort)bytes.Length).Fixed(bytes);
    }

    /// <summary>UTF-8 behind its length.</summary>
    public CanonicalWriter Text(string text) => Bytes(Encoding.UTF8.GetBytes(text));
}
