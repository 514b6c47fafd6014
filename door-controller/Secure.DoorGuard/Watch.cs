using Secure.DoorGuard.Native;

namespace Secure.DoorGuard;

/// <summary>The hot loop over one controller. It allocates nothing, so no collection can delay it.</summary>
internal sealed unsafe class Watch(
    Controller controller, BeatWatch beats, ILockDriver pins, Monotonic clock, int stop, long stopMaxNs, long pinsRetryNs, ServiceNotice notice)
{
    private long _stopDeadlineNs = long.MaxValue;
    private long _nextConnectNs;
    private bool _beatsClosed;

    /// <param name="stopping">True once the guard itself is to end: the controller is told, and given time.</param>
    internal Ending Run(Func<bool> stopping)
    {
        while (true)
        {
            if (stopping() && _stopDeadlineNs == long.MaxValue)
            {
                controller.Signal(Libc.SigTerm);
                _stopDeadlineNs = clock.NowNs + stopMaxNs;
            }
            notice.Alive(clock.NowNs);
            KeepPins();
            if (Once(_stopDeadlineNs == long.MaxValue) is { } ending) { return ending; }
        }
    }

    private Ending? Once(bool mayStop)
    {
        Libc.PollFd* fds = stackalloc Libc.PollFd[4];
        fds[0] = new() { Fd = _beatsClosed ? -1 : controller.Beats, Events = Libc.PollIn };
        fds[1] = new() { Fd = controller.Handle, Events = Libc.PollIn };
        fds[2] = new() { Fd = pins.Fd, Events = Libc.PollIn };
        fds[3] = new() { Fd = mayStop ? stop : -1, Events = Libc.PollIn };
        clock.Poll(fds, 4, WakeNs());
        if (fds[1].Returned != 0) { return Ending.Exited; }
        if (fds[2].Returned != 0) { pins.Listen(); }
        // Beats that waited while this thread did not run count before the deadline does.
        if (fds[0].Returned != 0) { return TakeBeats(); }
        return clock.NowNs >= _stopDeadlineNs ? Ending.StopTimedOut : clock.NowNs >= beats.DeadlineNs ? Ending.Silent : null;
    }

    private Ending? TakeBeats()
    {
        byte* bytes = stackalloc byte[256];
        nint count = Libc.read(controller.Beats, bytes, 256);
        // Nothing more will come, so the deadline decides; a controller that is just ending has the time to.
        _beatsClosed = count <= 0;
        return _beatsClosed || beats.Take(new ReadOnlySpan<byte>(bytes, (int)count), clock.NowNs) ? null : Ending.BadBeat;
    }

    private long WakeNs() => Math.Min(Math.Min(Math.Min(beats.DeadlineNs, _stopDeadlineNs), notice.DueNs), pins.Fd < 0 ? _nextConnectNs : long.MaxValue);

    /// <summary>A driver that went away is sought again; meanwhile the watch goes on.</summary>
    private void KeepPins()
    {
        if (pins.Fd >= 0 || clock.NowNs < _nextConnectNs) { return; }
        pins.TryConnect();
        _nextConnectNs = clock.NowNs + pinsRetryNs;
    }
}
