using System.Buffers.Binary;

namespace Secure.DoorTwin.Osdp;

/// <summary>Finds messages in a stream of bytes, whatever the stream holds. Keeps at most one message's worth.</summary>
internal sealed class FrameFinder
{
    /// <summary>A longer silence inside a message ends it (OSDP v2.2, 5.7: inter-character time-out 20 ms).</summary>
    internal const long SilenceMaxNs = 20_000_000;

    private readonly byte[] _held = new byte[Frame.LengthMax];
    private int _count;
    private long _lastNs;

    /// <summary>Takes the next byte; gives the message that it completes, sound or not, or null.</summary>
    /// <param name="atNs">When the byte had fully arrived.</param>
    internal Frame? Take(byte next, long atNs)
    {
        if (atNs - _lastNs > SilenceMaxNs) { _count = 0; }
        _lastNs = atNs;
        _held[_count++] = next;
        while (!MayBecomeFrame()) { DropToNextStart(); }
        if (_count < 4 || _count < Length) { return null; }
        Frame frame = Frame.Of(_held.AsSpan(0, _count));
        _count = 0;
        return frame;
    }

    private int Length => BinaryPrimitives.ReadUInt16LittleEndian(_held.AsSpan(2));

    private bool MayBecomeFrame() =>
        _count == 0 || (_held[0] == Frame.Start && (_count < 4 || Length is >= Frame.LengthMin and <= Frame.LengthMax));

    private void DropToNextStart()
    {
        int next = _held.AsSpan(1, _count - 1).IndexOf(Frame.Start);
        int dropped = next < 0 ? _count : next + 1;
        _held.AsSpan(dropped, _count - dropped).CopyTo(_held);
        _count -= dropped;
    }
}
