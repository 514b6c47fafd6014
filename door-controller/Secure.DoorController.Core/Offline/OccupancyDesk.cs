using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Offline;

/// <summary>
/// Whether a room with a limit of persons takes one more, while the lease decides: who was inside as the lease says, and who has
/// passed since by this controller's own doors. An entry counts from the unlocking on. What the gateway had acknowledged when a
/// lease was asked for is in that lease; everything later stays noted here. After a restart, an opening that was nobody's entry or
/// a line that cannot be seen, nobody knows who is inside: then nobody more comes in until a lease is asked for that knows of it.
/// </summary>
/// <param name="where">Tells two badges of one person.</param>
internal sealed class OccupancyDesk(Controller controller, PassageMap map, Whereabouts where)
{
    private readonly List<Move> _moves = [];

    // What the doors did before this start is unknown until the gateway has the word that begins it.
    private readonly List<Doubt> _doubts = [new Doubt(null, controller.Journal.Last + 1)];

    /// <param name="Sequence">Of the journal's entry that tells it.</param>
    /// <param name="IsCertain">False: may have gone along with somebody else, and counts at both places.</param>
    private sealed record Move(BadgeNumber Badge, RoomId? Goal, ulong Sequence, bool IsCertain);

    /// <param name="Room">Null: any.</param>
    private sealed record Doubt(RoomId? Room, ulong Sequence);

    /// <summary>A lease asked for now would know more than the one that is held, and the door of a room with a limit depends on it.</summary>
    public bool IsStale => _doubts.Any(d => d.Sequence <= controller.Journal.Acknowledged && controller.Leases.Limits.Any(l => d.Room is null || d.Room == l.Room));

    /// <summary>Why the room behind the reader takes nobody more; null where it does.</summary>
    /// <param name="companion">Comes in together with the badge; null: nobody.</param>
    /// <param name="underway">For whom doors are unlocked, and where to.</param>
    public string? Judge(ReaderId reader, BadgeNumber badge, BadgeNumber? companion, IEnumerable<(BadgeNumber Badge, RoomId? Goal)> underway)
    {
        if (map.SideOf(reader) is not { Inside: false } side || controller.Leases.Limits.FirstOrDefault(l => l.Room == side.Goal) is not { } limit) { return null; }
        if (_doubts.Any(d => d.Room is null || d.Room == limit.Room)) { return LeaseReasons.OccupancyUnknown; }
        BadgeNumber[] entering = companion is null ? [badge] : [badge, companion];
        return CountIn(limit, entering, underway) + entering.Length > limit.Max ? DenyReason.OccupancyFull.Code : null;
    }

    /// <summary>Somebody went through a door, as its lock and contact say.</summary>
    public void Passed(BadgeNumber badge, RoomId? goal)
    {
        _moves.RemoveAll(m => where.AreSame(m.Badge, badge));
        _moves.Add(new Move(badge, goal, controller.Journal.Last, IsCertain: true));
    }

    /// <summary>A door was unlocked for somebody, and for somebody else before it opened: both may go through it.</summary>
    public void MayHavePassed(BadgeNumber badge, RoomId? goal)
    {
        _moves.RemoveAll(m => !m.IsCertain && m.Goal == goal && where.AreSame(m.Badge, badge));
        _moves.Add(new Move(badge, goal, controller.Journal.Last, IsCertain: false));
    }

    /// <summary>Anybody may have gone through the door.</summary>
    public void DoubtBehind(DoorId door)
    {
        if (controller.Doors.Plan(door)?.Passage is not { } passage) { DoubtAll(); return; }
        Note(passage.Into);
        if (passage.From is { } from) { Note(from); }
    }

    /// <summary>Nobody knows what the doors did, or who passed them is forgotten.</summary>
    public void DoubtAll() => Note(null);

    public void Erase()
    {
        _moves.Clear();
        DoubtAll();
    }

    /// <summary>A lease came that knows of all that the gateway had acknowledged by the time that it was asked for.</summary>
    public void Renewed(ulong acknowledged)
    {
        _moves.RemoveAll(m => m.Sequence <= acknowledged);
        _doubts.RemoveAll(d => d.Sequence <= acknowledged);
        foreach (DoorId door in controller.Doors.Ids.Where(d => IsOpenToAll(controller.Doors.Report(d)))) { DoubtBehind(door); }
    }

    private int CountIn(LeaseLimit limit, BadgeNumber[] without, IEnumerable<(BadgeNumber Badge, RoomId? Goal)> underway)
    {
        HashSet<(ulong? Handle, BadgeNumber? Badge)> inside = [.. limit.Inside.Select(handle => ((ulong?)handle, (BadgeNumber?)null))];
        foreach (Move move in _moves)
        {
            if (move.Goal == limit.Room) { inside.Add(Who(move.Badge)); }
            else if (move.IsCertain) { inside.Remove(Who(move.Badge)); }
        }
        inside.UnionWith(underway.Where(u => u.Goal == limit.Room).Select(u => Who(u.Badge)));
        inside.ExceptWith(without.Select(Who));
        return inside.Count + (int)limit.Others;
    }

    /// <summary>The person by the lease; the badge alone where the lease does not name it.</summary>
    private (ulong? Handle, BadgeNumber? Badge) Who(BadgeNumber badge) => controller.Leases.PersonOf(badge) is { } handle ? (handle, null) : (null, badge);

    /// <summary>One doubt a room, its newest: so there are never more than rooms.</summary>
    private void Note(RoomId? room)
    {
        _doubts.RemoveAll(d => d.Room == room);
        _doubts.Add(new Doubt(room, controller.Journal.Last));
    }

    private static bool IsOpenToAll(DoorReport report) => report.Mode is DoorMode.ScheduledFree or DoorMode.FireRelease or DoorMode.Maintenance
        || report.Leaf is LeafState.Held or LeafState.Forced or LeafState.Unknown or LeafState.Cut or LeafState.Short;
}
