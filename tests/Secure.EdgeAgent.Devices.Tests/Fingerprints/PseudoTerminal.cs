using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Secure.EdgeAgent.Devices.Tests.Fingerprints;

/// <summary>The far end of a serial line; the driver opens <see cref="Path"/>. Disposing it is pulling the plug.</summary>
internal sealed unsafe partial class PseudoTerminal : IDisposable
{
    private const int NonBlocking = 0x800, GetFlags = 3, SetFlags = 4;

    private readonly int _fd;
    private int _closed;

    private PseudoTerminal(int fd, string path) => (_fd, Path) = (fd, path);

    internal string Path { get; }

    internal static PseudoTerminal Open()
    {
        int master, slave;
        byte* name = stackalloc byte[128], termios = stackalloc byte[128];
        if (openpty(&master, &slave, name, null, null) != 0) { throw new Win32Exception(); }
        _ = tcgetattr(slave, termios);
        cfmakeraw(termios);
        _ = tcsetattr(slave, 0, termios);
        _ = close(slave);
        _ = fcntl(master, SetFlags, fcntl(master, GetFlags, 0) | NonBlocking);
        return new PseudoTerminal(master, Marshal.PtrToStringUTF8((nint)name)!);
    }

    /// <summary>What has come; 0 for nothing.</summary>
    internal int Read(Span<byte> into)
    {
        fixed (byte* to = into) { return (int)Math.Max(0, read(_fd, to, (nuint)into.Length)); }
    }

    /// <summary>How many bytes were taken.</summary>
    internal int Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* from = bytes) { return (int)Math.Max(0, write(_fd, from, (nuint)bytes.Length)); }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0) { _ = close(_fd); }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int openpty(int* master, int* slave, byte* name, void* termios, void* size);

    [LibraryImport("libc")]
    private static partial int tcgetattr(int fd, byte* termios);

    [LibraryImport("libc")]
    private static partial int tcsetattr(int fd, int when, byte* termios);

    [LibraryImport("libc")]
    private static partial void cfmakeraw(byte* termios);

    [LibraryImport("libc")]
    private static partial int fcntl(int fd, int command, int argument);

    [LibraryImport("libc")]
    private static partial nint read(int fd, byte* buffer, nuint count);

    [LibraryImport("libc")]
    private static partial nint write(int fd, byte* buffer, nuint count);

    [LibraryImport("libc")]
    private static partial int close(int fd);
}
