using System.Runtime.InteropServices;
using Secure.DoorGuard.Native;

namespace Secure.DoorGuard;

/// <summary>Time that nobody sets, and waiting by it.</summary>
internal sealed unsafe class Monotonic(TimeProvider clock)
{
    internal long NowNs => (long)((Int128)clock.GetTimestamp() * 1_000_000_000 / clock.TimestampFrequency);

    /// <summary>How many of the descriptors have something; 0 at the deadline, or earlier when a signal came.</summary>
    internal int Poll(Libc.PollFd* fds, int count, long deadlineNs)
    {
        long ns = Math.Max(0, deadlineNs - NowNs);
        Libc.TimeSpec timeout = new() { Seconds = ns / 1_000_000_000, Nanoseconds = ns % 1_000_000_000 };
        int ready = Libc.ppoll(fds, (nuint)count, &timeout, null);
        return ready < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted ? 0 : Libc.Check(ready, "ppoll");
    }
}
