using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Presence;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>What the rules of passing make of an entry that the policy permits.</summary>
/// <param name="Refused">Null where it may go on.</param>
/// <param name="Companion">The first of two, who goes in with the second.</param>
/// <param name="Told">Stable code of what is recorded although nobody is stopped.</param>
public sealed record Passing(DenyReason? Refused, PersonId? Companion = null, string? Told = null);

/// <summary>
/// The rules that stand on who is where: anti-passback by area, occupancy, two persons, escort. Who leaves is stopped only
/// at a door with an emergency release.
/// </summary>
public sealed class PassageDesk(ISite site, PresenceBook presence, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly CompanionBook<PersonId> _companions = new((one, other) => one == other);
    private readonly Dictionary<DoorId, (PersonId Person, TimeSpan At)> _escorts = [];

    /// <param name="obligations">Of the rule that permits.</param>
    public Passing Judge(Door door, Reader reader, PersonId person, IReadOnlyList<Obligation> obligations)
    {
        SiteSnapshot now = site.Current;
        string? told = null;
        if (PassedBack(now, door, reader, person) is (not PassageVerdict.Free, var reason) passedBack)
        {
            if (passedBack.Verdict == PassageVerdict.Refused && door.MayStop(reader)) { return new Passing(reason); }
            told = reason.Code;
        }
        lock (_gate) { return (reader.Inside ? Leave(now, door, person) : Enter(now, door, person, obligations)) is var passing && told is not null ? passing with { Told = told } : passing; }
    }

    private Passing Enter(SiteSnapshot now, Door door, PersonId person, IReadOnlyList<Obligation> obligations)
    {
        Room room = now.Rooms[door.Into];
        if (room.OccupancyMax is { } max && CountIn(room.Id, person, certain: false) >= max) { return new Passing(DenyReason.OccupancyFull); }
        if (obligations.Contains(Obligation.Escort) && !IsEscorted(door.Id, person)) { return new Passing(DenyReason.EscortNeeded); }
        if ((room.TwoPerson || obligations.Contains(Obligation.TwoPerson)) && !PassageRules.MayEnterAlone(CountIn(room.Id, person, certain: true)))
        {
            PersonId? first = _companions.Join(door.Id, leaving: false, person, Elapsed);
            bool counts = first is not null && now.Persons.TryGetValue(first, out Person? known) && known.Active;
            if (!counts) { return new Passing(DenyReason.SecondPersonNeeded); }
            bool areTooMany = room.OccupancyMax is { } most && presence.PersonsIn(room.Id, certain: false).Count(p => p != person && p != first) + 2 > most;
            return areTooMany ? new Passing(DenyReason.OccupancyFull) : new Passing(null, first);
        }
        if (!obligations.Contains(Obligation.Escort)) { _escorts[door.Id] = (person, Elapsed); }
        return new Passing(null);
    }

    private Passing Leave(SiteSnapshot now, Door door, PersonId person)
    {
        if (!now.Rooms[door.Into].TwoPerson || PassageRules.MayLeaveAlone(CountIn(door.Into, person, certain: true))) { return new Passing(null); }
        if (_companions.Join(door.Id, leaving: true, person, Elapsed) is { } other) { return new Passing(null, other); }
        return door.Profile.EmergencyRelease ? new Passing(DenyReason.SecondPersonNeeded) : new Passing(null, Told: "one_left_alone");
    }

    private bool IsEscorted(DoorId door, PersonId person) =>
        _escorts.TryGetValue(door, out (PersonId Person, TimeSpan At) escort) && escort.Person != person && Elapsed - escort.At <= PassageRules.TogetherWithin;

    private (PassageVerdict Verdict, DenyReason Reason) PassedBack(SiteSnapshot now, Door door, Reader reader, PersonId person)
    {
        (RoomId? from, RoomId? to) = reader.Inside ? (door.Into, door.From) : (door.From, door.Into);
        (Area? left, Area? entered) = (AreaOf(now, from), AreaOf(now, to));
        if (left == entered) { return (PassageVerdict.Free, DenyReason.Passback); }
        // A time in which nobody watched, ours or a controller's, lets nobody back in: who was inside is. Nobody is kept in by it.
        (PresenceFact fact, PresenceFact held) = (presence.WhereIs(person), presence.WrittenOf(person));
        PassageVerdict leaving = left is null ? PassageVerdict.Free : PassageRules.Leave(left.Rule, PlaceIn(left, fact), door.Profile.EmergencyRelease);
        PassageVerdict entering = entered is null ? PassageVerdict.Free
            : PassageRules.Enter(entered.Rule, entered.Window, HeldIn(entered, held), HeldIn(entered, held) == AreaPlace.Inside ? SincePassed(held) : null);
        return leaving > entering ? (leaving, DenyReason.Passback)
            : (entering, held == PresenceBook.Unreadable ? DenyReason.IntegrityFailure : PresenceRules.IsUnwatched(held) ? DenyReason.PassbackUnsure : DenyReason.Passback);
    }

    /// <summary>Where somebody is for the door that lets in: where they were seen last, unless something since may have let them out. A record that does not read holds them inside.</summary>
    private static AreaPlace HeldIn(Area area, PresenceFact written) => written == PresenceBook.Unreadable ? AreaPlace.Inside
        : PlaceIn(area, PresenceRules.IsUnwatched(written) ? written with { State = PresenceState.Present } : written);

    /// <summary>Zero where nobody knows when.</summary>
    private TimeSpan SincePassed(PresenceFact written) => clock.GetUtcNow() - (written.PassedAt ?? written.Since) ?? TimeSpan.Zero;

    /// <summary>A doubt, and somebody never seen, is no place: nobody is stopped by what nobody knows.</summary>
    private static AreaPlace PlaceIn(Area area, PresenceFact fact) => fact.State switch
    {
        PresenceState.Present => fact.Room is { } room && area.Rooms.Contains(room) ? AreaPlace.Inside : AreaPlace.Outside,
        PresenceState.Absent => fact == PresenceFact.NeverSeen ? AreaPlace.Unknown : AreaPlace.Outside,
        _ => AreaPlace.Unknown,
    };

    private static Area? AreaOf(SiteSnapshot now, RoomId? room) => room is null ? null : now.Areas.Values.FirstOrDefault(a => a.Rooms.Contains(room));

    /// <param name="certain">False: those who may be inside count too.</param>
    private int CountIn(RoomId room, PersonId without, bool certain) => presence.PersonsIn(room, certain).Count(p => p != without);

    private TimeSpan Elapsed => clock.GetElapsedTime(0, clock.GetTimestamp());
}
