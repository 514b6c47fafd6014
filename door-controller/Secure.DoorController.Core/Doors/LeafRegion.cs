using Secure.Vocabulary;

namespace Secure.DoorController.Core.Doors;

/// <summary>The leaf: what its contact says, and how long it has been open.</summary>
internal sealed class LeafRegion
{
    private TimeSpan? _heldAt;
    private TimeSpan? _warnAt;

    public LeafState State { get; private set; } = LeafState.Unknown;

    /// <summary>True where nobody can say how the leaf stands.</summary>
    public bool IsUnseen => State is LeafState.Unknown or LeafState.Cut or LeafState.Short;

    /// <summary>True while it stands open and its time runs, has been warned of or is over.</summary>
    public bool IsLawfullyOpen => State is LeafState.Open or LeafState.PreAlarm or LeafState.Held;

    /// <summary>True while it stands open and no time runs.</summary>
    public bool IsUntimed => State == LeafState.Open && _heldAt is null;

    public TimeSpan? DueAt => State switch
    {
        LeafState.Open => _warnAt ?? _heldAt,
        LeafState.PreAlarm => _heldAt,
        LeafState.Unknown or LeafState.Closed or LeafState.Held or LeafState.Forced or LeafState.Cut or LeafState.Short => null,
    };

    /// <summary>Opens; no time runs until <see cref="Time"/>.</summary>
    public void Open() => Become(LeafState.Open);

    /// <summary>It may stay open for so long, with a warning some time before the end.</summary>
    /// <param name="warning">Zero: none.</param>
    public void Time(TimeSpan now, TimeSpan heldAfter, TimeSpan warning) =>
        (_heldAt, _warnAt) = (now + heldAfter, warning > TimeSpan.Zero ? now + heldAfter - warning : null);

    /// <summary>Its time no longer runs: it may stand open.</summary>
    public void Untime()
    {
        if (State is LeafState.Open or LeafState.PreAlarm) { Become(LeafState.Open); }
    }

    public void Become(LeafState state) => (State, _heldAt, _warnAt) = (state, null, null);

    /// <summary>What has become of it by now, where its time has moved it on; called until null.</summary>
    public LeafState? Advance(TimeSpan now)
    {
        if (DueAt is not { } due || now < due) { return null; }
        bool isHeld = now >= _heldAt;
        State = isHeld ? LeafState.Held : LeafState.PreAlarm;
        _warnAt = null;
        return State;
    }
}
