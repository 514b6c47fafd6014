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
public sealed class Door(DoorSettings settings, DoorMode mode)
{
    private readonly LockRegion _lock = new(settings.MotionMax);
    private readonly CommandAnswer _answer = new();
    private readonly List<DoorHappening> _happened = [];
    private DoorMode _mode = mode;
    private LeafState _leaf = LeafState.Unknown;
    private LockState _lockBefore = LockState.Unknown;
    private TimeSpan _heldAt;
    private TimeSpan _exitUntil = TimeSpan.MinValue;
    private TimeSpan _driveUntil;
    private Authority? _passage;
    private bool _wasUnlocked;
    private bool _wasOpened;
    private bool _isUnproven;

    public DoorId Id => settings.Id;

    /// <summary>True while the lock is to be driven to unlock; never longer than the hold of a verified grant or command.</summary>
    public bool IsDriven => _lock.IsDriven;

    public DoorReport Report => new(Id, _mode, _lock.State, _leaf);

    /// <summary>Lockdown outranks blocked, and a higher level a lower one; only a release ends either. Maintenance begins at a door that nothing else holds.</summary>
    public static DoorMode ModeAfter(DoorCommand what, DoorMode before) => what switch
    {
        DoorCommand.Release => DoorMode.Secured,
        DoorCommand.LockdownThree => DoorMode.LockdownThree,
        DoorCommand.LockdownTwo => Higher(before, DoorMode.LockdownTwo),
        DoorCommand.Lockdown => Higher(before, DoorMode.Lockdown),
        DoorCommand.Block => Higher(before, DoorMode.Blocked),
        DoorCommand.Maintenance => before == DoorMode.Secured ? DoorMode.Maintenance : before,
        DoorCommand.Lock or DoorCommand.Unlock => before,
    };

    private static DoorMode Higher(DoorMode before, DoorMode wanted) => Rank(before) > Rank(wanted) ? before : wanted;

    private static int Rank(DoorMode mode) => mode switch
    {
        DoorMode.Secured or DoorMode.Maintenance or DoorMode.ScheduledFree or DoorMode.FirstPersonPending or DoorMode.FireRelease => 0,
        DoorMode.Blocked => 1,
        DoorMode.Lockdown => 2,
        DoorMode.LockdownTwo => 3,
        DoorMode.LockdownThree => 4,
    };

    /// <summary>Why the mode lets nobody through; empty where it does. An officer may move the lock of a door that is being worked on.</summary>
    private static string Obstacle(DoorMode mode, Authority by) => mode switch
    {
        DoorMode.Blocked => Reasons.DoorBlocked,
        DoorMode.Lockdown or DoorMode.LockdownTwo or DoorMode.LockdownThree => Reasons.DoorLockdown,
        DoorMode.Maintenance or DoorMode.FireRelease => by.CommandNumber > 0 ? "" : Reasons.DoorMaintenance,
        DoorMode.Secured or DoorMode.ScheduledFree or DoorMode.FirstPersonPending => "",
    };

    /// <summary>The next time at which something is due, if no other input comes.</summary>
    public TimeSpan? DueAt => new[] { _lock.IsDriven ? _driveUntil : null, _lock.FollowBy, _leaf == LeafState.Open ? _heldAt : (TimeSpan?)null }.Min();

    /// <summary>Takes one input and tells what happened, oldest first.</summary>
    /// <param name="now">Monotonic; never smaller than before.</param>
    public IReadOnlyList<DoorHappening> Apply(DoorInput input, TimeSpan now)
    {
        _happened.Clear();
        switch (input)
        {
            case DoorInput.Unlock(var by, var hold): Unlock(by, hold, now); break;
            case DoorInput.Order(var what, var by): Obey(what, by, now); break;
            case DoorInput.Feedback(var isUnlocked): _lock.Feed(isUnlocked, now); break;
            case DoorInput.Contact(var isOpen): Move(isOpen, now); break;
            case DoorInput.ExitButton(var isPressed): if (isPressed) { _exitUntil = now + settings.RexShunt; } break;
            case DoorInput.PinsLost(var reason): LosePins(reason, now); break;
            case DoorInput.Tick: break;
            default: throw new ArgumentException("No such input.", nameof(input));
        }
        Settle(now);
        return [.. _happened];
    }

    private void Unlock(Authority by, TimeSpan hold, TimeSpan now)
    {
        string refusal = hold <= TimeSpan.Zero || hold > Grant.HoldMax ? Reasons.BadHold : Obstacle(_mode, by);
        if (refusal.Length == 0 && _lock.State == LockState.Unknown) { refusal = Reasons.LockUnknown; }
        if (refusal.Length > 0) { Say(by.Refused, by, refusal); return; }
        EndPassage(Reasons.Superseded);
        (_passage, _wasUnlocked, _wasOpened, _driveUntil) = (by, false, false, now + hold);
        _lock.Drive(true, now);
        if (by.CommandNumber > 0) { Say(_answer.Await(by, LockState.Unlocked)); }
    }

    private void Obey(DoorCommand what, Authority by, TimeSpan now)
    {
        DoorMode wanted = ModeAfter(what, _mode);
        if (what == DoorCommand.Maintenance && wanted != DoorMode.Maintenance) { Say(by.Refused, by, Obstacle(_mode, by)); return; }
        if (wanted != _mode)
        {
            _mode = wanted;
            Say(DoorEventKind.ModeChanged, by);
        }
        if (what is DoorCommand.Release or DoorCommand.Maintenance) { Say(DoorEventKind.CommandDone, by); return; }
        _lock.Drive(false, now);
        Say(_answer.Await(by, LockState.Locked));
    }

    private void Move(bool isOpen, TimeSpan now)
    {
        LeafState before = _leaf;
        if (!isOpen) { Close(before, now); return; }
        if (before is not (LeafState.Closed or LeafState.Unknown)) { return; }
        bool exit = now < _exitUntil;
        if (before == LeafState.Unknown) { Force(Reasons.FoundOpen); return; }
        if (_passage is null && !exit) { Force(""); return; }
        (_leaf, _heldAt, _isUnproven) = (LeafState.Open, now + settings.HeldAfter, _passage is not null && !exit);
        Follow();
        // After the entry, so that who counts presences ends with the exit.
        if (exit) { Say(DoorEventKind.ExitOpened); }
    }

    private void Close(LeafState before, TimeSpan now)
    {
        _leaf = LeafState.Closed;
        if (_isUnproven) { Say(DoorEventKind.ForcedOpen, null, Reasons.NoLockEvidence); }
        _isUnproven = false;
        if (before is LeafState.Closed or LeafState.Unknown) { return; }
        Say(DoorEventKind.Closed, _wasOpened ? _passage : null);
        if (before != LeafState.Forced) { _lock.Drive(false, now); }
    }

    private void LosePins(string reason, TimeSpan now)
    {
        _lock.Drive(false, now);
        _lock.Feed(null, now);
        (_leaf, _isUnproven, _exitUntil) = (LeafState.Unknown, false, TimeSpan.MinValue);
        EndPassage(reason);
    }

    private void Settle(TimeSpan now)
    {
        if (_lock.IsDriven && now >= _driveUntil) { _lock.Drive(false, now); }
        if (_lock.JamsAt(now)) { Jam(now); }
        Follow();
        if (_leaf == LeafState.Open && now >= _heldAt)
        {
            _leaf = LeafState.Held;
            Say(DoorEventKind.HeldOpen);
        }
        Say(_answer.Judge(_lock));
        _lockBefore = _lock.State;
    }

    private void Jam(TimeSpan now)
    {
        bool wasDriven = _lock.IsDriven;
        Say(DoorEventKind.LockJammed, _passage, wasDriven ? Reasons.NotUnlocking : Reasons.NotLocking);
        // An unlock that failed is over: the door must not spring open when the jam gives way.
        _lock.Drive(false, now);
        EndPassage(Reasons.LockJammed);
    }

    /// <summary>Draws the conclusions from lock and leaf for the passage.</summary>
    private void Follow()
    {
        if (_lock.State == LockState.Unlocked && _passage is not null && !_wasUnlocked)
        {
            _wasUnlocked = true;
            Say(DoorEventKind.Unlocked, _passage);
        }
        if (_passage is not null && _wasUnlocked && !_wasOpened && _leaf is (LeafState.Open or LeafState.Held))
        {
            (_wasOpened, _isUnproven) = (true, false);
            Say(DoorEventKind.Opened, _passage);
        }
        if (_lock.State != LockState.Locked) { return; }
        if (_wasOpened || (_passage is null && _lockBefore is (LockState.Locking or LockState.Jammed))) { Say(DoorEventKind.Locked, _passage); }
        EndPassage("");
    }

    private void EndPassage(string reason)
    {
        if (_passage is not null && !_wasOpened) { Say(DoorEventKind.NotOpened, _passage, reason); }
        (_passage, _wasUnlocked, _wasOpened) = (null, false, false);
        if (_isUnproven && !_lock.IsDriven) { Force(Reasons.NoLockEvidence); }
    }

    private void Force(string reason)
    {
        (_leaf, _isUnproven) = (LeafState.Forced, false);
        Say(DoorEventKind.ForcedOpen, null, reason);
    }

    private void Say(CommandAnswer.Word? word)
    {
        if (word is not null) { Say(word.Kind, word.By, word.Reason); }
    }

    private void Say(DoorEventKind kind, Authority? by = null, string reason = "") =>
        _happened.Add(new DoorHappening(kind, by, reason, _mode, _lock.State, _leaf));
}
