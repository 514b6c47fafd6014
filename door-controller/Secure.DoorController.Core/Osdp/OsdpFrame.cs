using System.Buffers.Binary;

namespace Secure.DoorController.Core.Osdp;

/// <summary>One frame of SIA OSDP v2.2, 5.9: start 53, address, length, control, code, data, check.</summary>
/// <param name="Address">0 to 126; in a reply the wire carries it with the top bit set.</param>
/// <param name="Sequence">0 to 3; 0 starts the link anew.</param>
/// <param name="UsesCrc">True for CRC-16, false for the one-byte checksum.</param>
/// <param name="Data">What follows the code; may hold a PIN, so it is never logged.</param>
public sealed record OsdpFrame(byte Address, bool IsReply, byte Sequence, bool UsesCrc, byte Code, byte[] Data)
{
    internal const byte Start = 0x53;
    internal const int HeaderLength = 5;
    internal const byte AddressMax = 0x7E;
    internal const byte ReplyBit = 0x80;
    internal const byte SequenceMask = 0x03;
    internal const byte CrcBit = 0x04;
    internal const byte SecurityBit = 0x08;

    /// <summary>The shortest frame: header, code and check.</summary>
    internal static int LengthMin(bool crc) => HeaderLength + 1 + (crc ? 2 : 1);

    /// <summary>The frame as it goes on the wire.</summary>
    public byte[] Encode()
    {
        int check = UsesCrc ? 2 : 1;
        byte[] bytes = new byte[HeaderLength + 1 + Data.Length + check];
        bytes[0] = Start;
        bytes[1] = (byte)(Address | (IsReply ? ReplyBit : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), (ushort)bytes.Length);
        bytes[4] = (byte)((Sequence & SequenceMask) | (UsesCrc ? CrcBit : 0));
        bytes[5] = Code;
        Data.CopyTo(bytes, HeaderLength + 1);
        ReadOnlySpan<byte> covered = bytes.AsSpan(0, bytes.Length - check);
        if (UsesCrc) { BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(covered.Length), OsdpCheck.Crc16(covered)); }
        else { bytes[^1] = OsdpCheck.Checksum(covered); }
        return bytes;
    }

    /// <summary>Reads one whole frame; null when any byte of it is not as the standard says.</summary>
    /// <remarks>
    /// A frame with a security block or in several parts is refused: this panel asks for neither, so such a
    /// frame is noise or a forgery.
    /// </remarks>
    public static OsdpFrame? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength || bytes[0] != Start) { return null; }
        byte control = bytes[4];
        bool crc = (control & CrcBit) != 0;
        if ((control & ~(SequenceMask | CrcBit)) != 0 || bytes.Length < LengthMin(crc)) { return null; }
        if (BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]) != bytes.Length || !HasGoodCheck(bytes, crc)) { return null; }
        return new OsdpFrame(
            (byte)(bytes[1] & ~ReplyBit), (bytes[1] & ReplyBit) != 0, (byte)(control & SequenceMask), crc,
            bytes[HeaderLength], bytes[(HeaderLength + 1)..^(crc ? 2 : 1)].ToArray());
    }

    private static bool HasGoodCheck(ReadOnlySpan<byte> bytes, bool crc) => crc
        ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[^2..]) == OsdpCheck.Crc16(bytes[..^2])
        : bytes[^1] == OsdpCheck.Checksum(bytes[..^1]);
}
