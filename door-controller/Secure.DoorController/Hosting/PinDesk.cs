using Secure.DoorController.Core.Doors;
using Secure.DoorController.Pins;

namespace Secure.DoorController.Hosting;

/// <summary>Carries the pins' reports onto the loop, as what they mean at which door.</summary>
internal sealed class PinDesk : IPinListener, IDisposable
{
    private readonly Loop _loop;
    private readonly DoorLines _lines;
    private readonly ControllerLog _log;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly ITimer _later;

    public PinDesk(Loop loop, DoorLines lines, ControllerLog log, TimeProvider clock)
    {
        (_loop, _lines, _log, _clock) = (loop, lines, log, clock);
        _later = TimeProvider.System.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void PinsCame()
    {
        _log.PinsCame();
        Forget();
        _loop.Post(controller => controller.PinsBack());
    }

    public void PinIs(string line, bool high)
    {
        lock (_gate)
        {
            if (_lines.Contact(line) is not { } contact) { return; }
            Post(contact, contact.Take(line, high, Now));
            if (contact.DueAt is { } due) { _later.Change(Left(due), Timeout.InfiniteTimeSpan); }
        }
    }

    public void PinsWent(string reason)
    {
        _log.PinsWent(reason);
        Forget();
        _loop.Post(controller => controller.PinsLost());
    }

    public void Dispose() => _later.Dispose();

    /// <summary>A supervised line that has stood wrong for long enough.</summary>
    private void Look()
    {
        lock (_gate)
        {
            foreach (DoorContact contact in _lines.Contacts) { Post(contact, contact.Look(Now)); }
            if (_lines.Contacts.Min(c => c.DueAt) is { } due) { _later.Change(Left(due), Timeout.InfiniteTimeSpan); }
        }
    }

    private void Forget()
    {
        lock (_gate)
        {
            foreach (DoorContact contact in _lines.Contacts) { contact.Forget(); }
        }
    }

    private void Post(DoorContact contact, DoorInput? input)
    {
        if (input is not null) { _loop.Post(controller => controller.PinMoved(contact.Door, input)); }
    }

    private TimeSpan Left(TimeSpan due) => TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(1, (due - Now).TotalMilliseconds)));

    private TimeSpan Now => _clock.GetElapsedTime(0, _clock.GetTimestamp());
}
