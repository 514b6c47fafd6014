using System.Buffers.Binary;

namespace Secure.DoorController.Core.Osdp;

/// <summary>A file on its way to a reader, piece by piece, at the reader's pace (SIA OSDP v2.2, 6.26 and 7.24).</summary>
/// <param name="type">1 for opaque content; 128 to 255 are the maker's own.</param>
/// <param name="pieceMax">Bytes of content in a frame, until the reader asks for less.</param>
internal sealed class FileTransfer(byte type, byte[] content, int pieceMax)
{
    private const int StatusLength = 7;
    private const short Processed = 1, Rebooting = 2, Finishing = 3;
    private const byte OthersMayComeBetween = 1;

    /// <summary>Longer than that a reader is not left without a poll: it must be known to be there.</summary>
    private static readonly TimeSpan AloneMax = TimeSpan.FromSeconds(5);

    private int _offset;
    private int _sent;
    private int _pieceMax = pieceMax;

    /// <summary>Monotonic time before which the reader wants no further piece.</summary>
    public TimeSpan DueAt { get; private set; }

    /// <summary>The reader wants nothing else between the pieces, cards included.</summary>
    public bool IsAlone { get; private set; }

    public int Size => content.Length;

    public int Taken => _offset;

    /// <summary>The next piece; one without content asks whether the reader has finished.</summary>
    public OsdpCommand Next()
    {
        _sent = Math.Min(_pieceMax, content.Length - _offset);
        return OsdpCommand.FilePiece(type, content.Length, _offset, content.AsSpan(_offset, _sent));
    }

    /// <summary>Takes osdp_FTSTAT: action, delay in ms, status, new size of a message; what follows is a later standard's. Null when it is malformed.</summary>
    public FileProgress? Took(byte[] status, TimeSpan now)
    {
        if (status.Length < StatusLength) { return null; }
        TimeSpan delay = TimeSpan.FromMilliseconds(BinaryPrimitives.ReadUInt16LittleEndian(status.AsSpan(1)));
        DueAt = now + delay;
        IsAlone = (status[0] & OthersMayComeBetween) == 0 && delay <= AloneMax;
        short detail = BinaryPrimitives.ReadInt16LittleEndian(status.AsSpan(3));
        int messageMax = BinaryPrimitives.ReadUInt16LittleEndian(status.AsSpan(5));
        if (messageMax > OsdpReaderLink.Overhead) { _pieceMax = Math.Min(_pieceMax, messageMax - OsdpReaderLink.Overhead); }
        if (detail < 0) { return FileProgress.Refused; }
        (_offset, _sent) = (_offset + _sent, 0);
        return detail switch
        {
            Processed => FileProgress.Done,
            Rebooting => FileProgress.Rebooting,
            Finishing => FileProgress.Sending,
            _ => _offset < content.Length ? FileProgress.Sending : FileProgress.Done,
        };
    }
}
