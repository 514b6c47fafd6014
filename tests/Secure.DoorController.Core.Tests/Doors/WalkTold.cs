using Secure.DoorController.Core.Doors;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Doors;

/// <summary>One step of a walk, as somebody sees it who stands before the door.</summary>
/// <param name="MayPass">The rules let the unlocking or the exit that was asked for go on.</param>
internal sealed record WalkStep(DoorInput Input, bool MayPass, DoorReport Before, DoorReport After, bool IsDriven, DoorPlan? Plan, IReadOnlyList<DoorHappening> Happened, TimeSpan Now)
{
    public bool Told(DoorEventKind kind) => Happened.Any(h => h.Kind == kind);

    public int Count(params DoorEventKind[] kinds) => Happened.Count(h => kinds.Contains(h.Kind));
}

/// <summary>
/// What a door still owes the record: of each opening what it was, of each unlocking how it ended, to each order its answer, of each leaf
/// that stands open too long that it does. It does not look into the door: only at what went in, what was told and the three reports.
/// </summary>
internal sealed class WalkTold(TimeSpan heldAfter)
{
    private static readonly DoorEventKind[] Openings = [DoorEventKind.Opened, DoorEventKind.FreeOpened, DoorEventKind.ExitOpened, DoorEventKind.ForcedOpen];

    /// <summary>What ends an order that was taken up, other than a refusal to take it up.</summary>
    private static readonly string[] Answers = [Reasons.Superseded, Reasons.LockJammed, Reasons.NotUnlocking];

    private readonly Dictionary<DoorLine, bool> _faults = [];
    private bool _isOpeningUntold;
    private int _unlockings;
    private int _orders;
    private bool _isFire;
    private bool _isTampered;
    private TimeSpan? _warnBy;
    private TimeSpan? _heldFrom;
    private TimeSpan? _heldBy;

    /// <summary>The rule that the step breaks; null: none.</summary>
    public string? Judge(WalkStep step) => Changes(step) ?? Opening(step) ?? Unlocking(step) ?? Orders(step) ?? Lines(step) ?? Held(step);

    private static string? Changes(WalkStep step)
    {
        (DoorReport was, DoorReport now) = (step.Before, step.After);
        if (now.Mode != was.Mode && !step.Told(DoorEventKind.ModeChanged)) { return "a change of mode is not told"; }
        if (now.Lock == LockState.Jammed && was.Lock != LockState.Jammed && !step.Told(DoorEventKind.LockJammed)) { return "a jam is not told"; }
        if (now.Leaf == LeafState.Forced && was.Leaf != LeafState.Forced && !step.Told(DoorEventKind.ForcedOpen)) { return "forced is not told"; }
        if (now.Leaf == LeafState.Held && was.Leaf != LeafState.Held && !step.Told(DoorEventKind.HeldOpen)) { return "held is not told"; }
        if (now.Leaf == LeafState.PreAlarm && was.Leaf != LeafState.PreAlarm && !step.Told(DoorEventKind.PreAlarm)) { return "the warning before held is not told"; }
        if (now.Leaf == LeafState.Closed && IsOpen(was.Leaf) && !step.Told(DoorEventKind.Closed)) { return "a closing is not told"; }
        return step.Input is DoorInput.Follow && !step.Told(DoorEventKind.PlanInstalled) ? "a new plan is not told" : null;
    }

    /// <summary>Whoever opens the leaf had leave, or it is told as forced: at once, or once no unlocking is under way that may yet prove it.</summary>
    private string? Opening(WalkStep step)
    {
        bool opens = step.Input is DoorInput.Contact(true) && !IsOpen(step.Before.Leaf);
        bool isShut = step.Before is { Leaf: LeafState.Closed, Lock: LockState.Locked, Mode: not (DoorMode.ScheduledFree or DoorMode.FireRelease or DoorMode.Maintenance) };
        if (opens && isShut && !step.IsDriven && !step.Told(DoorEventKind.ForcedOpen) && !step.Told(DoorEventKind.ExitOpened)) { return "a locked door was opened, and it is not told as forced"; }
        _isOpeningUntold = (_isOpeningUntold || opens) && step.Count(Openings) == 0;
        if (step.Input is DoorInput.PinsLost or DoorInput.LineFault(DoorLine.Contact, _)) { _isOpeningUntold = false; }
        bool mayYetBeProven = step.Input is not DoorInput.Contact(false) && (step.IsDriven || step.After.Lock is LockState.Unlocking or LockState.Locking);
        return _isOpeningUntold && !mayYetBeProven ? "an opening was told as nothing" : null;
    }

    /// <summary>Each unlocking ends as one opening, or as none.</summary>
    private string? Unlocking(WalkStep step)
    {
        if (step.Input is DoorInput.Unlock(var by, _, _, _))
        {
            bool isRefused = step.Happened.Any(h => h.Kind == by.Refused && h.By == by && !Answers.Contains(h.Reason));
            if (step.MayPass == isRefused) { return isRefused ? "an unlocking that the rules allow is refused" : "a refused unlocking is not told"; }
            if (step.MayPass && !step.IsDriven && !step.Told(DoorEventKind.LockJammed)) { return "an unlocking that the rules allow does not unlock"; }
        }
        _unlockings += (step.Input is DoorInput.Unlock && step.MayPass ? 1 : 0) - step.Count(DoorEventKind.Opened, DoorEventKind.NotOpened);
        if (_unlockings is not (0 or 1)) { return "an unlocking has more than one end"; }
        return _unlockings == 1 && !step.IsDriven && step.After.Lock is LockState.Locked or LockState.Unknown or LockState.Jammed ? "how an unlocking ended is not told" : null;
    }

    private string? Orders(WalkStep step)
    {
        bool isOrder = step.Input is DoorInput.Order or DoorInput.Unlock { By.CommandNumber: > 0 };
        _orders += (isOrder ? 1 : 0) - step.Happened.Count(h => h.Kind is DoorEventKind.CommandDone or DoorEventKind.CommandRefused);
        if (_orders is not (0 or 1)) { return "an order has more than one answer, or none"; }
        bool isAtRest = step.After.Lock is LockState.Unknown or LockState.Jammed || (step.After.Lock == LockState.Locked && !step.IsDriven);
        return _orders == 1 && isAtRest ? "an order is not answered" : null;
    }

    private string? Lines(WalkStep step)
    {
        if (step.Input is DoorInput.ExitButton(true) && step.MayPass == step.Told(DoorEventKind.ExitRefused)) { return step.MayPass ? "an exit is refused that may not be" : "a refused exit is not told"; }
        if (step is { Input: DoorInput.ExitButton(true), MayPass: true, Plan.Exit.RexUnlocks: true, IsDriven: false } && !step.Told(DoorEventKind.LockJammed)) { return "the exit button does not let out"; }
        (bool isNew, bool isOver) = (false, false);
        switch (step.Input)
        {
            case DoorInput.LineFault(var line, var isCut): (isNew, _faults[line]) = (!_faults.TryGetValue(line, out bool was) || was != isCut, isCut); break;
            case DoorInput.PinsLost: _faults.Clear(); break;
            default: isOver = LineOf(step.Input) is { } told && _faults.Remove(told); break;
        }
        if (step.Told(DoorEventKind.LineFault) != isNew) { return "a line's fault is not told once"; }
        if (step.Told(DoorEventKind.LineRestored) != isOver) { return "the end of a line's fault is not told once"; }
        bool fire = step.Input switch { DoorInput.Fire(var active) => active, DoorInput.LineFault(DoorLine.Fire, _) when isNew => true, _ => _isFire };
        bool tampered = step.Input switch { DoorInput.Tamper(var open) => open, DoorInput.LineFault(DoorLine.Tamper, _) when isNew => true, _ => _isTampered };
        bool isTold = step.Told(DoorEventKind.FireStarted) == (fire && !_isFire) && step.Told(DoorEventKind.FireEnded) == (!fire && _isFire)
            && step.Told(DoorEventKind.DoorTampered) == (tampered && !_isTampered) && step.Told(DoorEventKind.DoorTamperEnded) == (!tampered && _isTampered);
        (_isFire, _isTampered) = (fire, tampered);
        return isTold ? null : "fire or tamper is not told once";
    }

    /// <summary>Who needs more time has it: the later of both ends is what no leaf may pass in silence.</summary>
    private string? Held(WalkStep step)
    {
        bool isTimed = step.After is { Leaf: LeafState.Open or LeafState.PreAlarm, Mode: not (DoorMode.ScheduledFree or DoorMode.FireRelease or DoorMode.Maintenance) };
        if (step.Told(DoorEventKind.HeldOpen) && !(step.Now >= _heldFrom)) { return "told as held before its time"; }
        if (!isTimed) { (_warnBy, _heldFrom, _heldBy) = (null, null, null); return null; }
        if (_heldBy is null)
        {
            (TimeSpan soonest, TimeSpan latest, TimeSpan warning) = step.Plan is { Times: var t } ? (t.HeldAfter, t.ExtendedHeldAfter, t.PreAlarm) : (heldAfter, heldAfter, TimeSpan.Zero);
            (_warnBy, _heldFrom, _heldBy) = (warning > TimeSpan.Zero ? step.Now + latest - warning : null, step.Now + soonest, step.Now + latest);
        }
        if (step.Now >= _heldBy) { return "open past its limit, and not told as held"; }
        return step.After.Leaf == LeafState.Open && step.Now >= _warnBy ? "soon held, and nobody is warned" : null;
    }

    private static bool IsOpen(LeafState leaf) => leaf is LeafState.Open or LeafState.PreAlarm or LeafState.Held or LeafState.Forced;

    private static DoorLine? LineOf(DoorInput input) => input switch
    {
        DoorInput.Feedback => DoorLine.Feedback,
        DoorInput.Contact => DoorLine.Contact,
        DoorInput.ExitButton => DoorLine.Exit,
        DoorInput.Tamper => DoorLine.Tamper,
        DoorInput.Fire => DoorLine.Fire,
        _ => null,
    };
}
