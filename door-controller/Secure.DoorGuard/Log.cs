using System.Text;
using Secure.DoorGuard.Native;

namespace Secure.DoorGuard;

/// <summary>Lines on standard error. A reader that has stopped reading costs lines, never the watch.</summary>
internal static unsafe class Log
{
    private const int StandardError = 2;

    internal static void Write(string text)
    {
        byte[] line = Encoding.UTF8.GetBytes($"门控守护 · door guard: {text}\n");
        Libc.PollFd room = new() { Fd = StandardError, Events = Libc.PollOut };
        Libc.TimeSpec now = default;
        // A pipe is writable only when a whole page fits, which is more than any line here.
        if (Libc.ppoll(&room, 1, &now, null) <= 0) { return; }
        fixed (byte* bytes = line) { Libc.write(StandardError, bytes, (nuint)line.Length); }
    }
}
