using System.Buffers.Binary;
using System.Text;

namespace Secure.Gateway.Identity.Passkeys;

/// <summary>
/// The part of CBOR (RFC 8949) that an attestation object without attestation needs: maps, texts, byte strings and small
/// whole numbers, of definite length, in their shortest form (section 4.2.1). Everything else is a fault.
/// </summary>
internal ref struct StrictCbor(ReadOnlySpan<byte> bytes)
{
    private const int Unsigned = 0, Negative = 1, ByteString = 2, TextString = 3, Map = 5;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = bytes;

    internal readonly bool AtEnd => _rest.IsEmpty;

    /// <exception cref="FormatException">Something else stands there.</exception>
    internal int ReadMap() => (int)ReadHead(Map);

    /// <exception cref="FormatException">Something else stands there.</exception>
    internal ReadOnlySpan<byte> ReadBytes() => Take((int)ReadHead(ByteString));

    /// <exception cref="FormatException">Something else stands there, or it is no UTF-8.</exception>
    internal string ReadText()
    {
        try { return Utf8.GetString(Take((int)ReadHead(TextString))); }
        catch (DecoderFallbackException) { throw Fault(); }
    }

    /// <summary>From -65,536 to 65,535.</summary>
    /// <exception cref="FormatException">Something else stands there.</exception>
    internal int ReadNumber() => !AtEnd && _rest[0] >> 5 == Negative ? -1 - (int)ReadHead(Negative) : (int)ReadHead(Unsigned);

    // Nothing that is read here is longer than a few hundred bytes, so two bytes of length do.
    private uint ReadHead(int major)
    {
        byte first = Take(1)[0];
        if (first >> 5 != major) { throw Fault(); }
        uint small = (uint)(first & 31);
        uint value = small switch
        {
            < 24 => small,
            24 => Take(1)[0],
            25 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            _ => throw Fault(),
        };
        bool shortest = small switch { 24 => value >= 24, 25 => value > byte.MaxValue, _ => true };
        return shortest ? value : throw Fault();
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length) { throw Fault(); }
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private static FormatException Fault() => new("Not the CBOR that is expected here.");
}
