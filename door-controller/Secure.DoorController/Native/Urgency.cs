namespace Secure.DoorController.Native;

/// <summary>
/// A busy machine must neither keep a person waiting at the door nor make the guard believe that this process hangs.
/// Where the system does not allow it, the door works all the same.
/// </summary>
internal static unsafe class Urgency
{
    private const int Fifo = 1, ResetOnFork = 0x40000000;
    private const int ThisThread = 0;
    private const int Nice = -15;

    /// <summary>The calling thread, and those that it makes from now on, go before ordinary ones.</summary>
    public static void Raise() => _ = Libc.SetPriority(ThisThread, 0, Nice);

    /// <summary>The calling thread alone goes before all ordinary ones: for threads that sleep nearly always.</summary>
    public static void RaiseToRealTime()
    {
        int lowest = 1;
        _ = Libc.SetScheduler(ThisThread, Fifo | ResetOnFork, &lowest);
    }
}
