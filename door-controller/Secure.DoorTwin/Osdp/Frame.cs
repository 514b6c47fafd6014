using System.Buffers.Binary;

namespace Secure.DoorTwin.Osdp;

/// <summary>One message as it stood on the line (OSDP v2.2, 5.9): start, address, length, control, optional security block, code, data, optional proof, check.</summary>
internal sealed class Frame
{
    internal const byte Start = 0x53;
    internal const byte Broadcast = 0x7F;
    internal const byte ReplyBit = 0x80;
    internal const int HeaderLength = 5;

    /// <summary>Of a message authentication code, on the line (annex D).</summary>
    internal const int MacLength = 4;

    /// <summary>Header, one code byte and a checksum.</summary>
    internal const int LengthMin = HeaderLength + 2;

    /// <summary>The longest message that the standard allows on a line (5.9).</summary>
    internal const int LengthMax = 1440;

    private const byte SequenceBits = 0x03;
    private const byte CrcBit = 0x04;
    private const byte SecurityBit = 0x08;
    private readonly byte[] _bytes;

    private Frame(byte[] bytes) => _bytes = bytes;

    /// <summary>What proves a message: computed over everything before it.</summary>
    internal delegate ReadOnlySpan<byte> Prover(ReadOnlySpan<byte> message);

    internal ReadOnlySpan<byte> Bytes => _bytes;

    internal byte Address => (byte)(_bytes[1] & ~ReplyBit);

    internal bool IsReply => (_bytes[1] & ReplyBit) != 0;

    internal byte Sequence => (byte)(_bytes[4] & SequenceBits);

    internal bool UsesCrc => (_bytes[4] & CrcBit) != 0;

    internal bool HasSecurityBlock => (_bytes[4] & SecurityBit) != 0;

    internal int CheckLength => UsesCrc ? 2 : 1;

    /// <summary>False also when there is no room for a code.</summary>
    internal bool IsSound
    {
        get
        {
            if (_bytes.Length < HeaderLength + 1 + CheckLength) { return false; }
            ReadOnlySpan<byte> body = _bytes.AsSpan(..^CheckLength);
            return UsesCrc ? BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(^2..)) == Check.Crc(body) : _bytes[^1] == Check.Sum(body);
        }
    }

    /// <summary>Of a sound message: its security block, code and proof have room in it. Nothing below may be asked when they have not.</summary>
    internal bool IsWhole
    {
        get
        {
            if (!HasSecurityBlock) { return true; }
            int room = _bytes.Length - HeaderLength - CheckLength;
            return room > 2 && _bytes[HeaderLength] >= 2 && room - _bytes[HeaderLength] - ProofLength >= 1;
        }
    }

    /// <summary>Length, type, data; empty when there is none.</summary>
    internal ReadOnlySpan<byte> Block => HasSecurityBlock ? _bytes.AsSpan(HeaderLength, _bytes[HeaderLength]) : [];

    internal BlockType BlockType => HasSecurityBlock ? (BlockType)_bytes[HeaderLength + 1] : BlockType.None;

    internal byte Code => _bytes[CodeAt];

    internal ReadOnlySpan<byte> Data => _bytes.AsSpan((CodeAt + 1)..^(ProofLength + CheckLength));

    /// <summary>What the proof is computed over.</summary>
    internal ReadOnlySpan<byte> Proved => _bytes.AsSpan(..^(ProofLength + CheckLength));

    internal ReadOnlySpan<byte> Proof => _bytes.AsSpan(^(ProofLength + CheckLength)..^CheckLength);

    private int CodeAt => HeaderLength + (HasSecurityBlock ? _bytes[HeaderLength] : 0);

    private int ProofLength => BlockType is >= BlockType.CommandProved and <= BlockType.ReplySealed ? MacLength : 0;

    /// <param name="bytes">At least <see cref="LengthMin"/> of them.</param>
    internal static Frame Of(ReadOnlySpan<byte> bytes) => new(bytes.ToArray());

    internal static byte[] Write(byte address, byte sequence, bool crc, byte code, ReadOnlySpan<byte> data) =>
        Write(address, sequence, crc, [], code, data, null);

    /// <param name="block">The security block as it stands on the line; empty: none.</param>
    /// <param name="prove">Gives at least <see cref="MacLength"/> bytes, of which that many are sent; null: no proof.</param>
    internal static byte[] Write(byte address, byte sequence, bool crc, ReadOnlySpan<byte> block, byte code, ReadOnlySpan<byte> data, Prover? prove)
    {
        int end = HeaderLength + block.Length + 1 + data.Length;
        byte[] bytes = new byte[end + (prove is null ? 0 : MacLength) + (crc ? 2 : 1)];
        bytes[0] = Start;
        bytes[1] = address;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), (ushort)bytes.Length);
        bytes[4] = (byte)(sequence | (crc ? CrcBit : 0) | (block.IsEmpty ? 0 : SecurityBit));
        block.CopyTo(bytes.AsSpan(HeaderLength));
        bytes[HeaderLength + block.Length] = code;
        data.CopyTo(bytes.AsSpan(HeaderLength + block.Length + 1));
        prove?.Invoke(bytes.AsSpan(..end))[..MacLength].CopyTo(bytes.AsSpan(end));
        if (crc) { BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(^2..), Check.Crc(bytes.AsSpan(..^2))); }
        else { bytes[^1] = Check.Sum(bytes.AsSpan(..^1)); }
        return bytes;
    }
}
