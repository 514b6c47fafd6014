using Secure.DoorController.Core.Control;
using Secure.DoorController.Pins;

namespace Secure.DoorController.Hosting;

/// <summary>Carries the pins' reports onto the loop, as what they mean.</summary>
internal sealed class PinDesk : IPinListener, IDisposable
{
    private readonly Loop _loop;
    private readonly IReadOnlyList<IContact> _contacts;
    private readonly Dictionary<string, IContact> _byLine;
    private readonly Action _came;
    private readonly ControllerLog _log;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly ITimer _later;

    /// <param name="came">Called on the pins' thread when they have come.</param>
    public PinDesk(Loop loop, IReadOnlyList<IContact> contacts, Action came, ControllerLog log, TimeProvider clock)
    {
        (_loop, _contacts, _came, _log, _clock) = (loop, contacts, came, log, clock);
        _byLine = contacts.SelectMany(c => c.Lines.Select(l => (Line: l, Contact: c))).ToDictionary(p => p.Line, p => p.Contact, StringComparer.Ordinal);
        _later = clock.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void PinsCame()
    {
        _log.PinsCame();
        Forget();
        _loop.Post(controller => controller.PinsBack());
        _came();
    }

    public void PinIs(string line, bool high)
    {
        lock (_gate)
        {
            if (_byLine.GetValueOrDefault(line) is not { } contact) { return; }
            Post(contact.Take(line, high, Now));
            LookAtAll();
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
        lock (_gate) { LookAtAll(); }
    }

    /// <summary>Whatever falls due first is looked at then, also where another line moves all the time.</summary>
    private void LookAtAll()
    {
        foreach (IContact contact in _contacts) { Post(contact.Look(Now)); }
        if (_contacts.Min(c => c.DueAt) is { } due) { _later.Change(Left(due), Timeout.InfiniteTimeSpan); }
    }

    private void Forget()
    {
        lock (_gate)
        {
            foreach (IContact contact in _contacts) { contact.Forget(); }
        }
    }

    private void Post(Action<Controller>? meant)
    {
        if (meant is not null) { _loop.Post(meant); }
    }

    private TimeSpan Left(TimeSpan due) => TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(1, (due - Now).TotalMilliseconds)));

    private TimeSpan Now => _clock.GetElapsedTime(0, _clock.GetTimestamp());
}
