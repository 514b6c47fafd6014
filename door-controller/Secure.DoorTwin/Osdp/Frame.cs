using System.Buffers.Binary;

namespace Secure.DoorTwin.Osdp;

/// <summary>One message as it stood on the line (OSDP v2.2, 5.9): start, address, length, control, optional security block, code, data, check.</summary>
internal sealed class Frame
{
    internal const byte Start = 0x53;
    internal const byte Broadcast = 0x7F;
    internal const byte ReplyBit = 0x80;
    internal const int HeaderLength = 5;

    /// <summary>Header, one code byte and a checksum.</summary>
    internal const int LengthMin = HeaderLength + 2;

    /// <summary>The longest message that the standard allows on a line (5.9).</summary>
    internal const int LengthMax = 1440;

    private const byte SequenceBits = 0x03;
    private const byte CrcBit = 0x04;
    private const byte SecurityBit = 0x08;
    private readonly byte[] _bytes;

    private Frame(byte[] bytes) => _bytes = bytes;

    internal ReadOnlySpan<byte> Bytes => _bytes;

    internal byte Address => (byte)(_bytes[1] & ~ReplyBit);

    internal bool IsReply => (_bytes[1] & ReplyBit) != 0;

    internal byte Sequence => (byte)(_bytes[4] & SequenceBits);

    internal bool UsesCrc => (_bytes[4] & CrcBit) != 0;

    internal bool HasSecurityBlock => (_bytes[4] & SecurityBit) != 0;

    internal int CheckLength => UsesCrc ? 2 : 1;

    /// <summary>False also when there is no room for a code, so that a caller may read <see cref="Code"/> after it.</summary>
    internal bool IsSound
    {
        get
        {
            if (_bytes.Length < HeaderLength + 1 + CheckLength) { return false; }
            ReadOnlySpan<byte> body = _bytes.AsSpan(..^CheckLength);
            return UsesCrc ? BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(^2..)) == Check.Crc(body) : _bytes[^1] == Check.Sum(body);
        }
    }

    /// <summary>Without a security block: the first byte after the header.</summary>
    internal byte Code => _bytes[HeaderLength];

    internal ReadOnlySpan<byte> Data => _bytes.AsSpan((HeaderLength + 1)..^CheckLength);

    /// <param name="bytes">At least <see cref="LengthMin"/> of them.</param>
    internal static Frame Of(ReadOnlySpan<byte> bytes) => new(bytes.ToArray());

    internal static byte[] Write(byte address, byte sequence, bool crc, byte code, ReadOnlySpan<byte> data)
    {
        byte[] bytes = new byte[HeaderLength + 1 + data.Length + (crc ? 2 : 1)];
        bytes[0] = Start;
        bytes[1] = address;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), (ushort)bytes.Length);
        bytes[4] = (byte)(sequence | (crc ? CrcBit : 0));
        bytes[HeaderLength] = code;
        data.CopyTo(bytes.AsSpan(HeaderLength + 1));
        if (crc) { BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(^2..), Check.Crc(bytes.AsSpan(..^2))); }
        else { bytes[^1] = Check.Sum(bytes.AsSpan(..^1)); }
        return bytes;
    }
}
