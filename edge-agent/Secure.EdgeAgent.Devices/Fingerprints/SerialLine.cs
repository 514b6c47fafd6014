using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Secure.EdgeAgent.Devices.Fingerprints;

/// <summary>A tty in raw mode: 8 data bits, no parity, one stop bit, no flow control. Layouts are glibc's, the same on x86_64 and aarch64.</summary>
internal sealed unsafe partial class SerialLine : IDisposable
{
    private const int ReadWrite = 2, NoControllingTty = 0x100, NonBlocking = 0x800, CloseOnExec = 0x80000;
    private const uint LocalAndReceive = 0x800 | 0x80;
    private const uint FlowControlStopBitsParity = 0x80000000 | 0x40 | 0x100;
    private const short PollIn = 1, PollHangUp = 0x10;
    private const int InputQueue = 0;
    private const int TryAgain = 11, Interrupted = 4;

    private readonly int _fd;

    private SerialLine(int fd) => _fd = fd;

    /// <exception cref="SensorException">The device cannot be opened or set.</exception>
    internal static SerialLine Open(string path, int baud)
    {
        int fd = open(path, ReadWrite | NoControllingTty | NonBlocking | CloseOnExec);
        if (fd < 0) { throw Gone(path); }
        Termios wanted;
        bool set = tcgetattr(fd, &wanted) == 0;
        if (set)
        {
            cfmakeraw(&wanted);
            wanted.Control = (wanted.Control | LocalAndReceive) & ~FlowControlStopBitsParity;
            // With a minimum of one byte an empty line reads as "try again" and only a lost one as zero.
            (wanted.Characters[6], wanted.Characters[5]) = (1, 0);
            set = cfsetspeed(&wanted, Speed(baud)) == 0 && tcsetattr(fd, 0, &wanted) == 0;
        }
        if (set) { return new SerialLine(fd); }
        SensorException gone = Gone(path);
        _ = close(fd);
        throw gone;
    }

    /// <summary>Forgets what has arrived unread.</summary>
    internal void Flush() => _ = tcflush(_fd, InputQueue);

    /// <summary>Writes what the line takes at once: the rest is lost, as on a wire, and the command asked again.</summary>
    /// <exception cref="SensorException">The device is gone.</exception>
    internal void Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* from = bytes)
        {
            if (write(_fd, from, (nuint)bytes.Length) < 0 && Marshal.GetLastPInvokeError() is not (TryAgain or Interrupted)) { throw Gone("line"); }
        }
    }

    /// <summary>What arrives within <paramref name="longestMs"/>; 0 for nothing.</summary>
    /// <exception cref="SensorException">The device is gone.</exception>
    internal int Read(Span<byte> into, int longestMs)
    {
        PollFd poll = new() { Fd = _fd, Events = PollIn };
        if (SerialLine.poll(&poll, 1, longestMs) <= 0) { return 0; }
        nint count;
        fixed (byte* to = into) { count = read(_fd, to, (nuint)into.Length); }
        if (count > 0) { return (int)count; }
        bool passing = count < 0 && Marshal.GetLastPInvokeError() is TryAgain or Interrupted && (poll.Returned & PollHangUp) == 0;
        return passing ? 0 : throw Gone("line");
    }

    public void Dispose() => _ = close(_fd);

    private static SensorException Gone(string path) => new(SensorTrouble.Gone, $"{path}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    private static uint Speed(int baud) => baud switch
    {
        9600 => 0xD,
        19200 => 0xE,
        38400 => 0xF,
        57600 => 0x1001,
        115200 => 0x1002,
        _ => throw new ArgumentOutOfRangeException(nameof(baud)),
    };

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        internal int Fd;
        internal short Events, Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Termios
    {
        internal uint Input, Output, Control, Local;
        internal byte Line;
        internal fixed byte Characters[32];
        internal uint InputSpeed, OutputSpeed;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int fd);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int fd, void* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int fd, void* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(PollFd* fds, nuint count, int timeoutMs);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int tcgetattr(int fd, Termios* termios);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int tcsetattr(int fd, int when, Termios* termios);

    [LibraryImport("libc")]
    private static partial void cfmakeraw(Termios* termios);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int cfsetspeed(Termios* termios, uint speed);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int tcflush(int fd, int queue);
}
