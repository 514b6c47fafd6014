using Secure.DoorTwin.Loop;
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
    private readonly FrameFinder _finder = new();
    private long _lastArrivalNs;
    private Agenda.Item? _pending;
    private byte[] _reply = [];
    private int _sent;
    private long _startNs;
    private long _replyByteNs;

    internal LineFaults Faults { get; } = new();

    /// <summary>Somebody in the cable, or null.</summary>
    internal Attacker? Attacker { get; set; }

    /// <summary>Sees every message that reaches the readers, and every reply as it leaves them.</summary>
    internal event Action<Frame, byte[]>? Exchanged;

    /// <summary>The panel's own speed, 0 where nobody knows it: then it is taken to be the line's.</summary>
    internal Func<int> PanelBaud { get; set; } = () => 0;

    /// <summary>A reader that was moved to another speed hears only a panel that has followed it.</summary>
    internal int Baud => PanelBaud() is var panel && readers.Any(r => r.Baud == panel) ? panel : baud;

    private long ByteNs => 10_000_000_000L / Baud;

    /// <summary>Bytes that the panel has put on the line just now.</summary>
    internal void Receive(ReadOnlySpan<byte> bytes)
    {
        long now = agenda.NowNs, byteNs = ByteNs;
        foreach (byte next in bytes)
        {
            if (Faults.Cut || _lastArrivalNs - now > (long)AheadMax.TotalNanoseconds) { return; }
            _lastArrivalNs = Math.Max(_lastArrivalNs, now) + byteNs;
            if (_finder.Take(Faults.Pass(next), _lastArrivalNs) is { } frame) { Arrived(frame); }
        }
    }

    /// <summary>Bytes that somebody puts on the line as if a reader had sent them, now.</summary>
    internal void Inject(ReadOnlySpan<byte> bytes)
    {
        if (!Faults.Cut) { send(bytes); }
    }

    /// <summary>A command while a reply is under way cuts the reply off: on one pair of wires both would be lost.</summary>
    private void Arrived(Frame frame)
    {
        if (frame.IsReply || Addressed(frame) is not { } reader || Faults.LosesMessage()) { return; }
        _pending?.Cancel();
        _pending = agenda.At(_lastArrivalNs + (long)(ReaderTime + Faults.Delay).TotalNanoseconds, () => Begin(frame, reader));
    }

    /// <summary>A broadcast is answered only by a reader that is alone on its line; several would talk at once.</summary>
    private Reader? Addressed(Frame frame) => frame.Address == Frame.Broadcast
        ? readers.Count == 1 ? readers[0] : null
        : readers.FirstOrDefault(r => r.Address == frame.Address && r.Baud == Baud);

    private void Begin(Frame command, Reader reader)
    {
        // The answer to a change of speed still goes out at the old one.
        _replyByteNs = ByteNs;
        byte[] reply = reader.Answer(command);
        Exchanged?.Invoke(command, reply);
        if (Attacker is { } attacker) { reply = attacker.Forward(command, reply); }
        if (reply.Length == 0 || Faults.LosesMessage()) { return; }
        (_reply, _sent, _startNs) = (reply, 0, agenda.NowNs);
        Await(1);
    }

    private void Await(int count) => _pending = agenda.At(_startNs + count * _replyByteNs, Step);

    private void Step()
    {
        int passed = (int)Math.Min(_reply.Length, (agenda.NowNs - _startNs) / _replyByteNs);
        Send(_reply.AsSpan(_sent..passed));
        _sent = passed;
        if (_sent < _reply.Length) { Await((int)Math.Min(_reply.Length, _sent + Math.Max(1, StepMinNs / _replyByteNs))); }
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        if (Faults.Cut) { return; }
        byte[] heard = new byte[bytes.Length];
        for (int i = 0; i < heard.Length; i++) { heard[i] = Faults.Pass(bytes[i]); }
        send(heard);
    }
}
