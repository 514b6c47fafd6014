using System.Globalization;
using System.Text;
using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;

namespace Secure.Gateway.Decisions;

/// <summary>From when to when after the beginning, the end excluded.</summary>
public readonly record struct PassSpan(TimeSpan From, TimeSpan To);

/// <summary>What one reader does for the badges of a group, and when.</summary>
public sealed record PassRight(Door Door, Reader Reader, IReadOnlyList<PassSpan> Spans);

/// <summary>Badges that may do the same.</summary>
public sealed record PassGroup(IReadOnlyList<PassRight> Rights, IReadOnlyList<BadgeNumber> Badges);

/// <summary>
/// Who may pass which doors of a controller in the hours to come, should it lose the gateway: the decisions of
/// <see cref="EntryRules"/>, taken beforehand with a badge alone. What asks for more than a badge or a badge and a PIN is not among them, nor is entering a
/// room of tier 3. Anti-passback, the two-person rule and limits of persons the controller keeps by itself, where it has every door that they are about.
/// </summary>
public static class PassRules
{
    public static IReadOnlyList<PassGroup> Of(SiteSnapshot site, DeviceId controller, DateTimeOffset from, TimeSpan life) =>
        Of(site, controller, from, life, FactorSet.None, (d, r) => r.Inside ? LeavesOffline(site, d) : EntersOffline(site, d));

    /// <summary>
    /// Who may pass with a badge and their PIN, where the badge alone does not do. Not into a room for two: who comes along with
    /// the second of two has typed earlier, and the record of an entry has one PIN's word only.
    /// </summary>
    public static IReadOnlyList<PassGroup> ByPin(SiteSnapshot site, DeviceId controller, DateTimeOffset from, TimeSpan life) =>
        Of(site, controller, from, life, FactorSet.Of(Factor.Pin), (d, r) => !r.Inside && AsksPin(site, d) && EntersOffline(site, d) && !site.Rooms[d.Into].TwoPerson);

    private static bool AsksPin(SiteSnapshot site, Door door) => site.Rooms[door.Into].Entry.Contains(Factor.Pin);

    private static IReadOnlyList<PassGroup> Of(SiteSnapshot site, DeviceId controller, DateTimeOffset from, TimeSpan life, FactorSet proved, Func<Door, Reader, bool> counts)
    {
        (Door Door, Reader Reader)[] readers =
        [
            .. site.Doors.Values.Where(d => d.Controller == controller).OrderBy(d => d.Id.Text, StringComparer.Ordinal)
                .SelectMany(d => d.Readers.Where(r => counts(d, r)).Select(r => (d, r))),
        ];
        if (readers.Length == 0 || site.Tampered) { return []; }
        TimeSpan[] starts = [.. Changes(site, from, life)];
        Dictionary<string, (List<PassRight> Rights, List<BadgeNumber> Badges)> groups = new(StringComparer.Ordinal);
        foreach (Badge badge in site.Badges.Values.Where(b => b.Active))
        {
            List<PassRight> rights = [.. readers.Select(r => new PassRight(r.Door, r.Reader, Spans(site, r.Door, r.Reader, badge, from, starts, life, proved))).Where(r => r.Spans.Count > 0)];
            if (rights.Count == 0) { continue; }
            string key = KeyOf(rights);
            if (!groups.TryGetValue(key, out (List<PassRight> Rights, List<BadgeNumber> Badges) group)) { groups[key] = group = (rights, []); }
            group.Badges.Add(badge.Number);
        }
        return [.. groups.Values.Select(g => new PassGroup(g.Rights, g.Badges))];
    }

    /// <summary>Whether the door lets persons in without the gateway. Where a rule stands on who is inside, the controller must see every way in and out: else nobody enters there.</summary>
    public static bool EntersOffline(SiteSnapshot site, Door door) =>
        site.Rooms[door.Into].Tier is not Tier.Three and var tier && (door.Offline ?? tier == Tier.One)
        && SeesRoom(site, door) && (site.Rooms[door.Into].OccupancyMax is null || SeesAround(site, door)) && StoppingAreas(site, door).All(a => Sees(site, door, d => IsBetween(a, d)));

    /// <summary>Whether what the door's controller may do by itself depends on who passed before: it must know the rules for that.</summary>
    public static bool KeepsRules(SiteSnapshot site, Door door) => site.Rooms[door.Into].TwoPerson || StoppingAreas(site, door).Any() || LimitedRooms(site, [door]).Any();

    /// <summary>The rooms on either side of the doors that take only so many persons.</summary>
    public static IEnumerable<Room> LimitedRooms(SiteSnapshot site, IEnumerable<Door> doors) =>
        doors.SelectMany(d => d.From is { } from ? new[] { d.Into, from } : [d.Into]).Distinct().Select(r => site.Rooms[r]).Where(r => r.OccupancyMax is not null);

    /// <summary>Whether a badge lets out without the gateway. A controller that does not see every way out of a room for two cannot see to it that nobody stays alone: then nobody is let out where a break-glass unit or handle opens the door from inside.</summary>
    private static bool LeavesOffline(SiteSnapshot site, Door door) => !door.Profile.EmergencyRelease || SeesRoom(site, door);

    private static bool SeesRoom(SiteSnapshot site, Door door) => !site.Rooms[door.Into].TwoPerson || SeesAround(site, door);

    /// <summary>The controller has every door of the room that this one leads into.</summary>
    private static bool SeesAround(SiteSnapshot site, Door door) => Sees(site, door, d => d.Into == door.Into || d.From == door.Into);

    private static bool Sees(SiteSnapshot site, Door door, Func<Door, bool> which) => site.Doors.Values.Where(which).All(d => d.Controller == door.Controller);

    /// <summary>The areas that the door leads into or out of and that may refuse somebody for having passed before.</summary>
    private static IEnumerable<Area> StoppingAreas(SiteSnapshot site, Door door) => site.Areas.Values.Where(a => a.Rule is AntiPassback.Hard or AntiPassback.Timed && IsBetween(a, door));

    private static bool IsBetween(Area area, Door door) => area.Rooms.Contains(door.Into) != (door.From is { } from && area.Rooms.Contains(from));

    private static List<PassSpan> Spans(SiteSnapshot site, Door door, Reader reader, Badge badge, DateTimeOffset from, TimeSpan[] starts, TimeSpan life, FactorSet proved)
    {
        List<PassSpan> spans = [];
        for (int i = 0; i < starts.Length; i++)
        {
            EntryQuestion question = new(door.Id, reader.Id, badge.Number, proved, from + starts[i]);
            if (EntryRules.Decide(site, question).Decision is not Decision.Permit) { continue; }
            TimeSpan end = i + 1 < starts.Length ? starts[i + 1] : life;
            if (spans.Count > 0 && spans[^1].To == starts[i]) { spans[^1] = spans[^1] with { To = end }; }
            else { spans.Add(new PassSpan(starts[i], end)); }
        }
        return spans;
    }

    /// <summary>The beginning, and every minute at which some schedule opens or closes or a day ends: between two of them no decision changes.</summary>
    private static IEnumerable<TimeSpan> Changes(SiteSnapshot site, DateTimeOffset from, TimeSpan life)
    {
        OpenHours[] hours = [.. site.Schedules.Values.Select(s => new OpenHours(s, site.TimeZone))];
        yield return TimeSpan.Zero;
        string before = StateAt(site, hours, from);
        TimeSpan minute = TimeSpan.FromMinutes(1);
        for (TimeSpan at = minute - TimeSpan.FromTicks(from.UtcTicks % TimeSpan.TicksPerMinute); at < life; at += minute)
        {
            string now = StateAt(site, hours, from + at);
            if (now != before) { yield return at; }
            before = now;
        }
    }

    private static string StateAt(SiteSnapshot site, OpenHours[] hours, DateTimeOffset at) =>
        site.DayOf(at).DayNumber.ToString(CultureInfo.InvariantCulture) + string.Concat(hours.Select(h => h.IsOpen(at, out _) ? '1' : '0'));

    private static string KeyOf(List<PassRight> rights)
    {
        StringBuilder key = new();
        foreach (PassRight right in rights)
        {
            key.Append(right.Door.Id.Text).Append('/').Append(right.Reader.Id.Text);
            foreach (PassSpan span in right.Spans) { key.Append(CultureInfo.InvariantCulture, $" {span.From.Ticks}-{span.To.Ticks}"); }
            key.Append(';');
        }
        return key.ToString();
    }
}
