using System.Buffers.Binary;
using System.Text;

namespace Secure.Signatures;

/// <summary>Reads what <see cref="CanonicalWriter"/> wrote. Any misfit throws <see cref="FormatException"/>; catch it where strangers' bytes come in.</summary>
public ref struct CanonicalReader(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Nothing is left: what a later version added at the end is not there.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte U8() => Take(1)[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint U32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public ulong U64() => BinaryPrimitives.ReadUInt64BigEndian(Take(8));

    public long I64() => (long)U64();

    public byte[] Fixed(int length) => Take(length).ToArray();

    public byte[] Bytes() => Take(U16()).ToArray();

    public string Text()
    {
        try { return Strict.GetString(Take(U16())); }
        catch (DecoderFallbackException notUtf8) { throw new FormatException("A text is not UTF-8.", notUtf8); }
    }

    /// <summary>A value of an enum, as written in one byte.</summary>
    public T Enumeration<T>() where T : struct, Enum
    {
        T value = (T)Enum.ToObject(typeof(T), (int)U8());
        return Enum.IsDefined(value) ? value : throw new FormatException($"No {typeof(T).Name} has this number.");
    }

    /// <summary>Called last: bytes left over mean that this is something else.</summary>
    public readonly void End()
    {
        if (!_rest.IsEmpty) { throw new FormatException("Bytes follow the end of the record."); }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length) { throw new FormatException("The record ends too early."); }
        ReadOnlySpan<byte> taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
