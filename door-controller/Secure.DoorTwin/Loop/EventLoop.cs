using System.Runtime.InteropServices;
using Secure.DoorTwin.Native;

namespace Secure.DoorTwin.Loop;

/// <summary>One descriptor that the loop waits on.</summary>
internal interface IWatched
{
    int Fd { get; }

    /// <summary>What to wait for, of <see cref="Libc.PollIn"/> and <see cref="Libc.PollOut"/>; negative: leave it out this time.</summary>
    short Interest { get; }

    void Ready(short events);
}

/// <summary>The twin's only thread: waits for descriptors and for the agenda, whichever is first.</summary>
internal sealed unsafe class EventLoop(Agenda agenda) : IDisposable
{
    private const long LongestWaitNs = 1_000_000_000;
    private readonly List<IWatched> _watched = [];
    private readonly int _wake = Libc.NewEvent();
    private volatile bool _stopped;

    internal void Add(IWatched watched) => _watched.Add(watched);

    internal void Remove(IWatched watched) => _watched.Remove(watched);

    internal void Run()
    {
        while (!_stopped) { Turn(); }
    }

    /// <summary>From any thread.</summary>
    internal void Stop()
    {
        _stopped = true;
        ulong one = 1;
        Libc.write(_wake, &one, sizeof(ulong));
    }

    public void Dispose() => Libc.close(_wake);

    private void Turn()
    {
        agenda.RunDue();
        IWatched[] watched = [.. _watched.Where(w => w.Interest >= 0)];
        Libc.PollFd[] polled = [.. watched.Select(w => new Libc.PollFd { Fd = w.Fd, Events = w.Interest }), new() { Fd = _wake, Events = Libc.PollIn }];
        if (Wait(polled) <= 0) { return; }
        for (int i = 0; i < watched.Length; i++)
        {
            // A peer that an earlier one in this round closed is no longer ours to call.
            if (polled[i].Returned != 0 && _watched.Contains(watched[i])) { watched[i].Ready(polled[i].Returned); }
        }
    }

    private int Wait(Libc.PollFd[] polled)
    {
        long ns = Math.Min(agenda.UntilNextNs ?? LongestWaitNs, LongestWaitNs);
        Libc.TimeSpec timeout = new() { Seconds = ns / 1_000_000_000, Nanoseconds = ns % 1_000_000_000 };
        fixed (Libc.PollFd* fds = polled)
        {
            int ready = Libc.ppoll(fds, (nuint)polled.Length, &timeout, null);
            const int interrupted = 4;
            return ready < 0 && Marshal.GetLastPInvokeError() == interrupted ? 0 : Libc.Check(ready, "ppoll");
        }
    }
}
