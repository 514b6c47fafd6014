using Secure.DoorTwin.Loop;
using Secure.DoorTwin.Native;
using Secure.DoorTwin.Osdp;

namespace Secure.DoorTwin.Line;

/// <summary>A line on its pseudo-terminal, in the twin's loop.</summary>
internal sealed class Bus : IWatched, IDisposable
{
    // While no panel has the line open the system reports a hang-up without end: look again this often instead.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);
    private readonly Agenda _agenda;
    private readonly PseudoTerminal _terminal;
    private bool _asleep;

    internal Bus(Agenda agenda, string link, int baud, IReadOnlyList<Reader> readers)
    {
        _agenda = agenda;
        _terminal = PseudoTerminal.Open(link);
        Wire = new Wire(agenda, baud, readers, _terminal.Write) { PanelBaud = () => _terminal.Baud };
    }

    internal Wire Wire { get; }

    public int Fd => _terminal.Fd;

    public short Interest => _asleep ? (short)-1 : Libc.PollIn;

    public void Ready(short events)
    {
        Span<byte> bytes = stackalloc byte[512];
        int count = _terminal.Read(bytes);
        if (count > 0) { Wire.Receive(bytes[..count]); }
        else if ((events & Libc.PollHangUp) != 0) { Sleep(); }
    }

    public void Dispose() => _terminal.Dispose();

    private void Sleep()
    {
        _asleep = true;
        _agenda.After(LookAgain, () => _asleep = false);
    }
}
