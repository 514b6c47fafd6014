using System.ComponentModel;
using System.Runtime.InteropServices;
using Secure.DoorController.Native;

namespace Secure.DoorController.Serial;

/// <summary>A tty in raw mode: 8 data bits, no parity, one stop bit, no flow control; nothing blocks but <see cref="Wait"/>.</summary>
internal sealed unsafe class SerialLine : IDisposable
{
    private const int BothQueues = 2;
    private const uint LocalAndReceive = 0x800 | 0x80;
    private const uint FlowControlStopBitsParity = 0x80000000 | 0x40 | 0x100;

    private readonly int _fd;

    private SerialLine(int fd) => _fd = fd;

    /// <exception cref="Win32Exception">The device cannot be opened or set.</exception>
    public static SerialLine Open(string path, int baud)
    {
        int fd = Libc.Check(Libc.Open(path, Libc.ReadWrite | Libc.NoControllingTty | Libc.NonBlocking | Libc.CloseOnExec), path);
        try { Set(fd, path, Speed(baud)); }
        catch (Win32Exception) { _ = Libc.Close(fd); throw; }
        return new SerialLine(fd);
    }

    /// <summary>Writes what the line takes; the rest is lost, as on a wire, and the reader is asked again.</summary>
    /// <returns>False when the device is gone.</returns>
    public bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes) { return Libc.Write(_fd, start, (nuint)bytes.Length) >= 0 || IsPassing(); }
    }

    /// <summary>Waits until bytes can be read or the time is over.</summary>
    public void Wait(TimeSpan longest)
    {
        Libc.PollFd poll = new() { Fd = _fd, Events = Libc.PollIn };
        _ = Libc.Poll(&poll, 1, (int)Math.Ceiling(Math.Clamp(longest.TotalMilliseconds, 0, 60_000)));
    }

    /// <summary>What has arrived; 0 for nothing, -1 when the device is gone.</summary>
    public int Read(Span<byte> into)
    {
        fixed (byte* start = into)
        {
            int count = (int)Libc.Read(_fd, start, (nuint)into.Length);
            return count > 0 ? count : count < 0 && IsPassing() ? 0 : -1;
        }
    }

    public void Dispose() => _ = Libc.Close(_fd);

    private static bool IsPassing() => Marshal.GetLastPInvokeError() is Libc.TryAgain or Libc.Interrupted;

    private static void Set(int fd, string path, uint speed)
    {
        Libc.Termios wanted;
        Libc.Check(Libc.GetTermios(fd, &wanted), path);
        Libc.MakeRaw(&wanted);
        wanted.Control = (wanted.Control | LocalAndReceive) & ~FlowControlStopBitsParity;
        // With a minimum of one byte an empty line reads as "try again" and only a lost one as zero.
        (wanted.Characters[6], wanted.Characters[5]) = (1, 0);
        Libc.Check(Libc.SetSpeed(&wanted, speed), path);
        Libc.Check(Libc.SetTermios(fd, 0, &wanted), path);
        _ = Libc.Flush(fd, BothQueues);
    }

    private static uint Speed(int baud) => baud switch
    {
        9600 => 0xD,
        19200 => 0xE,
        38400 => 0xF,
        57600 => 0x1001,
        115200 => 0x1002,
        _ => throw new ArgumentOutOfRangeException(nameof(baud)),
    };
}
