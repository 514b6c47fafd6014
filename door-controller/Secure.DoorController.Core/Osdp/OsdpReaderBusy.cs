namespace Secure.DoorController.Core.Osdp;

/// <summary>
/// What the link makes of BUSY. It may come without a MAC even inside a session (SIA OSDP v2.2), so whoever can write on the line
/// can say it: it never takes the place of the genuine reply, for which the panel goes on listening. A busy reader
/// says nothing else; a reply that proves itself behind a BUSY gives away that somebody else said that.
/// </summary>
internal sealed partial class OsdpReaderLink
{
    /// <summary>Exchanges in a row that brought nothing but BUSY.</summary>
    private int _busyTimes;
    private TimeSpan? _busyUntil;
    private bool _isBusy, _mayBeLate;

    /// <summary>
    /// When an exchange ends in which nothing more comes. A reader that is busy for a moment is not waited for long, so that it
    /// does not keep its neighbours; where that goes on, a slow reader's reply may be what somebody hides.
    /// </summary>
    public TimeSpan ListenUntil(TimeSpan now, TimeSpan deadline)
    {
        TimeSpan soon = now + OsdpBus.GapMax;
        return _isBusy && _busyTimes < QuickTriesMax && soon < deadline ? soon : deadline;
    }

    /// <summary>False: the genuine reply may still follow.</summary>
    private bool SaysBusy()
    {
        _isBusy = true;
        return false;
    }

    /// <summary>A reply that proves itself has come: a BUSY in front of it was forged, unless it was a late answer to an earlier try.</summary>
    private void JudgeBusy(TimeSpan now, Queue<OsdpEvent> events)
    {
        if (_isBusy && !_mayBeLate) { TellAttack(_watch.Forged(now), events); }
    }

    /// <summary>Nothing but BUSY came: the same goes again. A reader that says so for eight seconds does not serve.</summary>
    private void WaitForBusy(TimeSpan now, bool isProved, Queue<OsdpEvent> events)
    {
        _busyTimes++;
        _busyUntil ??= (_saidOffline is null ? _lastValid : now) + OsdpBus.OfflineAfter;
        DueAt = now + (_saidOffline is null ? pollInterval : SpoiltRetry);
        if (now < _busyUntil) { return; }
        _busyUntil = now + OsdpBus.OfflineAfter;
        if (_keys.MustBeSecure && !isProved) { TellAttack(_watch.EndlesslyBusy(now), events); }
        Restart(events);
        GoOffline(OfflineReason.Busy, events);
    }
}
