using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Secure.DoorController.Native;

namespace Secure.DoorController.Pins.Gpio;

/// <summary>Lines that this process holds, or has inherited from the guard, which then keeps them when this process dies.</summary>
internal sealed unsafe class GpioRequest(int fd, string chip, IReadOnlyList<(string Name, int Offset)> lines) : IDisposable
{
    private const int EventsAtOnce = 32;

    internal IReadOnlyList<(string Name, int Offset)> Lines => lines;

    /// <summary>A bit for each line by its place in the request; null when the chip is gone.</summary>
    internal ulong? Levels()
    {
        GpioAbi.Values values = new() { Mask = lines.Count == GpioAbi.LinesMax ? ulong.MaxValue : (1UL << lines.Count) - 1 };
        return Libc.Control(fd, GpioAbi.GetValues, &values) < 0 ? null : values.Bits;
    }

    /// <summary>False: the kernel did not do it.</summary>
    internal bool TrySet(int place, bool high)
    {
        GpioAbi.Values values = new() { Mask = 1UL << place, Bits = high ? 1UL << place : 0 };
        return Libc.Control(fd, GpioAbi.SetValues, &values) >= 0;
    }

    /// <summary>Waits for edges.</summary>
    /// <returns>The number of edges, 0 when the time is over, -1 when the chip is gone.</returns>
    internal int Wait(TimeSpan longest, Span<GpioEdge> into)
    {
        Libc.PollFd poll = new() { Fd = fd, Events = Libc.PollIn };
        int ready = Libc.Poll(&poll, 1, (int)Math.Ceiling(longest.TotalMilliseconds));
        if (ready == 0 || (ready < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted)) { return 0; }
        if (ready < 0 || (poll.Returned & Libc.PollIn) == 0) { return -1; }
        GpioAbi.Event* events = stackalloc GpioAbi.Event[EventsAtOnce];
        nint read = Libc.Read(fd, events, (nuint)(Math.Min(EventsAtOnce, into.Length) * Unsafe.SizeOf<GpioAbi.Event>()));
        if (read <= 0) { return -1; }
        int count = (int)read / Unsafe.SizeOf<GpioAbi.Event>();
        for (int i = 0; i < count; i++) { into[i] = Edge(events[i]); }
        return count;
    }

    public void Dispose() => _ = Libc.Close(fd);

    public override string ToString() => $"{chip}: {string.Join(", ", lines.Select(l => l.Name))}";

    private GpioEdge Edge(GpioAbi.Event happened)
    {
        int place = 0;
        while (place < lines.Count && lines[place].Offset != happened.Offset) { place++; }
        return new GpioEdge(place, happened.Id == GpioAbi.RisingEvent, TimeSpan.FromTicks((long)(happened.MonotonicNs / 100)), happened.Sequence);
    }
}

/// <summary>A line's change as the kernel saw it.</summary>
/// <param name="Place">The line's place in the request.</param>
/// <param name="At">CLOCK_MONOTONIC, taken in the interrupt.</param>
/// <param name="Sequence">Counts the edges of the request; a gap means that some were lost.</param>
internal readonly record struct GpioEdge(int Place, bool High, TimeSpan At, uint Sequence);
