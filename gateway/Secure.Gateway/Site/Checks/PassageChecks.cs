using Secure.Gateway.Site.Shapes;
using Secure.Gateway.Site.Yaml;
using Secure.Grants;

namespace Secure.Gateway.Site.Checks;

/// <summary>Door profiles and areas: rules that could lock somebody in, hold a guarded room open, or never let anybody leave.</summary>
internal static class PassageChecks
{
    internal static IEnumerable<SiteFault> All(YamlMap site) =>
        site.Table("doors").SelectMany(d => OfDoor(site, "doors." + d.Key.Value, d.Value)).Concat(Interlocks(site)).Concat(Areas(site));

    private static IEnumerable<SiteFault> OfDoor(YamlMap site, string path, YamlNode door)
    {
        if (door.Get("rex_in_lockdown") is { } levels && door.Text("emergency_release") != "true")
        {
            yield return new SiteFault(levels.Line, path + ".rex_in_lockdown", "没有应急开门装置的门不得拒绝出门", "a door without emergency_release may never refuse an exit");
        }
        if (Time(door, "pre_alarm") is { } warning && (warning >= (Time(door, "held_after") ?? TimeSpan.FromSeconds(30)) || warning >= (Time(door, "extended_held_after") ?? TimeSpan.MaxValue)))
        {
            yield return new SiteFault(door.Get("pre_alarm")!.Line, path + ".pre_alarm", "须短于超时时间", "must be shorter than the time after which the door is held");
        }
        if (door.Get("free") is not { } free) { yield break; }
        YamlNode? room = site.Get("rooms")?.Get(door.Text("into") ?? "");
        if (room?.Text("tier") is "2" or "3" || room?.Text("two_person") == "true")
        {
            yield return new SiteFault(free.Line, path + ".free", "只有一级且非双人房间的门可以常开", "only a room of tier 1 that needs no two persons may be held open");
        }
        if (door.Get("interlock") is not null) { yield return new SiteFault(free.Line, path + ".free", "联锁的门不能常开", "an interlocked door cannot be held open"); }
        YamlNode? hours = site.Get("schedules")?.Get(free.Text("schedule") ?? "");
        if (hours is not null && (hours.Items("spans").Count() > PlanHours.SpansMax || hours.Items("holidays").Count() > PlanHours.HolidaysMax))
        {
            yield return new SiteFault(free.Line, path + ".free", $"至多 {PlanHours.SpansMax} 个时段和 {PlanHours.HolidaysMax} 个假日", $"its schedule may have {PlanHours.SpansMax} spans and {PlanHours.HolidaysMax} holidays at most");
        }
    }

    private static IEnumerable<SiteFault> Interlocks(YamlMap site)
    {
        foreach (var group in site.Table("doors").Where(d => d.Value.Text("interlock") is not null).GroupBy(d => d.Value.Text("interlock")))
        {
            YamlEntry first = group.First();
            string path = $"doors.{first.Key.Value}.interlock";
            if (group.Count() < 2) { yield return new SiteFault(first.Key.Line, path, "联锁组只有一扇门", "the interlock has one door only"); }
            if (group.Select(d => d.Value.Text("controller")).Distinct().Count() > 1)
            {
                yield return new SiteFault(first.Key.Line, path, "联锁的门须在同一门控制器上", "interlocked doors must hang on one controller");
            }
        }
    }

    private static IEnumerable<SiteFault> Areas(YamlMap site)
    {
        HashSet<string> taken = new(StringComparer.Ordinal);
        foreach (YamlEntry area in site.Table("areas"))
        {
            string path = "areas." + area.Key.Value;
            foreach (YamlText room in area.Value.Texts("rooms").Where(r => !taken.Add(r.Value)))
            {
                yield return new SiteFault(room.Line, path + ".rooms", $"房间 {room.Value} 已属于另一区域", $"room {room.Value} stands in another area already");
            }
            if (area.Value.Text("anti_passback") == "timed" && area.Value.Get("window") is null) { yield return new SiteFault(area.Key.Line, path + ".window", "timed 须写明 window", "timed needs a window"); }
            if (area.Value.Text("anti_passback") != "hard") { continue; }
            foreach (YamlEntry door in site.Table("doors").Where(d => IsEdge(d.Value, area.Value) && d.Value.Table("readers").All(r => r.Value.Text("side") != "inside")))
            {
                yield return new SiteFault(door.Key.Line, path, $"门 {door.Key.Value} 内侧没有读卡器，进入者无法刷卡离开", $"door {door.Key.Value} has no reader on the inside: who has entered could never be seen to leave");
            }
        }
    }

    private static bool IsEdge(YamlNode door, YamlNode area)
    {
        HashSet<string> rooms = [.. area.Texts("rooms").Select(r => r.Value)];
        return rooms.Contains(door.Text("into") ?? "") != rooms.Contains(door.Text("from") ?? "");
    }

    private static TimeSpan? Time(YamlNode door, string name) => door.Text(name) is { } text && Values.TryDuration(text, out TimeSpan time) ? time : null;
}
