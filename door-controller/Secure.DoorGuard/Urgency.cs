using Secure.DoorGuard.Native;

namespace Secure.DoorGuard;

/// <summary>The watching thread goes before ordinary ones, as far as the system allows this user.</summary>
internal static unsafe class Urgency
{
    private const int ResetOnFork = 0x40000000;
    private const int Ordinary = 0;
    private const int Fifo = 1;

    /// <summary>Real time, or else nice -15, or else nothing. The controller inherits none of it.</summary>
    internal static void Raise()
    {
        int lowest = 1, none = 0;
        if (Libc.sched_setscheduler(0, Fifo | ResetOnFork, &lowest) == 0) { return; }
        const int thisThread = 0, nice = -15;
        _ = Libc.sched_setscheduler(0, Ordinary | ResetOnFork, &none);
        _ = Libc.setpriority(thisThread, 0, nice);
    }
}
