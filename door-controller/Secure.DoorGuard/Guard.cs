using System.ComponentModel;
using Secure.DoorGuard.Native;

namespace Secure.DoorGuard;

/// <summary>
/// Starts the controller, listens to its beats, and when these stop kills it and drives every lock line inactive itself,
/// within 500 ms. A board whose lock line is held by a dead program would otherwise keep the door open.
/// </summary>
internal sealed unsafe class Guard(Options options, Monotonic clock, ServiceNotice notice) : IDisposable
{
    private const long Ms = 1_000_000;
    private const long PinsRetryNs = 200 * Ms;
    private const long ConfirmMaxNs = 150 * Ms;
    private const long DeathMaxNs = 50 * Ms;
    private const long StopMaxNs = 2000 * Ms;
    private const long LastTryNs = 2000 * Ms;
    private readonly ILockDriver _pins = options.NewDriver(clock);
    private readonly BackOff _backOff = new();
    private readonly int _stop = Libc.NewEvent();
    private volatile bool _stopping;

    /// <summary>From any thread: the controller gets SIGTERM and 2 s, then <see cref="Run"/> makes the lines inactive and returns.</summary>
    internal void Stop()
    {
        _stopping = true;
        ulong one = 1;
        Libc.write(_stop, &one, sizeof(ulong));
    }

    /// <summary>0: stopped on request with every lock line confirmed inactive. 1: stopped without, or after the only controller with <c>--once</c>.</summary>
    internal int Run()
    {
        while (true)
        {
            if (!MakeInactive("started")) { return 1; }
            notice.Ready();
            if (_stopping) { return 0; }
            long startNs = clock.NowNs;
            if (!RunController()) { return 1; }
            if (_stopping) { return 0; }
            if (options.Once) { return 1; }
            Pause(clock.NowNs + _backOff.Next(clock.NowNs - startNs));
        }
    }

    public void Dispose()
    {
        _pins.Dispose();
        Libc.close(_stop);
    }

    /// <summary>False: the guard is to end and could not make the lines inactive.</summary>
    private bool RunController()
    {
        using Controller? controller = TryStart();
        if (controller is null) { return true; }
        Log.Write($"controller {controller.Id} started");
        BeatWatch beats = new(clock.NowNs);
        Ending ending = new Watch(controller, beats, _pins, clock, _stop, StopMaxNs, PinsRetryNs, notice).Run(() => _stopping);
        controller.Signal(Libc.SigKill);
        bool inactive = _pins.TryMakeInactive(clock.NowNs + ConfirmMaxNs);
        // Its last words may stand unread in the driver's queue until it is dead and the driver has answered once.
        AwaitDeath(controller);
        inactive = _pins.TryMakeInactive(clock.NowNs + ConfirmMaxNs) && inactive;
        long tookNs = clock.NowNs - beats.LastNs;
        string how = controller.Reap();
        Log.Write($"controller {controller.Id} {Words(ending)}{(beats.Armed ? " with a lock driven" : "")} ({how}); "
            + (inactive ? $"lock lines inactive {tookNs / Ms} ms after its last beat" : "LOCK LINES NOT CONFIRMED"));
        return inactive || MakeInactive("asked again");
    }

    /// <summary>Tries until the driver confirms; when stopping, only a while longer. False: stopping, and not confirmed.</summary>
    private bool MakeInactive(string when)
    {
        bool told = false;
        long endNs = long.MaxValue;
        while (!_pins.TryMakeInactive(clock.NowNs + ConfirmMaxNs))
        {
            if (!told) { Log.Write($"the pin driver {options.Pins} does not confirm ({when}); no controller runs until it does"); }
            told = true;
            if (_stopping) { endNs = Math.Min(endNs, clock.NowNs + LastTryNs); }
            if (clock.NowNs >= endNs) { return false; }
            Pause(clock.NowNs + PinsRetryNs);
        }
        return true;
    }

    private Controller? TryStart()
    {
        try { return Controller.Start(options.Controller, _pins.Inherited, options.Locks); }
        catch (Win32Exception e)
        {
            Log.Write($"the controller does not start: {e.Message}");
            return null;
        }
    }

    private void AwaitDeath(Controller controller)
    {
        long endNs = clock.NowNs + DeathMaxNs;
        Libc.PollFd dead = new() { Fd = controller.Handle, Events = Libc.PollIn };
        while (clock.Poll(&dead, 1, endNs) == 0 && clock.NowNs < endNs) { }
    }

    /// <summary>Ends early when asked to stop; once stopping, it is a plain wait.</summary>
    private void Pause(long untilNs)
    {
        notice.Alive(clock.NowNs);
        Libc.PollFd stop = new() { Fd = _stop, Events = Libc.PollIn };
        int watched = _stopping ? 0 : 1;
        while (clock.Poll(&stop, watched, untilNs) == 0 && clock.NowNs < untilNs) { }
    }

    private static string Words(Ending ending) => ending switch
    {
        Ending.Exited => "ended",
        Ending.Silent => "was silent, killed",
        Ending.BadBeat => "wrote what is no beat, killed",
        Ending.StopTimedOut => "did not stop, killed",
    };
}

/// <summary>Why the watch over one controller is over.</summary>
internal enum Ending { Exited, Silent, BadBeat, StopTimedOut }
