using Secure.DoorTwin.Loop;
using Secure.DoorTwin.Native;
using Secure.DoorTwin.Osdp;

namespace Secure.DoorTwin.Line;

/// <summary>
/// One RS-485 line with its readers. A pseudo-terminal passes bytes at once; here each takes the time that it takes at
/// the line's speed (one start bit, eight data bits, one stop bit), in both directions.
/// </summary>
internal sealed class Wire(Agenda agenda, int baud, IReadOnlyList<Reader> readers, Action<ReadOnlySpan<byte>> send)
{
    /// <summary>From the last byte of a command to the first bit of the reply.</summary>
    internal static readonly TimeSpan ReaderTime = TimeSpan.FromMilliseconds(3);

    /// <summary>The longest message takes 1.5 s at 9600 baud. What is put on the line further ahead of it is lost, as in a UART that runs over.</summary>
    internal static readonly TimeSpan AheadMax = TimeSpan.FromSeconds(2);

    // Fast lines hand over a few bytes at a time, as a UART's buffer does; the last byte of a reply is never early.
    private const long StepMinNs = 2_000_000;
    private readonly long _byteNs = 10_000_000_000L / baud;
    private readonly FrameFinder _finder = new();
    private long _lastArrivalNs;
    private Agenda.Item? _pending;
    private byte[] _reply = [];
    private int _sent;
    private long _startNs;

    /// <summary>Bytes that the panel has put on the line just now.</summary>
    internal void Receive(ReadOnlySpan<byte> bytes)
    {
        long now = agenda.NowNs;
        foreach (byte next in bytes)
        {
            if (_lastArrivalNs - now > (long)AheadMax.TotalNanoseconds) { return; }
            _lastArrivalNs = Math.Max(_lastArrivalNs, now) + _byteNs;
            if (_finder.Take(next, _lastArrivalNs) is { } frame) { Arrived(frame); }
        }
    }

    /// <summary>A command while a reply is under way cuts the reply off: on one pair of wires both would be lost.</summary>
    private void Arrived(Frame frame)
    {
        if (frame.IsReply || Addressed(frame) is not { } reader) { return; }
        _pending?.Cancel();
        _pending = agenda.At(_lastArrivalNs + (long)ReaderTime.TotalNanoseconds, () => Begin(reader.Answer(frame)));
    }

    /// <summary>A broadcast is answered only by a reader that is alone on its line; several would talk at once.</summary>
    private Reader? Addressed(Frame frame) => frame.Address == Frame.Broadcast
        ? readers.Count == 1 ? readers[0] : null
        : readers.FirstOrDefault(r => r.Address == frame.Address);

    private void Begin(byte[] reply)
    {
        (_reply, _sent, _startNs) = (reply, 0, agenda.NowNs);
        Await(Math.Min(1, reply.Length));
    }

    private void Await(int count) => _pending = agenda.At(_startNs + count * _byteNs, Step);

    private void Step()
    {
        int passed = (int)Math.Min(_reply.Length, (agenda.NowNs - _startNs) / _byteNs);
        send(_reply.AsSpan(_sent..passed));
        _sent = passed;
        if (_sent < _reply.Length) { Await((int)Math.Min(_reply.Length, _sent + Math.Max(1, StepMinNs / _byteNs))); }
    }
}
