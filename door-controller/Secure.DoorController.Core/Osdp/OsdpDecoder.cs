using System.Buffers.Binary;

namespace Secure.DoorController.Core.Osdp;

/// <summary>Finds the frames in what a line delivers after one command.</summary>
/// <remarks>
/// It never searches for a frame inside spoilt bytes: a card may carry bytes that look like a frame, and one
/// flipped bit in front of them must not turn card data into a reply. Spoilt input stays spoilt until
/// <see cref="Clear"/>; the panel then asks again.
/// </remarks>
public sealed class OsdpDecoder
{
    /// <summary>The longest reply that is read, in bytes; none of this command set comes near it.</summary>
    public const int LengthMax = 512;

    private readonly byte[] _bytes = new byte[LengthMax];
    private int _count;

    /// <summary>True once the input cannot be a frame any more.</summary>
    public bool IsSpoilt { get; private set; }

    /// <summary>True when no part of a frame is waiting for the rest.</summary>
    public bool IsIdle => _count == 0 && !IsSpoilt;

    /// <summary>Forgets everything; called before each command.</summary>
    public void Clear() => (_count, IsSpoilt) = (0, false);

    /// <summary>Takes bytes and hands out, in order, each whole frame that they complete.</summary>
    public IReadOnlyList<OsdpFrame> Append(ReadOnlySpan<byte> input)
    {
        List<OsdpFrame> frames = [];
        foreach (byte value in input)
        {
            if (IsSpoilt) { break; }
            if (Take(value) is { } frame) { frames.Add(frame); }
        }
        return frames;
    }

    private OsdpFrame? Take(byte value)
    {
        // An idle or turning RS-485 line reads as 00 or FF; nothing else may stand before a frame.
        if (_count == 0 && value is 0x00 or 0xFF) { return null; }
        _bytes[_count++] = value;
        if (_count == 1) { IsSpoilt = value != OsdpFrame.Start; }
        if (_count < OsdpFrame.HeaderLength) { return null; }
        int length = BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(2));
        if (length > LengthMax || length < OsdpFrame.LengthMin(false)) { IsSpoilt = true; return null; }
        return _count == length ? Finish() : null;
    }

    private OsdpFrame? Finish()
    {
        OsdpFrame? frame = OsdpFrame.Decode(_bytes.AsSpan(0, _count));
        IsSpoilt = frame is null;
        _count = 0;
        return frame;
    }
}
