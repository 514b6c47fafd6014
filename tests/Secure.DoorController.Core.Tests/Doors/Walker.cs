using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Doors;

/// <summary>
/// A door with its mode, lock and leaf, the link of its controller and, beside them, only what their inputs have told. After every
/// input it says what must never be, and what must be told and was not.
/// </summary>
internal sealed class Walker
{
    private readonly Door _door;
    private readonly WalkedLink _link = new();
    private readonly WalkTold _told;
    private DoorPlan? _plan;
    private TimeSpan _now = TimeSpan.FromHours(1);
    private TimeSpan _entryUntil;
    private TimeSpan _exitUntil;
    private DoorMode _ordered;
    private HoursState _hours;
    private HoursState _clock;
    private bool _mayPass;
    private bool _mayBeFree;
    private bool _isFire;
    private bool _isFireLine;
    private bool _isBoxTampered;
    private bool _areNeighboursSafe = true;
    private bool? _unlocked;
    private bool? _brokenFeedback;
    private bool? _open;
    private bool _evidence;
    private bool _isByCodes;
    private bool _letsOut;

    /// <param name="plan">Null: it follows none yet.</param>
    /// <param name="kept">What officers had ordered before the restart.</param>
    public Walker(DoorSettings settings, DoorPlan? plan, DoorMode kept = DoorMode.Secured)
    {
        (_door, _told) = (new Door(settings, kept), new WalkTold(settings.HeldAfter));
        _ordered = kept is DoorMode.Blocked or DoorMode.Lockdown or DoorMode.LockdownTwo or DoorMode.LockdownThree or DoorMode.Maintenance ? kept : DoorMode.Secured;
        if (plan is not null) { Give(new DoorInput.Follow(plan), TimeSpan.Zero); }
    }

    public DoorReport Report => _door.Report;

    public LinkStanding Link => _link.Standing;

    public TimeSpan Now => _now;

    /// <summary>As the controller does: the door, then the link, then what the hours may say by it.</summary>
    public void Give(WalkMove move, TimeSpan after)
    {
        _now += after;
        DoorInput input = move.Input ?? new DoorInput.Tick();
        if (input is DoorInput.Hours(var clock)) { _clock = clock; }
        else { Apply(input, move); }
        if (_link.Take(move.Turn, _isBoxTampered, _now) is { } broken) { Must(false, broken, move); }
        HoursState said = _link.HasPolicy ? _clock : HoursState.Untrusted;
        if (said != _hours || input is DoorInput.Hours) { Apply(new DoorInput.Hours(said), move); }
        Must(Report.Mode != DoorMode.ScheduledFree || Link is LinkStanding.Online or LinkStanding.Degraded, "free, and neither the gateway nor a lease is there", move);
    }

    private void Apply(DoorInput input, WalkMove move)
    {
        (bool wasDriven, DoorReport before) = (_door.IsDriven, Report);
        Note(input);
        IReadOnlyList<DoorHappening> happened = _door.Apply(input, _now);
        foreach (DoorHappening one in happened) { Learn(one); }
        Check(input, move, wasDriven, happened);
        if (_told.Judge(new WalkStep(input, _mayPass, before, Report, _door.IsDriven, _plan, happened, _now)) is { } broken) { Must(false, broken, move); }
    }

    private void Note(DoorInput input)
    {
        _mayPass = input switch { DoorInput.Unlock(var by, _, _, var codes) => MayEnter(by, codes), DoorInput.ExitButton(true) => MayLeave(), _ => false };
        switch (input)
        {
            case DoorInput.Unlock(var by, var hold, _, var breakGlass) when _mayPass: (_entryUntil, _evidence, _isByCodes, _letsOut) = (_now + hold, false, breakGlass, MustLetOut(by)); break;
            case DoorInput.Order(DoorCommand.Maintenance, _) when _ordered is not (DoorMode.Secured or DoorMode.Maintenance): break;
            case DoorInput.Order(var what, _):
                _ordered = After(what);
                if (what != DoorCommand.Release) { End(); }
                _mayBeFree = false;
                break;
            case DoorInput.Feedback(var unlocked): (_unlocked, _brokenFeedback) = (unlocked, null); break;
            case DoorInput.Contact(var open):
                if (!open && _open == true && Report.Leaf != LeafState.Forced) { End(); }
                _open = open;
                break;
            case DoorInput.ExitButton(true) when _plan?.Exit.RexUnlocks == true && _mayPass: _exitUntil = _now + _plan.Times.Hold; break;
            case DoorInput.Box(var tampered): _isBoxTampered = tampered; break;
            case DoorInput.Fire(var active): Burn(active); break;
            case DoorInput.LineFault(DoorLine.Fire, _): Burn(true); break;
            case DoorInput.LineFault(DoorLine.Feedback, var cut) when _brokenFeedback != cut: (_unlocked, _brokenFeedback, _mayBeFree) = (null, cut, false); End(); break;
            case DoorInput.LineFault(DoorLine.Contact, _): _open = null; break;
            case DoorInput.PinsLost: (_unlocked, _brokenFeedback, _open, _mayBeFree) = (null, null, null, false); End(); break;
            case DoorInput.Hours(var state): Tell(state); break;
            case DoorInput.Follow(var plan): Adopt(plan); break;
            case DoorInput.Neighbours(var areSafe): Heed(areSafe); break;
            default: break;
        }
        _evidence |= _unlocked == true && _now < _entryUntil;
    }

    private void End() => (_entryUntil, _exitUntil) = (TimeSpan.Zero, TimeSpan.Zero);

    private void Burn(bool active)
    {
        _isFireLine = active;
        Release();
    }

    private void Release()
    {
        bool isReleased = _isFireLine && _plan?.Fire != false;
        if (isReleased == _isFire) { return; }
        (_isFire, _mayBeFree) = (isReleased, false);
        End();
    }

    /// <summary>Another plan, whatever is under way: its hours must be seen anew, and whoever was let go on goes on.</summary>
    private void Adopt(DoorPlan plan)
    {
        (_plan, _hours, _mayBeFree) = (plan, HoursState.Untrusted, false);
        _areNeighboursSafe |= plan.Passage.Interlock is null;
        Release();
    }

    private void Tell(HoursState state)
    {
        if (state != HoursState.Open) { _mayBeFree = false; }
        else if (_hours == HoursState.Closed && !_isFire && _ordered == DoorMode.Secured && _unlocked is not null && _areNeighboursSafe) { _mayBeFree = _plan?.Free?.FirstPerson != true; }
        _hours = state;
    }

    private void Heed(bool areSafe)
    {
        _areNeighboursSafe = areSafe;
        if (areSafe || _isFire) { return; }
        _mayBeFree = false;
        if (!_letsOut) { _entryUntil = TimeSpan.Zero; }
        if (_plan?.Exit.EmergencyRelease == true) { _exitUntil = TimeSpan.Zero; }
    }

    private bool MustLetOut(Authority by) => by.CommandNumber == 0 && by.Reader == TestPlan.Inside && _plan?.Exit.EmergencyRelease == false;

    private bool MayEnter(Authority by, bool breakGlass) => MustLetOut(by) || (_unlocked is not null && (_areNeighboursSafe || _isFire)
        && (!_isBoxTampered || by.CommandNumber > 0 || breakGlass || (_plan is not null && by.Reader == TestPlan.Inside))
        && (_isFire ? by.CommandNumber > 0 : _ordered == DoorMode.Secured || (_ordered == DoorMode.Maintenance && by.CommandNumber > 0)));

    private bool MayLeave()
    {
        if (_plan?.Exit.EmergencyRelease != true) { return true; }
        int level = _ordered switch { DoorMode.Lockdown => 1, DoorMode.LockdownTwo => 2, DoorMode.LockdownThree => 3, _ => 0 };
        return _isFire || (_areNeighboursSafe && (level == 0 || _plan.Exit.RexInLockdown[level - 1]));
    }

    private DoorMode After(DoorCommand what)
    {
        DoorMode[] rising = [DoorMode.Secured, DoorMode.Blocked, DoorMode.Lockdown, DoorMode.LockdownTwo, DoorMode.LockdownThree];
        DoorMode Highest(DoorMode wanted) => Array.IndexOf(rising, _ordered) > Array.IndexOf(rising, wanted) ? _ordered : wanted;
        return what switch
        {
            DoorCommand.Release => DoorMode.Secured,
            DoorCommand.Maintenance => _ordered == DoorMode.Secured ? DoorMode.Maintenance : _ordered,
            DoorCommand.Block => Highest(DoorMode.Blocked),
            DoorCommand.Lockdown => Highest(DoorMode.Lockdown),
            DoorCommand.LockdownTwo => Highest(DoorMode.LockdownTwo),
            DoorCommand.LockdownThree => DoorMode.LockdownThree,
            _ => _ordered,
        };
    }

    private void Learn(DoorHappening one)
    {
        if (one.Kind == DoorEventKind.LockJammed) { _mayBeFree = false; End(); }
        if (one.Kind == DoorEventKind.Opened && one.By is { CommandNumber: 0, Reader: { } at } && at == TestPlan.Outside && !_isByCodes && _hours == HoursState.Open && !_isFire && _ordered == DoorMode.Secured) { _mayBeFree = true; }
    }

    private void Check(DoorInput input, WalkMove move, bool wasDriven, IReadOnlyList<DoorHappening> happened)
    {
        (DoorMode mode, LockState lockState, LeafState leaf) = (Report.Mode, Report.Lock, Report.Leaf);
        bool driven = _door.IsDriven, exit = _now < _exitUntil || (_letsOut && _now < _entryUntil), free = mode == DoorMode.ScheduledFree;
        Must(!driven || _now < _entryUntil || exit || (free && _mayBeFree), "driven without a word", move);
        Must(driven || (_now >= _entryUntil && _now >= _exitUntil), "whoever was let pass is cut short", move);
        Must(!driven || exit || mode is DoorMode.Secured or DoorMode.FirstPersonPending or DoorMode.ScheduledFree or DoorMode.Maintenance or DoorMode.FireRelease, "driven in a mode that forbids it", move);
        Must(!driven || exit || _areNeighboursSafe || _isFire, "driven while another door of the interlock is not safe", move);
        Must(wasDriven || !driven || move.Input is DoorInput.Unlock or DoorInput.ExitButton or DoorInput.Hours || happened.Any(h => h.Kind == DoorEventKind.Opened), "begins to be driven on nobody's word", move);
        Must(driven || input is not DoorInput.Unlock { By: var by } || !MustLetOut(by) || happened.Any(h => h.Kind == DoorEventKind.LockJammed), "an exit that nobody may refuse is refused", move);
        Must(_door.DueAt is not { } due || due > _now, "something is due already", move);
        Must(_unlocked is null == (lockState == LockState.Unknown), "the lock is known without its feedback", move);
        Must(lockState != LockState.Locked || _unlocked == false, "locked against its feedback", move);
        Must(lockState != LockState.Unlocked || (_unlocked == true && (driven || _isFire)), "unlocked against its feedback", move);
        Must(_open is null == leaf is LeafState.Unknown or LeafState.Cut or LeafState.Short, "the leaf is known without its contact", move);
        Must(_open == false == (leaf == LeafState.Closed), "closed against its contact", move);
        Must(mode == Governs(mode), "something governs the door that should not", move);
        Must(!free || (_hours == HoursState.Open && _mayBeFree), "free on nobody's word", move);
        foreach (DoorHappening one in happened) { CheckOne(one, move); }
    }

    private DoorMode Governs(DoorMode mode) => _isFire ? DoorMode.FireRelease : _ordered != DoorMode.Secured ? _ordered
        : mode is DoorMode.ScheduledFree or DoorMode.FirstPersonPending ? mode : DoorMode.Secured;

    private void CheckOne(DoorHappening one, WalkMove move)
    {
        switch (one.Kind)
        {
            case DoorEventKind.Opened: Must(_evidence && _open == true && one.By is not null, "opened without evidence of lock and contact", move); break;
            case DoorEventKind.Unlocked: Must(_unlocked == true && one.By is not null, "unlocked without its feedback", move); break;
            case DoorEventKind.Locked: Must(_unlocked == false, "locked without its feedback", move); break;
            case DoorEventKind.HeldOpen or DoorEventKind.PreAlarm: Must(_open == true, "held open while closed", move); break;
            default: break;
        }
    }

    private void Must(bool holds, string rule, WalkMove move)
    {
        if (!holds) { throw new InvalidOperationException($"{rule}, after {move}: {Report}, {Link}"); }
    }
}
