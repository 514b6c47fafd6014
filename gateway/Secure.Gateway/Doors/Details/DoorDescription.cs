using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.V1;
using Secure.Vocabulary;
using Door = Secure.Gateway.Decisions.Site.Door;

namespace Secure.Gateway.Doors.Details;

/// <summary>A door's profile, its hours and the rules that let anybody in, as the contract shows them.</summary>
internal static class DoorDescription
{
    private const string RoomKind = "room", Enter = "enter";

    internal static DescribeDoorResponse Of(Door door, SiteSnapshot site)
    {
        Room room = site.Rooms[door.Into];
        DoorProfile profile = door.Profile;
        return new DescribeDoorResponse
        {
            Entry = { (room.Entry.Count > 0 ? room.Entry : Room.DefaultEntry(room.Tier)).Select(ToProto) },
            Hold = Duration.FromTimeSpan(door.Hold),
            ExtendedHold = Duration.FromTimeSpan(profile.ExtendedHold),
            HeldAfter = Duration.FromTimeSpan(profile.HeldAfter),
            PreAlarm = profile.PreAlarm > TimeSpan.Zero ? Duration.FromTimeSpan(profile.PreAlarm) : null,
            FailSafe = profile.Lock == LockKind.FailSafe,
            Offline = PassRules.EntersOffline(site, door),
            FireRelease = profile.FireRelease,
            RexUnlocks = profile.RexUnlocks,
            Interlock = profile.Interlock ?? "",
            Hours = Hours(room.Schedule, site),
            FreeHours = Hours(profile.Free, site),
            FirstPerson = profile.FirstPerson,
            TwoPerson = room.TwoPerson,
            OccupancyMax = (uint)(room.OccupancyMax ?? 0),
            Readers = { door.Readers.Select(r => new DoorReader { Reader = r.Id.Text, Inside = r.Inside }) },
            Rules = { site.Rules.Where(rule => IsAbout(rule, room.Id)).Select(rule => ToProto(rule, site)) },
        };
    }

    /// <summary>As decisions read rules: labels and marks belong to resources, never to rooms.</summary>
    private static bool IsAbout(Rule rule, RoomId room) =>
        rule.Kind == RoomKind && rule.Actions.Contains(Enter) && rule.Labels.Count == 0 && rule.ClassificationMax is null
        && (rule.Ids.Count == 0 || rule.Ids.Contains(room.Text)) && (rule.Rooms.Count == 0 || rule.Rooms.Contains(room));

    private static DoorRule ToProto(Rule rule, SiteSnapshot site) => new()
    {
        Name = rule.Name,
        Persons = { rule.Persons.Select(p => p.Text) },
        Posts = { rule.Posts.Select(p => p.Text) },
        Departments = { rule.Departments.Select(d => d.Text) },
        Hours = Hours(rule.Schedule, site),
        TierMin = (uint)(rule.TierMin ?? 0),
    };

    private static DoorHours? Hours(ScheduleId? id, SiteSnapshot site)
    {
        if (id is null) { return null; }
        Schedule schedule = site.Schedules[id];
        return new DoorHours
        {
            Schedule = id.Text,
            Spans = { schedule.Spans.Select(ToProto) },
            Holidays = { schedule.Holidays.Select(day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) },
        };
    }

    private static HoursSpan ToProto(ScheduleSpan span) => new()
    {
        Days = { span.Days.Select(day => day == DayOfWeek.Sunday ? 7u : (uint)day).Order() },
        From = span.From.ToString("HH:mm", CultureInfo.InvariantCulture),
        To = span.To?.ToString("HH:mm", CultureInfo.InvariantCulture) ?? "24:00",
    };

    private static V1.Factor ToProto(Vocabulary.Factor factor) => factor switch
    {
        Vocabulary.Factor.Password => V1.Factor.Password,
        Vocabulary.Factor.Face => V1.Factor.Face,
        Vocabulary.Factor.Fingerprint => V1.Factor.Fingerprint,
        Vocabulary.Factor.Badge => V1.Factor.Badge,
        Vocabulary.Factor.Pin => V1.Factor.Pin,
        _ => V1.Factor.Unspecified,
    };
}
