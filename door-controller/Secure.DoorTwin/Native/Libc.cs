using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Secure.DoorTwin.Native;

/// <summary>The few calls of libc that .NET has no name for. Constants are those of Linux on x86-64 and arm64, which agree.</summary>
internal static unsafe partial class Libc
{
    internal const short PollIn = 1;
    internal const short PollOut = 4;
    internal const short PollError = 8;
    internal const short PollHangUp = 16;

    private const int FdCloseOnExec = 1;
    private const int FcntlSetFd = 2;
    private const int FcntlGetFlags = 3;
    private const int FcntlSetFlags = 4;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;

    [StructLayout(LayoutKind.Sequential)]
    internal struct PollFd
    {
        public int Fd;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int openpty(int* master, int* slave, byte* name, void* termios, void* window);

    /// <summary>A termios is 60 bytes here; callers give room for 128.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int tcgetattr(int fd, void* termios);

    [LibraryImport("libc")]
    internal static partial uint cfgetospeed(void* termios);

    [LibraryImport("libc")]
    internal static partial void cfmakeraw(void* termios);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int tcsetattr(int fd, int when, void* termios);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(int fd, void* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint write(int fd, void* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int close(int fd);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ppoll(PollFd* fds, nuint count, TimeSpec* timeout, void* signals);

    [LibraryImport("libc")]
    internal static partial int getppid();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int eventfd(uint start, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int fd, int command, nint argument);

    /// <summary>Another thread writes eight bytes to it to wake the one that polls.</summary>
    internal static int NewEvent() => Check(eventfd(0, NonBlocking | CloseOnExec), "eventfd");

    /// <summary>No call on the descriptor waits, and no child inherits it.</summary>
    internal static void MakeOurs(int fd)
    {
        Check(fcntl(fd, FcntlSetFd, FdCloseOnExec), "fcntl");
        Check(fcntl(fd, FcntlSetFlags, Check(fcntl(fd, FcntlGetFlags, 0), "fcntl") | NonBlocking), "fcntl");
    }

    /// <exception cref="Win32Exception">The call failed; the message says which and why.</exception>
    internal static int Check(int result, string call) =>
        result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError(), call + ": " + Marshal.GetLastPInvokeErrorMessage());
}
