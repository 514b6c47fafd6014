using System.Buffers.Binary;

namespace Secure.DoorController.Core.Osdp;

/// <summary>One frame of SIA OSDP v2.2, 5.9: start 53, address, length, control, security block, code, data, MAC, check.</summary>
/// <param name="Address">0 to 126; in a reply the wire carries it with the top bit set.</param>
/// <param name="Sequence">0 to 3; 0 starts the link anew.</param>
/// <param name="UsesCrc">True for CRC-16, false for the one-byte checksum.</param>
/// <param name="Data">What follows the code, as the wire carries it; may hold a PIN, so it is never logged.</param>
public sealed record OsdpFrame(byte Address, bool IsReply, byte Sequence, bool UsesCrc, byte Code, byte[] Data)
{
    internal const byte Start = 0x53;
    internal const int HeaderLength = 5;
    internal const int MacLength = 4;
    internal const byte AddressMax = 0x7E;

    /// <summary>Whoever is on the line (SIA OSDP v2.2, 5.5).</summary>
    internal const byte Broadcast = 0x7F;
    internal const byte ReplyBit = 0x80;
    internal const byte SequenceMask = 0x03;
    internal const byte CrcBit = 0x04;
    internal const byte SecurityBit = 0x08;

    /// <summary>What the frame is to the secure channel.</summary>
    public SecurityType Security { get; init; }

    /// <summary>The third byte of the security block, which only the handshake has: 0 for the default key, 1 for the reader's own.</summary>
    public byte SecurityValue { get; init; }

    /// <summary>The MAC's four bytes as received; empty where there is none.</summary>
    internal byte[] Mac { get; private init; } = [];

    /// <summary>What the MAC covers: from the start to the data's end. Empty where there is no MAC.</summary>
    internal byte[] Covered { get; private init; } = [];

    /// <summary>True for the frames of an established session, which carry a MAC.</summary>
    public bool HasMac => Security >= SecurityType.CommandWithMac;

    /// <summary>The shortest frame: header, code and check.</summary>
    internal static int LengthMin(bool crc) => HeaderLength + 1 + (crc ? 2 : 1);

    /// <summary>The frame as it goes on the wire, without the mark before it.</summary>
    public byte[] Encode() => Encode([], static _ => []);

    /// <summary>The same with a MAC.</summary>
    /// <param name="data">What stands for <see cref="Data"/> on the wire.</param>
    /// <param name="mac">Makes the MAC, four bytes or none, of what it covers.</param>
    internal byte[] Encode(byte[] data, Func<byte[], byte[]> mac)
    {
        if (!HasMac) { data = Data; }
        int check = UsesCrc ? 2 : 1;
        byte[] block = BlockOf(Security, SecurityValue);
        byte[] covered = new byte[HeaderLength + block.Length + 1 + data.Length];
        int length = covered.Length + (HasMac ? MacLength : 0) + check;
        covered[0] = Start;
        covered[1] = (byte)(Address | (IsReply ? ReplyBit : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(covered.AsSpan(2), (ushort)length);
        covered[4] = (byte)((Sequence & SequenceMask) | (UsesCrc ? CrcBit : 0) | (block.Length > 0 ? SecurityBit : 0));
        block.CopyTo(covered, HeaderLength);
        covered[HeaderLength + block.Length] = Code;
        data.CopyTo(covered, HeaderLength + block.Length + 1);
        byte[] checkedBytes = [.. covered, .. mac(covered)];
        ushort sum = UsesCrc ? OsdpCheck.Crc16(checkedBytes) : OsdpCheck.Checksum(checkedBytes);
        return UsesCrc ? [.. checkedBytes, (byte)sum, (byte)(sum >> 8)] : [.. checkedBytes, (byte)sum];
    }

    /// <summary>Reads one whole frame; null when any byte of it is not as the standard says.</summary>
    public static OsdpFrame? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength || bytes[0] != Start) { return null; }
        byte control = bytes[4];
        bool crc = (control & CrcBit) != 0;
        if ((control & ~(SequenceMask | CrcBit | SecurityBit)) != 0 || bytes.Length < LengthMin(crc)) { return null; }
        if (BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]) != bytes.Length || !HasGoodCheck(bytes, crc)) { return null; }
        ReadOnlySpan<byte> covered = bytes[..^(crc ? 2 : 1)];
        OsdpFrame plain = new(
            (byte)(bytes[1] & ~ReplyBit), (bytes[1] & ReplyBit) != 0, (byte)(control & SequenceMask), crc,
            covered[HeaderLength], covered[(HeaderLength + 1)..].ToArray());
        return (control & SecurityBit) == 0 ? plain : Secured(plain, covered);
    }

    private static OsdpFrame? Secured(OsdpFrame plain, ReadOnlySpan<byte> covered)
    {
        int block = covered[HeaderLength];
        if (covered.Length < HeaderLength + block + 1 || block < 2) { return null; }
        SecurityType type = (SecurityType)covered[HeaderLength + 1];
        // The block tells its own length (Annex D.1.3): some readers add a byte to those of a session, which the MAC covers too.
        if (type is < SecurityType.Challenge or > SecurityType.ReplyEncrypted || block < BlockOf(type, 0).Length) { return null; }
        OsdpFrame secured = plain with { Security = type, SecurityValue = block > 2 ? covered[HeaderLength + 2] : (byte)0 };
        int codeAt = HeaderLength + block;
        int end = covered.Length - (secured.HasMac ? MacLength : 0);
        if (end <= codeAt) { return null; }
        secured = secured with { Code = covered[codeAt], Data = covered[(codeAt + 1)..end].ToArray() };
        return secured.HasMac ? secured with { Covered = covered[..end].ToArray(), Mac = covered[end..].ToArray() } : secured;
    }

    private static byte[] BlockOf(SecurityType type, byte value) => type switch
    {
        SecurityType.None => [],
        <= SecurityType.InitialMac => [3, (byte)type, value],
        _ => [2, (byte)type],
    };

    private static bool HasGoodCheck(ReadOnlySpan<byte> bytes, bool crc) => crc
        ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[^2..]) == OsdpCheck.Crc16(bytes[..^2])
        : bytes[^1] == OsdpCheck.Checksum(bytes[..^1]);
}
