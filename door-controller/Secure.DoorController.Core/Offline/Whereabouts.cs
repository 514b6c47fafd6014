using Secure.Vocabulary;

namespace Secure.DoorController.Core.Offline;

/// <summary>Where somebody was seen to go.</summary>
/// <param name="Room">Null: out into the street.</param>
/// <param name="Certain">False: something has happened since that may have let anybody through.</param>
internal sealed record Whereabout(RoomId? Room, TimeSpan Since, bool Certain);

/// <summary>
/// Where the persons are who passed this controller's own doors since it started, by the badges that they passed with. In
/// memory only: after a restart nobody's place is known.
/// </summary>
/// <param name="personOf">The person of a badge by the lease that is held; null where that names the badge nowhere.</param>
internal sealed class Whereabouts(Func<BadgeNumber, ulong?> personOf)
{
    private readonly Dictionary<BadgeNumber, Whereabout> _seen = [];

    /// <summary>Two badges of one person are one, as far as the lease knows.</summary>
    public bool AreSame(BadgeNumber one, BadgeNumber other) => one == other || (personOf(one) is { } person && personOf(other) == person);

    public void Passed(BadgeNumber badge, RoomId? goal, TimeSpan now)
    {
        foreach (BadgeNumber other in _seen.Keys.Where(b => AreSame(b, badge)).ToList()) { _seen.Remove(other); }
        _seen[badge] = new Whereabout(goal, now, Certain: true);
    }

    /// <summary>Null for somebody who was never seen.</summary>
    public Whereabout? Of(BadgeNumber badge) => _seen.Where(s => AreSame(s.Key, badge)).Select(s => s.Value).MaxBy(w => w.Since);

    /// <summary>Persons who are certainly in the room, without the one who asks. Whom the lease does not name counts for nobody's company.</summary>
    public int CountIn(RoomId room, BadgeNumber without) =>
        _seen.Where(s => s.Value is { Certain: true } seen && seen.Room == room && !AreSame(s.Key, without)).Select(s => personOf(s.Key)).OfType<ulong>().Distinct().Count();

    /// <summary>Anybody in the room may have left it.</summary>
    /// <param name="room">Null: in any room.</param>
    public void Doubt(RoomId? room)
    {
        foreach ((BadgeNumber badge, Whereabout seen) in _seen.Where(s => room is null || s.Value.Room == room).ToList()) { _seen[badge] = seen with { Certain = false }; }
    }

    public void Clear() => _seen.Clear();
}
