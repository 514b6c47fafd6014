using System.ComponentModel;
using Secure.DoorController.Guarding;
using Secure.DoorController.Native;

namespace Secure.DoorController.Pins.Gpio;

/// <summary>
/// The board's own pins. The locks' lines come from the guard, which keeps holding them when this process dies: a line
/// whose last holder is gone stays as it was on some boards. Without a guard they are taken here.
/// </summary>
internal sealed class GpioPins(GpioPlan plan, GuardedLocks? guarded) : IPins
{
    private const int EdgesAtOnce = 32;
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    private readonly PinThread _work = new();
    private readonly Lock _setting = new();
    private GpioRequest? _locks, _signs;
    private volatile string? _trouble;

    public void Start(IPinListener listener) => _work.Start(listener, Serve);

    public void Set(string line, bool high)
    {
        lock (_setting)
        {
            if (_locks is { } locks && PlaceOf(line, locks) is { } place)
            {
                if (!locks.TrySet(place, high)) { _trouble = $"line {line} cannot be set"; }
            }
            // A lamp that stays dark is no reason to give up the locks.
            else if (_signs is { } signs && PlaceOf(line, signs) is { } sign) { _ = signs.TrySet(sign, high); }
        }
    }

    private static int? PlaceOf(string line, GpioRequest request)
    {
        for (int place = 0; place < request.Lines.Count; place++)
        {
            if (request.Lines[place].Name == line) { return place; }
        }
        return null;
    }

    public void Dispose()
    {
        _work.Dispose();
        lock (_setting)
        {
            _locks?.Dispose();
            _signs?.Dispose();
        }
    }

    /// <summary>Works until the chip is gone, and says why it does not.</summary>
    private string Serve(IPinListener listener)
    {
        try
        {
            lock (_setting)
            {
                _locks ??= guarded?.Take(plan) ?? plan.Take(plan.Locks);
                if (plan.Signs.Count > 0) { _signs ??= plan.Take(plan.Signs); }
            }
            using GpioRequest inputs = plan.Take(plan.Inputs);
            _trouble = null;
            _work.Came(listener);
            return Watch(inputs, listener);
        }
        catch (Win32Exception refused) { return refused.Message; }
    }

    private string Watch(GpioRequest inputs, IPinListener listener)
    {
        Span<GpioEdge> edges = stackalloc GpioEdge[EdgesAtOnce];
        uint next = 1;
        if (!Tell(inputs, listener)) { return $"{inputs}: cannot be read"; }
        while (!_work.IsStopped)
        {
            int count = inputs.Wait(Glance, edges);
            if (count < 0) { return $"{inputs}: the chip is gone"; }
            foreach (GpioEdge edge in edges[..count])
            {
                listener.PinIs(inputs.Lines[edge.Place].Name, edge.High);
                // The kernel's buffer ran over: what was lost shows in the levels, and a level told twice does nothing.
                if (edge.Sequence != next && !Tell(inputs, listener)) { return $"{inputs}: cannot be read"; }
                next = edge.Sequence + 1;
            }
            if (_trouble is { } trouble) { return trouble; }
        }
        return "stopped";
    }

    private static bool Tell(GpioRequest inputs, IPinListener listener)
    {
        if (inputs.Levels() is not { } levels) { return false; }
        for (int place = 0; place < inputs.Lines.Count; place++) { listener.PinIs(inputs.Lines[place].Name, (levels & (1UL << place)) != 0); }
        return true;
    }
}
