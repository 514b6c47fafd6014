using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Offline;

/// <summary>What the rules of passing make of somebody whom the lease lets pass.</summary>
/// <param name="Refused">Stable code; null where they may pass.</param>
/// <param name="Companion">The first of two, who passes with the second.</param>
/// <param name="Told">Stable code of what is recorded although nobody is stopped; empty: nothing.</param>
internal sealed record LocalPassing(string? Refused, BadgeNumber? Companion = null, string Told = "");

/// <summary>
/// Anti-passback, the two-person rule and limits of persons among the controller's own doors, by the same rules as the gateway's:
/// they decide while the lease does. It looks on while the gateway decides, so that it knows who is where when the gateway is gone.
/// </summary>
internal sealed class PassDesk
{
    private readonly Controller _controller;
    private readonly PassageMap _map;
    private readonly Whereabouts _where;
    private readonly CompanionBook<BadgeNumber> _companions;
    private readonly Dictionary<Token128, (BadgeNumber Badge, BadgeNumber? Companion)> _asked = [];
    private readonly Dictionary<DoorId, Passing> _underway = [];
    private readonly OccupancyDesk _occupancy;

    public PassDesk(Controller controller, IControllerStore store)
    {
        _controller = controller;
        _map = new PassageMap(controller.Setup, controller.Doors);
        _where = new Whereabouts(controller, store);
        _companions = new CompanionBook<BadgeNumber>(_where.AreSame);
        _occupancy = new OccupancyDesk(controller, _map, _where);
    }

    /// <summary>A new lease would know better who is in a room with a limit of persons, or end that nobody knows who is in an area.</summary>
    public bool IsStale => _occupancy.IsStale || (_where.IsStale && _map.HasClosedAreas);

    /// <summary>There are areas that take nobody twice, and nobody knows who is in them.</summary>
    public bool ArePlacesLost => _where.IsLost && _map.HasClosedAreas;

    private sealed record Passing(Authority By, PassageSide Side, BadgeNumber Badge, BadgeNumber? Companion, Authority? CompanionBy, long AtMs)
    {
        public BadgeNumber[] Badges => Companion is null ? [Badge] : [Badge, Companion];
    }

    /// <summary>Whether the rules let the badge pass by the lease, and whether there is room for it and its company.</summary>
    public LocalPassing Admit(ReaderId reader, BadgeNumber badge)
    {
        if (FullFor(reader, badge, null) is { } full) { return new LocalPassing(full); }
        if (IsPlaceLost(reader, badge)) { return new LocalPassing(LeaseReasons.PlaceUnknown); }
        LocalPassing passing = Judge(reader, badge);
        return passing.Companion is { } companion && FullFor(reader, badge, companion) is { } together ? new LocalPassing(together) : passing;
    }

    /// <summary>Whether the rules let the badge pass. The first of two is refused, and waits for the second.</summary>
    private LocalPassing Judge(ReaderId reader, BadgeNumber badge)
    {
        if (_map.SideOf(reader) is not { } side) { return new LocalPassing(null); }
        PassageVerdict verdict = PassedBack(side, badge);
        if (verdict == PassageVerdict.Refused && side.MayStop) { return new LocalPassing(DenyReason.Passback.Code); }
        LocalPassing passing = IsForTwo(side, badge) ? Together(side, reader, badge) : new LocalPassing(null);
        return verdict == PassageVerdict.Free ? passing : passing with { Told = DenyReason.Passback.Code };
    }

    /// <summary>The gateway is asked about a badge: should it grant, this is who passes.</summary>
    public void Asked(ReaderId reader, BadgeNumber badge, Token128 nonce)
    {
        foreach (Token128 over in _asked.Keys.Where(n => _controller.Entries.ReaderOf(n) is null).ToList()) { _asked.Remove(over); }
        _asked[nonce] = (badge, Judge(reader, badge).Companion);
    }

    public void Granted(Token128 nonce, Authority by)
    {
        if (!_asked.Remove(nonce, out (BadgeNumber Badge, BadgeNumber? Companion) asked) || by.Reader is not { } reader) { return; }
        Begin(reader, asked.Badge, by, asked.Companion, null);
    }

    /// <summary>A door is about to be unlocked for somebody.</summary>
    /// <param name="companionBy">As which the companion's passage is recorded; null where the gateway records it.</param>
    public void Begin(ReaderId reader, BadgeNumber badge, Authority by, BadgeNumber? companion, Authority? companionBy)
    {
        if (_map.SideOf(reader) is not { } side) { return; }
        DoorId door = _controller.Setup.Readers[reader];
        if (_underway.TryGetValue(door, out Passing? before))
        {
            foreach (BadgeNumber other in before.Badges.Where(b => !_where.AreSame(b, badge))) { _occupancy.MayHavePassed(other, before.Side.Goal); }
        }
        _underway[door] = new Passing(by, side, badge, companion, companionBy, _where.DayMs);
    }

    /// <summary>Whoever the door let through is on its other side; what may have let anybody through leaves the room behind it in doubt.</summary>
    public void Happened(DoorId door, DoorHappening told)
    {
        if (_underway.TryGetValue(door, out Passing? passing) && told.Kind == DoorEventKind.Opened && passing.By == told.By)
        {
            _underway.Remove(door);
            // Before anybody counts as gone through: the companion's place is told by this entry.
            if (passing.CompanionBy is { } by) { _controller.Journal.Write(door, told with { By = by, Reason = DoorEventReasons.Companion }); }
            foreach (BadgeNumber badge in passing.Badges) { Pass(passing, badge); }
            Keep();
            return;
        }
        bool isOver = passing is not null && passing.By == told.By && IsOver(told), isDoubt = told.Kind == DoorEventKind.Opened || IsDoubt(told.Kind);
        if (isOver) { _underway.Remove(door); }
        if (isDoubt)
        {
            _where.Doubt(_controller.Doors.Plan(door)?.Passage.Into);
            // Who presses the exit button goes out: nobody more is inside for it.
            if (told.Kind != DoorEventKind.ExitOpened) { _occupancy.DoubtBehind(door); }
        }
        if (isOver || isDoubt) { Keep(); }
    }

    /// <summary>Puts on disk who is in an area or may be going there. Whoever unlocks a door calls it after the lock was driven.</summary>
    public void Keep() => _where.Keep(room => _map.AreaOf(room) is not null, _underway.Values.SelectMany(p => p.Badges.Select(b => (b, p.Side.Goal, p.AtMs))));

    /// <summary>Nobody knows what the doors did meanwhile.</summary>
    public void Doubt()
    {
        _where.Doubt(null);
        _occupancy.DoubtAll();
        Keep();
    }

    /// <summary>A lease came that knows of all that the gateway had acknowledged when it was asked for.</summary>
    /// <param name="acknowledged">Sequence of the journal.</param>
    public void Renewed(ulong acknowledged)
    {
        _occupancy.Renewed(acknowledged);
        _where.Renewed(acknowledged);
        Keep();
    }

    /// <summary>Nobody can read out any more who passed.</summary>
    public void Erase()
    {
        _where.Erase();
        _companions.Clear();
        _asked.Clear();
        _underway.Clear();
        _occupancy.Erase();
    }

    private string? FullFor(ReaderId reader, BadgeNumber badge, BadgeNumber? companion) =>
        _occupancy.Judge(reader, badge, companion, _underway.Values.SelectMany(p => p.Badges.Select(b => (b, p.Side.Goal))));

    private void Pass(Passing passing, BadgeNumber badge)
    {
        _where.Passed(badge, passing.Side.Goal);
        _companions.Forget(badge);
        _occupancy.Passed(badge, passing.Side.Goal);
    }

    /// <summary>Whether one alone would be alone in the room behind the door, or would leave somebody alone there.</summary>
    private bool IsForTwo(PassageSide side, BadgeNumber badge)
    {
        if (side.Plan.Passage.TwoPersonWithin == TimeSpan.Zero) { return false; }
        int others = _where.CountIn(side.Plan.Passage.Into, badge);
        return side.Inside ? !PassageRules.MayLeaveAlone(others) : !PassageRules.MayEnterAlone(others);
    }

    private LocalPassing Together(PassageSide side, ReaderId reader, BadgeNumber badge)
    {
        BadgeNumber? first = _companions.Join(side.Plan.Door, side.Inside, badge, _controller.Time.Now);
        // Whoever may not pass is nobody's company.
        if (first is not null && _controller.Leases.Decide(reader, first).Refused is null) { return new LocalPassing(null, first); }
        return side.MayStop ? new LocalPassing(DenyReason.SecondPersonNeeded.Code) : new LocalPassing(null, Told: DoorEventReasons.OneLeftAlone);
    }

    private PassageVerdict PassedBack(PassageSide side, BadgeNumber badge)
    {
        (string? left, string? entered) = (side.AreaLeft, side.AreaEntered);
        if (left == entered) { return PassageVerdict.Free; }
        return _where.Of(badge).Select(seen => PassedBack(side, left, entered, seen)).DefaultIfEmpty(PassageVerdict.Free).Max();
    }

    private PassageVerdict PassedBack(PassageSide side, string? left, string? entered, Whereabout seen)
    {
        PassageVerdict leaving = PassageRules.Leave(_map.RuleOf(left).Rule, PlaceIn(left, seen), side.Plan.Exit.EmergencyRelease);
        (AntiPassback rule, TimeSpan window) = _map.RuleOf(entered);
        PassageVerdict entering = PassageRules.Enter(rule, window, PlaceIn(entered, seen), IsIn(entered, seen) ? _controller.Time.Now - seen.Since : null);
        return leaving > entering ? leaving : entering;
    }

    /// <summary>Nobody knows whether they are inside already, and the area behind the reader takes nobody twice.</summary>
    private bool IsPlaceLost(ReaderId reader, BadgeNumber badge) =>
        _where.IsLost && _map.SideOf(reader) is { MayStop: true } side && side.AreaLeft != side.AreaEntered && _map.IsClosed(side.AreaEntered) && _where.Of(badge).Count == 0;

    private bool IsIn(string? area, Whereabout seen) => area is not null && seen.Room is { } room && _map.AreaOf(room) == area;

    /// <summary>A doubt is no place, nor is where somebody was before a restart, unless they were inside: nobody is stopped by what nobody knows.</summary>
    private AreaPlace PlaceIn(string? area, Whereabout seen) => seen.Certainty == Certainty.Doubted ? AreaPlace.Unknown
        : IsIn(area, seen) ? AreaPlace.Inside
        : seen.Certainty == Certainty.Remembered ? AreaPlace.Unknown : AreaPlace.Outside;

    /// <summary>Nobody goes through by it any more. Where another took its place, that one's word may be the same.</summary>
    private static bool IsOver(DoorHappening told) =>
        told.Kind == DoorEventKind.GrantRefused || (told.Kind == DoorEventKind.NotOpened && told.Reason != Reasons.Superseded);

    private static bool IsDoubt(DoorEventKind kind) => kind is DoorEventKind.ExitOpened or DoorEventKind.FireStarted or DoorEventKind.FreeOpened
        or DoorEventKind.ForcedOpen or DoorEventKind.HeldOpen or DoorEventKind.LineFault or DoorEventKind.DeviceFault;
}

/// <summary>What stands beside a passage in the record.</summary>
public static class DoorEventReasons
{
    /// <summary>Passed with the one who presented second.</summary>
    public const string Companion = "companion";

    /// <summary>One alone stays in a room for two, whose door may keep nobody in.</summary>
    public const string OneLeftAlone = "one_left_alone";
}
