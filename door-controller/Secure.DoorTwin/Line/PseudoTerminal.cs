using System.ComponentModel;
using System.Runtime.InteropServices;
using Secure.DoorTwin.Native;

namespace Secure.DoorTwin.Line;

/// <summary>A serial line without a wire: the twin holds the far end; the panel opens <see cref="Link"/> as it would open /dev/ttyUSB0.</summary>
internal sealed unsafe class PseudoTerminal : IDisposable
{
    private const int NameMax = 128;

    private PseudoTerminal(int fd, string link) { Fd = fd; Link = link; }

    internal int Fd { get; }

    /// <summary>A symbolic link, the same over restarts, to the pseudo-terminal of the moment.</summary>
    internal string Link { get; }

    /// <summary>The speed that the panel has set its end to, in bits a second; 0: one that OSDP does not have.</summary>
    internal int Baud
    {
        get
        {
            byte* termios = stackalloc byte[NameMax];
            if (Libc.tcgetattr(Fd, termios) != 0) { return 0; }
            // The codes of termios(3), the same on x86-64 and arm64.
            return Libc.cfgetospeed(termios) switch { 0xD => 9600, 0xE => 19200, 0xF => 38400, 0x1001 => 57600, 0x1002 => 115200, _ => 0 };
        }
    }

    /// <exception cref="Win32Exception">The system gives no pseudo-terminal.</exception>
    internal static PseudoTerminal Open(string link)
    {
        int master, slave;
        byte* name = stackalloc byte[NameMax];
        Libc.Check(Libc.openpty(&master, &slave, name, null, null), "openpty");
        Libc.MakeOurs(master);
        MakeRaw(slave);
        // Only the panel holds this side: a line that the twin held too would keep the settings and locks of a dead panel.
        Libc.close(slave);
        PointAt(link, Marshal.PtrToStringUTF8((nint)name)!);
        return new PseudoTerminal(master, link);
    }

    /// <summary>The bytes that wait, at most the buffer's size; none when there are none or no panel has the line open.</summary>
    internal int Read(Span<byte> buffer)
    {
        fixed (byte* to = buffer) { return (int)Math.Max(0, Libc.read(Fd, to, (nuint)buffer.Length)); }
    }

    /// <summary>Bytes that nobody takes are lost, as on a wire.</summary>
    internal void Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* from = bytes) { Libc.write(Fd, from, (nuint)bytes.Length); }
    }

    public void Dispose()
    {
        File.Delete(Link);
        Libc.close(Fd);
    }

    private static void MakeRaw(int fd)
    {
        byte* termios = stackalloc byte[NameMax];
        Libc.Check(Libc.tcgetattr(fd, termios), "tcgetattr");
        Libc.cfmakeraw(termios);
        Libc.Check(Libc.tcsetattr(fd, 0, termios), "tcsetattr");
    }

    /// <summary>By rename, so that the link is never absent while a panel opens it.</summary>
    private static void PointAt(string link, string target)
    {
        string fresh = link + ".new";
        File.Delete(fresh);
        File.CreateSymbolicLink(fresh, target);
        File.Move(fresh, link, overwrite: true);
    }
}
