using System.Collections.Concurrent;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Guarding;
using Secure.DoorController.Native;

namespace Secure.DoorController.Hosting;

/// <summary>The one thread that touches the controller. Everything else posts to it.</summary>
internal sealed class Loop(TimeProvider clock) : IDisposable
{
    private readonly BlockingCollection<Action<Controller>> _posted = [];
    private readonly Lock _gate = new();
    private string? _stopReason;
    private int _exitCode;

    /// <summary>From any thread.</summary>
    public void Post(Action<Controller> work)
    {
        lock (_gate)
        {
            if (!_posted.IsAddingCompleted) { _posted.Add(work); }
        }
    }

    /// <summary>From any thread; the first reason counts.</summary>
    /// <param name="exitCode">0 when asked to stop, 1 when something failed.</param>
    public void Stop(string reason, int exitCode)
    {
        lock (_gate)
        {
            if (_stopReason is null) { (_stopReason, _exitCode) = (reason, exitCode); }
            if (!_posted.IsAddingCompleted) { _posted.CompleteAdding(); }
        }
    }

    /// <summary>Runs until stopped; leaves every lock driven to locked and says why it ended.</summary>
    public (string Reason, int ExitCode) Run(Controller controller, GuardBeats beats, Action<Controller> turned)
    {
        Urgency.RaiseToRealTime();
        controller.Start();
        beats.Beat(false);
        while (_stopReason is null)
        {
            TimeSpan wait = controller.DueAt - Now;
            TimeSpan beat = GuardBeats.Every(controller.IsAnyDriven);
            if (_posted.TryTake(out Action<Controller>? work, Milliseconds(wait < beat ? wait : beat))) { work(controller); }
            if (Now >= controller.DueAt) { controller.Tick(); }
            beats.Beat(controller.IsAnyDriven);
            turned(controller);
        }
        controller.Stop(_stopReason);
        beats.Beat(false);
        return (_stopReason, _exitCode);
    }

    public void Dispose() => _posted.Dispose();

    private static int Milliseconds(TimeSpan time) => (int)Math.Ceiling(Math.Max(0, time.TotalMilliseconds));

    private TimeSpan Now => clock.GetElapsedTime(0, clock.GetTimestamp());
}
