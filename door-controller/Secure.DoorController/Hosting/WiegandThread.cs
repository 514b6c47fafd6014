using System.ComponentModel;
using Secure.DoorController.Core.Wiegand;
using Secure.DoorController.Native;
using Secure.DoorController.Pins.Gpio;

namespace Secure.DoorController.Hosting;

/// <summary>One Wiegand reader: its two lines on a thread of its own, because pulses come every millisecond or faster.</summary>
/// <param name="take">Takes the lines: zeros first, then ones. Tried again every half second.</param>
/// <param name="read">Called on the reader's thread.</param>
/// <param name="log">Called on the reader's thread, once per trouble.</param>
internal sealed class WiegandThread(Func<GpioRequest> take, IReadOnlySet<int> lengths, TimeProvider clock, Action<WiegandReading> read, Action<string> log) : IDisposable
{
    private const int EdgesAtOnce = 32;
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    private readonly ManualResetEventSlim _stop = new();
    private Thread? _thread;

    public void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "wiegand" };
        _thread.Start();
    }

    public void Dispose()
    {
        _stop.Set();
        _thread?.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        Urgency.RaiseToRealTime();
        string said = "";
        while (!_stop.IsSet)
        {
            string trouble;
            try
            {
                using GpioRequest lines = take();
                said = "";
                trouble = Listen(lines);
            }
            catch (Win32Exception refused) { trouble = refused.Message; }
            if (trouble != said && !_stop.IsSet) { log(trouble); }
            said = trouble;
            _stop.Wait(Retry);
        }
    }

    /// <summary>The gap after a card is timed here, when edges have stopped coming; the gaps within it by the kernel's time.</summary>
    private string Listen(GpioRequest lines)
    {
        Span<GpioEdge> edges = stackalloc GpioEdge[EdgesAtOnce];
        WiegandDecoder decoder = new(lengths);
        (uint next, TimeSpan heardAt, TimeSpan lastAt) = (1, Now, TimeSpan.Zero);
        while (!_stop.IsSet)
        {
            TimeSpan wait = decoder.EndsAt is null ? Glance : WiegandDecoder.Gap;
            int count = lines.Wait(wait, edges);
            if (count < 0) { return $"{lines}: the chip is gone"; }
            foreach (GpioEdge edge in edges[..count])
            {
                if (edge.Sequence != next) { decoder.Lost(); }
                next = edge.Sequence + 1;
                Tell(decoder.Pulse(edge.Place == 1, edge.At));
                (heardAt, lastAt) = (Now, edge.At);
            }
            if (count == 0) { Tell(decoder.End(lastAt + (Now - heardAt))); }
        }
        return "stopped";
    }

    private void Tell(WiegandReading? reading)
    {
        if (reading is not null) { read(reading); }
    }

    private TimeSpan Now => clock.GetElapsedTime(0, clock.GetTimestamp());
}
