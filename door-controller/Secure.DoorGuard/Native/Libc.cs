using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Secure.DoorGuard.Native;

/// <summary>What the guard needs of libc (glibc 2.36 or later, for pidfd and closefrom). Constants agree on x86-64 and arm64.</summary>
internal static unsafe partial class Libc
{
    internal const int SigKill = 9;
    internal const int SigTerm = 15;
    internal const short PollIn = 1;
    internal const short PollOut = 4;
    internal const int Interrupted = 4;
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;

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
    internal static partial int ppoll(PollFd* fds, nuint count, TimeSpec* timeout, void* signals);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(int fd, void* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint write(int fd, void* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int close(int fd);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int pidfd_open(int pid, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int pidfd_send_signal(int pidfd, int signal, void* details, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int waitpid(int pid, int* status, int options);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int sched_setscheduler(int thread, int policy, int* priority);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setpriority(int which, uint who, int nice);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2(int* ends, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int eventfd(uint start, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int fd, int command, nint argument);

    /// <summary>Both ends close when a program is started.</summary>
    internal static (int Read, int Write) NewPipe()
    {
        int* ends = stackalloc int[2];
        Check(pipe2(ends, CloseOnExec | NonBlocking), "pipe2");
        return (ends[0], ends[1]);
    }

    internal static int NewEvent() => Check(eventfd(0, CloseOnExec | NonBlocking), "eventfd");

    /// <summary>The same descriptor again with a number of at least <paramref name="from"/>, out of the way of a child's fixed numbers.</summary>
    internal static int Above(int fd, int from)
    {
        const int duplicateCloseOnExec = 1030;
        return Check(fcntl(fd, duplicateCloseOnExec, from), "fcntl");
    }

    /// <exception cref="Win32Exception">The call failed; the message says which and why.</exception>
    internal static int Check(int result, string call) =>
        result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError(), call + ": " + Marshal.GetLastPInvokeErrorMessage());
}
