using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Doors;

/// <summary>
/// One door as pure state: mode, lock and leaf. The host drives the lock's line as <see cref="IsDriven"/> says after
/// every input, and calls with <see cref="DoorInput.Tick"/> at <see cref="DueAt"/>. Not safe for two threads.
/// </summary>
/// <remarks>
/// A passage is one unlocking on one authority. It ends when the lock is locked again, by feedback, and then either
/// the leaf has opened (evidence of lock and contact) or the record says that it has not.
/// </remarks>
public sealed partial class Door(DoorSettings settings, DoorMode kept)
{
    private readonly ModeRegion _mode = new(kept);
    private readonly LockRegion _lock = new(settings.MotionMax);
    private readonly LeafRegion _leaf = new();
    private readonly CommandAnswer _answer = new();
    private readonly Dictionary<DoorLine, bool> _faults = [];
    private readonly List<DoorHappening> _happened = [];
    private DoorProfile _profile = new(settings, null);
    private DoorMode _toldMode = new ModeRegion(kept).Mode;
    private LockState _lockBefore = LockState.Unknown;
    private Passage? _passage;
    private TimeSpan _driveUntil = TimeSpan.MinValue;
    private TimeSpan _exitDriveUntil = TimeSpan.MinValue;
    private TimeSpan _exitUntil = TimeSpan.MinValue;
    private bool _isExitPressed;
    private bool _areNeighboursSafe = true;
    private bool _isFire;
    private bool _isTampered;
    private bool _isBoxTampered;

    /// <summary>The leaf opened on a passage of which the lock has not confirmed anything.</summary>
    private bool _isUnproven;

    public DoorId Id => settings.Id;

    /// <summary>True while the lock is to be driven to unlock: within the hold of a verified grant or command, of an exit, or in free hours.</summary>
    public bool IsDriven => _lock.IsDriven;

    public DoorReport Report => new(Id, _mode.Mode, _lock.State, _leaf.State, _profile.PlanNumber);

    /// <summary>What officers have ordered, whatever governs above or below it: it outlives a restart.</summary>
    public DoorMode Ordered => _mode.Ordered;

    /// <summary>Closed and locked by evidence and not about to be anything else: an interlocked door may open.</summary>
    public bool IsSafe => !_lock.IsDriven && _lock.State == LockState.Locked && _leaf.State == LeafState.Closed;

    /// <summary>What it was last told of the other doors of its interlock.</summary>
    public bool AreNeighboursSafe => _areNeighboursSafe;

    /// <summary>Name of its interlock; null: none.</summary>
    public string? Interlock => _profile.Plan?.Passage.Interlock;

    /// <summary>The hours in which it stands free; null: none.</summary>
    public PlanHours? FreeHours => _profile.Plan?.Free?.Hours;

    /// <summary>The plan that it follows; null: none yet.</summary>
    public DoorPlan? Plan => _profile.Plan;

    /// <summary>What an order leaves a door in, of what officers had ordered before.</summary>
    public static DoorMode ModeAfter(DoorCommand what, DoorMode before) => ModeRegion.After(what, before);

    /// <summary>The next time at which something is due, if no other input comes.</summary>
    public TimeSpan? DueAt => new[] { Pending(_driveUntil), Pending(_exitDriveUntil), _lock.FollowBy, _leaf.DueAt }.Min();

    /// <summary>As far as the other doors of its interlock go; a fire has released them all.</summary>
    private bool MayOpen => _areNeighboursSafe || _mode.Mode == DoorMode.FireRelease;

    private bool IsLenient => _mode.Mode is DoorMode.ScheduledFree or DoorMode.FireRelease or DoorMode.Maintenance;

    /// <summary>Takes one input and tells what happened, oldest first.</summary>
    /// <param name="now">Monotonic; never smaller than before.</param>
    public IReadOnlyList<DoorHappening> Apply(DoorInput input, TimeSpan now)
    {
        _happened.Clear();
        switch (input)
        {
            case DoorInput.Unlock unlock: Unlock(unlock, now); break;
            case DoorInput.Order(var what, var by): Obey(what, by, now); break;
            case DoorInput.Feedback(var isUnlocked): Feed(isUnlocked, now); break;
            case DoorInput.Contact(var isOpen): Move(isOpen, now); break;
            case DoorInput.ExitButton(var isPressed): Press(isPressed, now); break;
            case DoorInput.Tamper(var isOpen): Tamper(isOpen, ""); break;
            case DoorInput.Box(var isTampered): _isBoxTampered = isTampered; break;
            case DoorInput.Fire(var isActive): Burn(isActive, now); break;
            case DoorInput.LineFault(var line, var isCut): Fail(line, isCut, now); break;
            case DoorInput.Hours(var state): Keep(state); break;
            case DoorInput.Neighbours(var areSafe): Heed(areSafe, now); break;
            case DoorInput.Follow(var plan): Adopt(plan, now); break;
            case DoorInput.PinsLost(var reason): LosePins(reason, now); break;
            case DoorInput.Tick: break;
            default: throw new ArgumentException("No such input.", nameof(input));
        }
        Settle(now);
        return [.. _happened];
    }

    private static TimeSpan? Pending(TimeSpan until) => until == TimeSpan.MinValue ? null : until;

    /// <summary>What may drive the lock: an entry, an exit, free hours. An unsafe neighbour stops all but an exit that nothing may refuse.</summary>
    private bool MayDrive(TimeSpan now)
    {
        if (now < _exitDriveUntil || (now < _driveUntil && _passage?.LetsOut == true)) { return true; }
        bool isFree = _mode.Mode == DoorMode.ScheduledFree && _lock.State != LockState.Unknown;
        return MayOpen && (isFree || now < _driveUntil);
    }

    private void Cancel(TimeSpan now)
    {
        (_driveUntil, _exitDriveUntil) = (TimeSpan.MinValue, TimeSpan.MinValue);
        _lock.Drive(MayDrive(now), now);
    }

    private void Settle(TimeSpan now)
    {
        TellMode(null);
        if (now >= _exitDriveUntil) { _exitDriveUntil = TimeSpan.MinValue; }
        if (now >= _driveUntil) { _driveUntil = TimeSpan.MinValue; }
        _lock.Drive(MayDrive(now), now);
        if (_lock.JamsAt(now)) { Jam(now); }
        Conclude();
        _lock.Drive(MayDrive(now), now);
        Time(now);
        Say(_answer.Judge(_lock));
        if (_mode.Mode == DoorMode.FireRelease) { Say(_answer.GiveUpLocking(Reasons.FireRelease)); }
        TellMode(null);
        _lockBefore = _lock.State;
    }

    private void Jam(TimeSpan now)
    {
        bool wasDriven = _lock.IsDriven;
        Say(DoorEventKind.LockJammed, _passage?.By, wasDriven ? Reasons.NotUnlocking : Reasons.NotLocking);
        // An unlock that failed is over: the door must not spring open when the jam gives way.
        _mode.Interrupt();
        Cancel(now);
        EndPassage(Reasons.LockJammed);
    }

    /// <summary>Lets the leaf's time run where it must, and tells where it has run out.</summary>
    private void Time(TimeSpan now)
    {
        if (IsLenient) { _leaf.Untime(); }
        else if (_leaf.IsUntimed) { _leaf.Time(now, _profile.HeldAfter(_passage?.Extended == true), _profile.PreAlarm); }
        while (_leaf.Advance(now) is { } state) { Say(state == LeafState.Held ? DoorEventKind.HeldOpen : DoorEventKind.PreAlarm); }
    }

    /// <summary>Draws the conclusions from lock and leaf for the passage.</summary>
    private void Conclude()
    {
        // Its time is over, and nobody could see the lock.
        if (_driveUntil == TimeSpan.MinValue && _lock.State == LockState.Unknown) { EndPassage(Reasons.LockUnknown); }
        // Its time is over while something else keeps the lock unlocked: what opens now is not its own any more.
        if (_driveUntil == TimeSpan.MinValue && (_lock.IsDriven || (_mode.Mode == DoorMode.FireRelease && _lock.State == LockState.Unlocked))) { EndPassage(""); }
        if (_passage is { } passage)
        {
            if (_lock.State == LockState.Unlocked && _lock.IsDriven && !passage.WasUnlocked) { passage.WasUnlocked = true; Say(DoorEventKind.Unlocked, passage.By); }
            if (passage is { WasUnlocked: true, WasOpened: false } && _leaf.IsLawfullyOpen) { Pass(passage); }
        }
        if (_lock.State != LockState.Locked) { return; }
        if (_passage?.WasOpened == true || (_passage is null && _lockBefore is (LockState.Locking or LockState.Jammed))) { Say(DoorEventKind.Locked, _passage?.By); }
        EndPassage("");
    }

    private void Pass(Passage passage)
    {
        (passage.WasOpened, _isUnproven) = (true, false);
        Say(DoorEventKind.Opened, passage.By);
        if (passage.By.CommandNumber == 0 && !passage.ByCodes && _profile.IsEntry(passage.By.Reader)) { _mode.Admit(); }
    }

    private void EndPassage(string reason)
    {
        if (_passage is { WasOpened: false } passage) { Say(DoorEventKind.NotOpened, passage.By, reason); }
        _passage = null;
        if (_isUnproven && !_lock.IsDriven) { Force(Reasons.NoLockEvidence); }
    }

    private void Force(string reason)
    {
        _leaf.Become(LeafState.Forced);
        _isUnproven = false;
        Say(DoorEventKind.ForcedOpen, null, reason);
    }

    private void TellMode(Authority? by)
    {
        if (_mode.Mode == _toldMode) { return; }
        _toldMode = _mode.Mode;
        Say(DoorEventKind.ModeChanged, by);
    }

    private void Say(CommandAnswer.Word? word)
    {
        if (word is not null) { Say(word.Kind, word.By, word.Reason); }
    }

    private void Say(DoorEventKind kind, Authority? by = null, string reason = "") =>
        _happened.Add(new DoorHappening(kind, by, reason, _mode.Mode, _lock.State, _leaf.State));
}
