using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Secure.DoorTwin.Osdp;

/// <summary>Takes a file in pieces (OSDP v2.2, 6.26 and 7.25). Only its hash is kept. Pieces must come in order, from the first.</summary>
internal sealed class FileSlot : IDisposable
{
    /// <summary>Type, total size, offset, size of the piece.</summary>
    internal const int HeaderLength = 11;

    /// <summary>Bytes in a file that this reader takes.</summary>
    internal const int SizeMax = 1 << 20;

    /// <summary>How long it asks to be left alone while it works on a whole file.</summary>
    internal const ushort WorkMs = 50;

    private const short Proceed = 0, Processed = 1, Finishing = 3, Abort = -1, Malformed = -3;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte _type;
    private uint _total;
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

    public void Dispose() => _hash.Dispose();

    private short Judge(byte type, uint total, uint offset, ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty) { return Finish(); }
        if (total is 0 or > SizeMax || piece.Length > total || offset > total - piece.Length) { return Malformed; }
        if (offset == 0) { Begin(type, total); }
        if (type != _type || total != _total || offset != _taken) { return Abort; }
        _hash.AppendData(piece);
        _taken += (uint)piece.Length;
        _working = _taken == total;
        return _working ? Finishing : Proceed;
    }

    /// <summary>An empty piece asks how the work on a whole file goes.</summary>
    private short Finish()
    {
        if (!_working) { return Abort; }
        LastFile = Convert.ToHexStringLower(_hash.GetHashAndReset());
        (_working, _total, _taken) = (false, 0, 0);
        return Processed;
    }

    private void Begin(byte type, uint total)
    {
        _hash.GetHashAndReset();
        (_type, _total, _taken, _working) = (type, total, 0, false);
    }
}
