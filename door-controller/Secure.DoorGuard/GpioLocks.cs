using System.Runtime.InteropServices;
using Secure.DoorGuard.Native;

namespace Secure.DoorGuard;

/// <summary>
/// The lock lines of the board, taken before the first controller starts and held for as long as this process lives.
/// The controller inherits a second descriptor of the same request, so its death frees nothing: what a freed line does
/// depends on the board (Raspberry Pi OS keeps its level), and taking it anew could find it taken by another.
/// </summary>
internal sealed unsafe class GpioLocks(string label, IReadOnlyList<LockLine> locks) : ILockDriver
{
    public int Fd { get; private set; } = -1;

    public int? Inherited => Fd;

    /// <summary>From the first moment on the lines are inactive.</summary>
    public bool TryConnect()
    {
        if (Fd >= 0) { return true; }
        foreach (string path in Directory.GetFiles("/dev", "gpiochip*"))
        {
            int chip = Gpio.Open(path, label);
            if (chip < 0) { continue; }
            Fd = Gpio.Request(chip, locks);
            Libc.close(chip);
            return Fd >= 0;
        }
        return false;
    }

    /// <summary>Outputs have nothing to say: what wakes the poll is the end of the chip.</summary>
    public void Listen() => Drop();

    public bool TryMakeInactive(long deadlineNs)
    {
        if (!TryConnect()) { return false; }
        if (Gpio.TrySet(Fd, locks)) { return true; }
        Drop();
        return false;
    }

    public void Dispose() => Drop();

    private void Drop()
    {
        if (Fd >= 0) { Libc.close(Fd); }
        Fd = -1;
    }
}
