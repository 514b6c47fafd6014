using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Secure.DoorTwin.Osdp;

/// <summary>Takes a file in pieces (OSDP v2.2, 6.26 and 7.25). Only its hash is kept. Pieces must come in order, from the first.</summary>
internal sealed class FileSlot
{
    /// <summary>Type, total size, offset, size of the piece.</summary>
    internal const int HeaderLength = 11;

    /// <summary>Bytes in a file that this reader takes.</summary>
    internal const int SizeMax = 1 << 20;

    /// <summary>How long it asks to be left alone while it works on a whole file.</summary>
    internal const ushort WorkMs = 50;

    private const short Proceed = 0, Processed = 1, Finishing = 3, Abort = -1, Malformed = -3;
    private byte[] _content = [];
    private byte _type;
    private uint _taken;
    private bool _working;

    /// <summary>SHA-256 of the last whole file in hex; null before the first.</summary>
    internal string? LastFile { get; private set; }

    /// <summary>The data of the reply: action, delay, detail, longest piece.</summary>
    /// <param name="command">At least <see cref="HeaderLength"/> bytes.</param>
    internal byte[] Take(ReadOnlySpan<byte> command)
    {
        short detail = Judge(command[0], BinaryPrimitives.ReadUInt32LittleEndian(command[1..]), BinaryPrimitives.ReadUInt32LittleEndian(command[5..]), command[HeaderLength..]);
        const byte othersMayComeBetween = 1;
        byte[] status = new byte[7];
        status[0] = othersMayComeBetween;
        BinaryPrimitives.WriteUInt16LittleEndian(status.AsSpan(1), detail == Finishing ? WorkMs : (ushort)0);
        BinaryPrimitives.WriteInt16LittleEndian(status.AsSpan(3), detail);
        return status;
    }

    private short Judge(byte type, uint total, uint offset, ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty) { return Finish(); }
        if (total is 0 or > SizeMax || piece.Length > total || offset > total - piece.Length) { return Malformed; }
        if (offset == 0) { Begin(type, total); }
        if (type != _type || total != _content.Length || offset != _taken) { return Abort; }
        piece.CopyTo(_content.AsSpan((int)offset));
        _taken += (uint)piece.Length;
        _working = _taken == total;
        return _working ? Finishing : Proceed;
    }

    /// <summary>An empty piece asks how the work on a whole file goes.</summary>
    private short Finish()
    {
        if (!_working) { return Abort; }
        LastFile = Convert.ToHexStringLower(SHA256.HashData(_content));
        (_working, _content, _taken) = (false, [], 0);
        return Processed;
    }

    private void Begin(byte type, uint total) => (_type, _content, _taken, _working) = (type, new byte[total], 0, false);
}
