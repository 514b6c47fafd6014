namespace Secure.DoorController.Native;

/// <summary>The system's clocks, with CLOCK_BOOTTIME for timestamps: it also counts while the board sleeps.</summary>
internal sealed unsafe class BootClock : TimeProvider
{
    private const long PerSecond = 1_000_000_000;

    public override long TimestampFrequency => PerSecond;

    public override long GetTimestamp()
    {
        long* time = stackalloc long[2];
        Libc.Check(Libc.GetTime(Libc.BootTime, time), "clock_gettime");
        return time[0] * PerSecond + time[1];
    }
}
