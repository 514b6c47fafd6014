using Secure.DoorTwin.Loop;

namespace Secure.DoorTwin.Locks;

/// <summary>
/// A door with an electric lock: the strike line moves the bolt, the bolt moves the feedback line, the leaf moves the
/// contact line. It does what its strike line says and knows nothing of who drives it: when that program dies, the line
/// keeps its level. The fire alarm's relay withdraws the bolt by itself, whatever the strike line says.
/// </summary>
/// <remarks>Levels. Strike: 1 drives the lock open. Feedback: 1 bolt withdrawn. Contact: 1 leaf open or wire cut; its opposite: 0 leaf open. REX: 1 pressed. Fire: 1 burning.</remarks>
internal sealed class LockTwin(LockLines names, TimeSpan motion, Agenda agenda, Levels levels)
{
    private Agenda.Item? _moving;
    private bool _open;
    private bool _wedged;

    /// <summary>What somebody standing at the door would have seen or heard: a code of <see cref="Diary"/>.</summary>
    internal event Action<string>? Seen;

    /// <summary>The strike line became active.</summary>
    internal event Action? StrikeActive;

    /// <summary>The bolt is withdrawn: a person could open now.</summary>
    internal event Action? Unlocked;

    internal LockLines Lines => names;

    internal bool Strike { get; private set; }

    /// <summary>When the strike line last became active, in monotonic nanoseconds; 0 before the first time.</summary>
    internal long StrikeNs { get; private set; }

    /// <summary>When it last became inactive; 0 before the first time.</summary>
    internal long ReleasedNs { get; private set; }

    /// <summary>How often the strike line became active.</summary>
    internal int Strikes { get; private set; }

    internal bool IsUnlocked { get; private set; }

    internal bool IsOpen => _open;

    internal bool Wedged => _wedged;

    internal bool Jammed { get; private set; }

    internal bool ContactCut { get; private set; }

    internal bool OnFire { get; private set; }

    /// <summary>Lamps and buzzers by line: whether each is on, and how often it went on.</summary>
    internal SortedDictionary<string, (bool On, int Times)> Signs { get; } = new((names.Signs ?? []).ToDictionary(s => s, _ => (false, 0)), StringComparer.Ordinal);

    internal void Show(string sign, bool on)
    {
        (bool before, int times) = Signs[sign];
        Signs[sign] = (on, on && !before ? times + 1 : times);
    }

    internal void Drive(bool active)
    {
        if (Strike == active) { return; }
        Strike = active;
        _moving?.Cancel();
        _moving = agenda.After(motion, Arrive);
        Seen?.Invoke(active ? "strike_on" : "strike_off");
        if (!active) { ReleasedNs = agenda.NowNs; return; }
        (StrikeNs, Strikes) = (agenda.NowNs, Strikes + 1);
        StrikeActive?.Invoke();
    }

    /// <summary>As a person: only when the bolt is withdrawn.</summary>
    internal bool TryOpen()
    {
        if (!IsUnlocked && !_open) { return false; }
        MoveLeaf(open: true);
        return true;
    }

    /// <summary>As with a crowbar.</summary>
    internal void Force() => MoveLeaf(open: true);

    /// <summary>By hand: takes the wedge away too.</summary>
    internal void Close()
    {
        _wedged = false;
        MoveLeaf(open: false);
    }

    /// <summary>By itself behind somebody: a wedge keeps it open.</summary>
    internal void FallShut() => MoveLeaf(open: _open && _wedged);

    /// <summary>From now on an open leaf stays open until someone closes it; opens it when it can.</summary>
    internal void Wedge()
    {
        _wedged = true;
        TryOpen();
    }

    /// <summary>A jammed bolt stays where it is; a freed one follows the strike line.</summary>
    internal void Jam(bool jammed)
    {
        Jammed = jammed;
        if (!jammed) { Arrive(); }
    }

    /// <summary>A cut contact wire looks like an open leaf for ever.</summary>
    internal void CutContact(bool cut)
    {
        ContactCut = cut;
        ShowContact();
    }

    /// <summary>The fire alarm's relay. False: this door has none.</summary>
    internal bool TryBurn(bool burning)
    {
        if (names.Fire is not { } line) { return false; }
        if (OnFire == burning) { return true; }
        OnFire = burning;
        Seen?.Invoke(burning ? "fire_on" : "fire_off");
        levels.Set(line, burning);
        _moving?.Cancel();
        _moving = agenda.After(motion, Arrive);
        return true;
    }

    internal void PressRex(TimeSpan time)
    {
        Seen?.Invoke("rex");
        levels.Set(names.Rex, true);
        agenda.After(time, () => levels.Set(names.Rex, false));
    }

    private void Arrive()
    {
        bool withdrawn = Strike || OnFire;
        if (Jammed || IsUnlocked == withdrawn) { return; }
        IsUnlocked = withdrawn;
        Seen?.Invoke(withdrawn ? "bolt_withdrawn" : "bolt_thrown");
        levels.Set(names.Feedback, IsUnlocked);
        if (IsUnlocked) { Unlocked?.Invoke(); }
    }

    private void MoveLeaf(bool open)
    {
        if (_open != open) { Seen?.Invoke(open ? "leaf_opened" : "leaf_closed"); }
        _open = open;
        ShowContact();
    }

    private void ShowContact()
    {
        levels.Set(names.Contact, _open || ContactCut);
        if (names.ContactOpposite is { } opposite) { levels.Set(opposite, !_open || ContactCut); }
    }
}

/// <summary>The names of a lock's lines, as the pin protocol and the site file give them.</summary>
internal sealed record LockLines(string Strike, string Contact, string Feedback, string Rex, string? ContactOpposite = null, string? Fire = null, IReadOnlyList<string>? Signs = null)
{
    internal IEnumerable<string> Inputs => new[] { Contact, Feedback, Rex, ContactOpposite, Fire }.OfType<string>();
}
