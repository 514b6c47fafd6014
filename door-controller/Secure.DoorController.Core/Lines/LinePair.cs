namespace Secure.DoorController.Core.Lines;

/// <summary>What a supervised contact says.</summary>
public enum LineState
{
    Rest,
    Active,
    /// <summary>Neither contact is made: the cable is cut or unplugged.</summary>
    Cut,
    /// <summary>Both contacts are made: the cable is bridged or crushed.</summary>
    Short,
}

/// <summary>
/// A contact on two lines: a change-over switch whose common wire pulls one line or the other away from where its bias holds
/// it. Whoever cuts or bridges the cable makes both lines alike, which the switch itself never does for longer than it
/// takes to swing over. This is how a board without an analogue input supervises a line (the other way is a resistor at
/// the end of the line).
/// </summary>
/// <param name="activeHigh">The line is high while the contact is active; the opposite line is then low.</param>
/// <param name="biasHigh">Both lines are pulled up, so that two high ones are a cut; false: pulled down, and two low ones are.</param>
public sealed class LinePair(bool activeHigh, bool biasHigh)
{
    /// <summary>A switch swings over in a few milliseconds; what lasts as long as this is none (well below the 400 ms of IEC 60839-11-1).</summary>
    public static readonly TimeSpan SwingMax = TimeSpan.FromMilliseconds(150);

    private bool? _line;
    private bool? _opposite;
    private TimeSpan? _alikeSince;
    private LineState? _said;

    /// <summary>When <see cref="Look"/> will have something to say though no line has moved.</summary>
    public TimeSpan? DueAt => _alikeSince + SwingMax;

    /// <summary>The line, or the opposite one, has this level.</summary>
    /// <returns>The new state; null while it is the old one or not yet sure.</returns>
    public LineState? Take(bool isOpposite, bool high, TimeSpan now)
    {
        if (isOpposite) { _opposite = high; } else { _line = high; }
        bool alike = _line is { } line && line == _opposite;
        _alikeSince = alike ? _alikeSince ?? now : null;
        return Look(now);
    }

    /// <summary>Draws the conclusion that only time allows.</summary>
    public LineState? Look(TimeSpan now)
    {
        if (_line is not { } line || _opposite is not { } opposite || now < DueAt) { return null; }
        LineState state = line == opposite ? line == biasHigh ? LineState.Cut : LineState.Short : line == activeHigh ? LineState.Active : LineState.Rest;
        _alikeSince = null;
        if (state == _said) { return null; }
        _said = state;
        return state;
    }

    /// <summary>Nothing is known any more.</summary>
    public void Forget() => (_line, _opposite, _alikeSince, _said) = (null, null, null, null);
}
