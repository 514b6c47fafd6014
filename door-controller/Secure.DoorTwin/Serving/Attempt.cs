using Secure.DoorTwin.Locks;
using Secure.DoorTwin.Loop;

namespace Secure.DoorTwin.Serving;

/// <summary>One try to pass a door, by badge or REX button: watches what the strike line does, and walks through if wanted.</summary>
internal sealed class Attempt
{
    /// <summary>After the strike, how long a person who wants to walk through is given to be through.</summary>
    private static readonly TimeSpan WalkMax = TimeSpan.FromSeconds(3);

    private readonly LockTwin _door;
    private readonly Agenda _agenda;
    private readonly Action<Attempt> _done;
    private readonly Visitor? _visitor;
    private readonly bool _wasActive;
    private readonly bool _walk;
    private bool _over;

    /// <param name="wait">How long the strike is waited for.</param>
    /// <param name="done">Called once, at the strike (or after the walk), or when the wait is over.</param>
    internal Attempt(LockTwin door, Agenda agenda, bool walk, TimeSpan wait, Action<Attempt> done)
    {
        (_door, _agenda, _done, _walk, _wasActive) = (door, agenda, done, walk, door.Strike);
        StartNs = agenda.NowNs;
        door.StrikeActive += OnStrike;
        if (walk) { _visitor = new Visitor(door, agenda, OnWalked); }
        agenda.After(wait, OnWaitOver);
    }

    internal LockTwin Door => _door;

    /// <summary>When the card's last bit was read, in monotonic nanoseconds.</summary>
    internal long StartNs { get; }

    /// <summary>When the reader began to send the card to the panel; 0: the panel has not asked for it.</summary>
    internal long SentNs { get; private set; }

    /// <summary>When the strike line became active; 0: it did not.</summary>
    internal long StrikeNs { get; private set; }

    internal long OpenedNs => _visitor?.OpenedNs ?? 0;

    internal long ClosedNs => _visitor?.ClosedNs ?? 0;

    /// <summary>"strike": the strike line became active; "already": it was before and stayed so; "none".</summary>
    internal string Outcome => StrikeNs != 0 ? "strike" : _wasActive ? "already" : "none";

    internal void CardSent() => SentNs = _agenda.NowNs;

    private void OnStrike()
    {
        StrikeNs = _agenda.NowNs;
        _door.StrikeActive -= OnStrike;
        if (_walk) { _agenda.After(WalkMax, Finish); } else { Finish(); }
    }

    private void OnWalked(Visitor visitor)
    {
        if (StrikeNs != 0 || _wasActive) { Finish(); }
    }

    private void OnWaitOver()
    {
        if (StrikeNs == 0) { Finish(); }
    }

    private void Finish()
    {
        if (_over) { return; }
        _over = true;
        _door.StrikeActive -= OnStrike;
        _visitor?.GiveUp();
        _done(this);
    }
}
