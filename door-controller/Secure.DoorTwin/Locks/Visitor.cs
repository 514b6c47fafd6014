using Secure.DoorTwin.Loop;

namespace Secure.DoorTwin.Locks;

/// <summary>A person who waits at a door until it unlocks, opens it, goes through and lets it fall shut. Once.</summary>
internal sealed class Visitor
{
    /// <summary>From the bolt's click to the hand on the door.</summary>
    internal static readonly TimeSpan Reaction = TimeSpan.FromMilliseconds(300);

    /// <summary>How long the leaf is open behind them.</summary>
    internal static readonly TimeSpan Passage = TimeSpan.FromMilliseconds(700);

    private readonly LockTwin _door;
    private readonly Agenda _agenda;
    private readonly Action<Visitor> _done;
    private bool _gone;

    /// <param name="done">Called once: the person is through, or found the door locked again.</param>
    internal Visitor(LockTwin door, Agenda agenda, Action<Visitor> done)
    {
        (_door, _agenda, _done) = (door, agenda, done);
        if (door.IsUnlocked) { Notice(); } else { door.Unlocked += Notice; }
    }

    /// <summary>When the leaf opened, in monotonic nanoseconds; 0 when it did not.</summary>
    internal long OpenedNs { get; private set; }

    /// <summary>When the leaf fell shut; 0 when it did not, or was wedged open.</summary>
    internal long ClosedNs { get; private set; }

    /// <summary>Goes away if the door has not unlocked by now; otherwise changes nothing.</summary>
    internal void GiveUp()
    {
        if (_gone) { return; }
        _gone = true;
        _door.Unlocked -= Notice;
    }

    private void Notice()
    {
        GiveUp();
        _agenda.After(Reaction, TakeHandle);
    }

    private void TakeHandle()
    {
        if (!_door.TryOpen()) { _done(this); return; }
        OpenedNs = _agenda.NowNs;
        _agenda.After(Passage, LetGo);
    }

    private void LetGo()
    {
        _door.FallShut();
        ClosedNs = _door.IsOpen ? 0 : _agenda.NowNs;
        _done(this);
    }
}
