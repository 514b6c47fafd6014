using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Doors;

/// <summary>What each input does to a door. Every one is defined in every state.</summary>
public sealed partial class Door
{
    private void Unlock(DoorInput.Unlock unlock, TimeSpan now)
    {
        Authority by = unlock.By;
        if (ObstacleTo(unlock) is { Length: > 0 } refusal) { Say(by.Refused, by, refusal); return; }
        EndPassage(Reasons.Superseded);
        bool letsOut = MustLetOut(by);
        (_passage, _driveUntil) = (new Passage(by, unlock.Extended, unlock.BreakGlass, letsOut), now + unlock.Hold);
        // Nobody will see the lock move: as with the exit button, the opening is an exit, and whose is unknown.
        if (letsOut && _lock.State == LockState.Unknown) { _exitUntil = now + unlock.Hold; }
        _lock.Drive(MayDrive(now), now);
        if (by.CommandNumber > 0) { Say(_answer.Await(by, LockState.Unlocked)); }
    }

    /// <summary>Why the door would not be unlocked by this now; empty where it would.</summary>
    public string ObstacleTo(DoorInput.Unlock unlock)
    {
        bool isCommand = unlock.By.CommandNumber > 0;
        if (unlock.Hold <= TimeSpan.Zero || unlock.Hold > Grant.HoldMax) { return Reasons.BadHold; }
        if (MustLetOut(unlock.By)) { return ""; }
        if (ModeRegion.Obstacle(_mode.Mode, isCommand) is { Length: > 0 } mode) { return mode; }
        // Whoever asks to leave is let out. A reader of which no plan says that it is inside counts as outside: fail closed.
        if (_isBoxTampered && !isCommand && !unlock.BreakGlass && !_profile.IsExit(unlock.By.Reader)) { return Reasons.BoxTampered; }
        if (_lock.State == LockState.Unknown) { return Reasons.LockUnknown; }
        return MayOpen ? "" : Reasons.Interlock;
    }

    /// <summary>Whoever may leave by the reader inside a door without an emergency release: no mode, interlock, open box or unseen lock keeps them in.</summary>
    private bool MustLetOut(Authority by) => by.CommandNumber == 0 && _profile.IsExit(by.Reader) && !_profile.MayRefuseExit;

    private void Obey(DoorCommand what, Authority by, TimeSpan now)
    {
        if (what == DoorCommand.Maintenance && ModeRegion.After(what, _mode.Ordered) != DoorMode.Maintenance)
        {
            Say(by.Refused, by, ModeRegion.Obstacle(_mode.Ordered, isCommand: true));
            return;
        }
        _mode.Obey(what);
        TellMode(by);
        if (what != DoorCommand.Release) { Cancel(now); }
        if (what is DoorCommand.Release or DoorCommand.Maintenance) { Say(DoorEventKind.CommandDone, by); return; }
        Say(_answer.Await(by, LockState.Locked));
    }

    private void Feed(bool isUnlocked, TimeSpan now)
    {
        Restore(DoorLine.Feedback);
        _lock.Feed(isUnlocked, now);
    }

    private void Move(bool isOpen, TimeSpan now)
    {
        Restore(DoorLine.Contact);
        if (!isOpen) { Close(now); return; }
        bool wasUnseen = _leaf.IsUnseen;
        if (!wasUnseen && _leaf.State != LeafState.Closed) { return; }
        bool exit = now < _exitUntil;
        // One press, one opening: what opens once it is let go needs a word of its own. Somebody may still stand before an exit sensor.
        if (!_isExitPressed) { _exitUntil = TimeSpan.MinValue; }
        if (!IsLenient && wasUnseen) { Force(Reasons.FoundOpen); return; }
        if (!IsLenient && _passage is null && !exit) { Force(""); return; }
        _leaf.Open();
        _isUnproven = _passage is not null && !exit && !IsLenient;
        // A passage has one opening: the next one before the lock is locked again is nobody's.
        bool wasUsed = _passage?.WasOpened == true;
        Conclude();
        if (IsLenient && !exit && (wasUsed || _passage?.WasOpened != true)) { Say(DoorEventKind.FreeOpened, null, Leniency()); }
        // After the entry, so that who counts presences ends with the exit.
        if (exit) { Say(DoorEventKind.ExitOpened); }
    }

    private string Leniency() => _mode.Mode switch
    {
        DoorMode.FireRelease => Reasons.FireRelease,
        DoorMode.Maintenance => Reasons.DoorMaintenance,
        _ => Reasons.ScheduledFree,
    };

    private void Close(TimeSpan now)
    {
        LeafState before = _leaf.State;
        bool wasUnseen = _leaf.IsUnseen;
        _leaf.Become(LeafState.Closed);
        if (_isUnproven) { Say(DoorEventKind.ForcedOpen, null, Reasons.NoLockEvidence); }
        _isUnproven = false;
        if (wasUnseen || before == LeafState.Closed) { return; }
        Say(DoorEventKind.Closed, _passage is { WasOpened: true } passage ? passage.By : null);
        if (before != LeafState.Forced) { Cancel(now); }
    }

    private void Press(bool isPressed, TimeSpan now)
    {
        Restore(DoorLine.Exit);
        _isExitPressed = isPressed;
        if (!isPressed) { return; }
        if (!_profile.RexWorksIn(_mode.Mode)) { Say(DoorEventKind.ExitRefused, null, Reasons.DoorLockdown); return; }
        if (_profile.MayRefuseExit && !MayOpen) { Say(DoorEventKind.ExitRefused, null, Reasons.Interlock); return; }
        _exitUntil = now + settings.RexShunt;
        if (!_profile.RexUnlocks) { return; }
        if (now >= _exitDriveUntil) { Say(DoorEventKind.ExitUnlocked); }
        _exitDriveUntil = now + _profile.RexHold;
    }

    private void Tamper(bool isOpen, string reason)
    {
        Restore(DoorLine.Tamper);
        if (isOpen == _isTampered) { return; }
        _isTampered = isOpen;
        Say(isOpen ? DoorEventKind.DoorTampered : DoorEventKind.DoorTamperEnded, null, reason);
    }

    /// <summary>The fire line has moved. Hardware acts on it; what this process drives ends, and so does every passage.</summary>
    private void Burn(bool isActive, TimeSpan now)
    {
        Restore(DoorLine.Fire);
        Ignite(isActive, now);
    }

    private void Ignite(bool isActive, TimeSpan now)
    {
        if (isActive == _isFire) { return; }
        _isFire = isActive;
        Release(now);
        Say(isActive ? DoorEventKind.FireStarted : DoorEventKind.FireEnded, null, _profile.Fire ? "" : Reasons.Exempt);
    }

    private void Release(TimeSpan now)
    {
        bool isReleased = _isFire && _profile.Fire;
        if (isReleased == (_mode.Mode == DoorMode.FireRelease)) { return; }
        _mode.Fire(isReleased);
        _lock.Release(isReleased, now);
        Cancel(now);
        TellMode(null);
        if (isReleased) { EndPassage(Reasons.FireRelease); }
    }

    private void Fail(DoorLine line, bool isCut, TimeSpan now)
    {
        if (_faults.TryGetValue(line, out bool wasCut) && wasCut == isCut) { return; }
        _faults[line] = isCut;
        string reason = $"{line.ToString().ToLowerInvariant()}_{(isCut ? "cut" : "short")}";
        Say(DoorEventKind.LineFault, null, reason);
        switch (line)
        {
            case DoorLine.Feedback: LoseLock(Reasons.LockUnknown, now); break;
            case DoorLine.Contact: LoseLeaf(isCut ? LeafState.Cut : LeafState.Short); break;
            case DoorLine.Fire: Ignite(true, now); break;
            case DoorLine.Tamper when !_isTampered:
                _isTampered = true;
                Say(DoorEventKind.DoorTampered, null, reason);
                break;
            default: break;
        }
    }

    private void Restore(DoorLine line)
    {
        if (_faults.Remove(line)) { Say(DoorEventKind.LineRestored, null, line.ToString().ToLowerInvariant()); }
    }

    /// <summary>The other doors of the interlock are safe no longer: what was not yet opened stays shut.</summary>
    private void Heed(bool areSafe, TimeSpan now)
    {
        _areNeighboursSafe = areSafe;
        if (areSafe || _mode.Mode == DoorMode.FireRelease) { return; }
        _mode.Interrupt();
        if (_profile.MayRefuseExit) { _exitDriveUntil = TimeSpan.MinValue; }
        bool letsOut = _passage?.LetsOut == true;
        if (!letsOut) { _driveUntil = TimeSpan.MinValue; }
        _lock.Drive(MayDrive(now), now);
        if (!letsOut && _passage is { WasOpened: false }) { EndPassage(Reasons.Interlock); }
    }

    /// <summary>Hours that begin while the door cannot be unlocked wait for a person: neither a repaired line nor a closed neighbour unlocks anything.</summary>
    private void Keep(HoursState hours) => _mode.Hours(hours, _profile.FirstPerson || _lock.State == LockState.Unknown || !MayOpen);

    private void Adopt(DoorPlan plan, TimeSpan now)
    {
        _profile = _profile with { Plan = plan };
        _mode.Replan();
        _areNeighboursSafe |= plan.Passage.Interlock is null;
        Release(now);
        Say(DoorEventKind.PlanInstalled, null, $"number_{plan.Number}");
    }

    private void LosePins(string reason, TimeSpan now)
    {
        LoseLeaf(LeafState.Unknown);
        LoseLock(reason, now);
        // When they come back they tell all their faults anew.
        _faults.Clear();
        _exitUntil = TimeSpan.MinValue;
    }

    /// <summary>Nobody knows how the lock stands: what was under way is over.</summary>
    private void LoseLock(string reason, TimeSpan now)
    {
        _mode.Interrupt();
        Cancel(now);
        _lock.Feed(null, now);
        EndPassage(reason);
    }

    private void LoseLeaf(LeafState state)
    {
        _leaf.Become(state);
        _isUnproven = false;
    }
}
