using Secure.Gateway.Decisions.Site;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>Makes a door's plan of the site in force. Pure.</summary>
public static class DoorPlanner
{
    public static DoorPlan Make(SiteSnapshot site, Door door, ulong number)
    {
        DoorProfile profile = door.Profile;
        PlanTimes times = new(door.Hold, profile.ExtendedHold, profile.HeldAfter, profile.ExtendedHeldAfter, profile.PreAlarm);
        PlanExit exit = new(profile.RexUnlocks, [.. Enumerable.Range(1, DoorLimits.LockdownLevelMax).Select(profile.RexInLockdown.Contains)], profile.EmergencyRelease);
        return new DoorPlan(door.Controller, door.Id, number, site.Rooms[door.Into].Tier, profile.Lock, profile.FireRelease, times, exit, Passage(site, door), Free(site, profile));
    }

    private static PlanPassage Passage(SiteSnapshot site, Door door)
    {
        (Area? from, Area? into) = (AreaOf(site, door.From), AreaOf(site, door.Into));
        return new PlanPassage(
            door.From, door.Into, from?.Name, into?.Name, into?.Rule ?? AntiPassback.None, into?.Window ?? TimeSpan.Zero, door.Profile.Interlock,
            site.Rooms[door.Into].TwoPerson ? PassageRules.TogetherWithin : TimeSpan.Zero, [.. door.Readers.Select(r => new PlanReader(r.Id, r.Inside))]);
    }

    private static PlanFree? Free(SiteSnapshot site, DoorProfile profile)
    {
        if (profile.Free is not { } id) { return null; }
        Schedule schedule = site.Schedules[id];
        PlanSpan[] spans = [.. schedule.Spans.Select(s => new PlanSpan((byte)s.Days.Aggregate(0, (days, day) => days | 1 << (int)day), Minutes(s.From), s.To is { } to ? Minutes(to) : (ushort)1440))];
        return new PlanFree(new PlanHours(site.TimeZone.Id, spans, schedule.Holidays), profile.FirstPerson);
    }

    private static ushort Minutes(TimeOnly time) => (ushort)(time.Hour * 60 + time.Minute);

    private static Area? AreaOf(SiteSnapshot site, RoomId? room) => room is null ? null : site.Areas.Values.FirstOrDefault(a => a.Rooms.Contains(room));
}
