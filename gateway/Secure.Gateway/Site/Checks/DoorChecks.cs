using Secure.Gateway.Site.Yaml;

namespace Secure.Gateway.Site.Checks;

/// <summary>Doors: where they lead, their readers, their lock.</summary>
internal static class DoorChecks
{
    internal static IEnumerable<SiteFault> All(YamlMap site)
    {
        HashSet<string> strict = SiteChecks.TierThreeRooms(site);
        IEnumerable<SiteFault> ofDoors = site.Table("doors").SelectMany(d => OfDoor("doors." + d.Key.Value, d.Value, strict));
        return ofDoors.Concat(RoomsWithoutDoor(site, strict));
    }

    private static IEnumerable<SiteFault> OfDoor(string path, YamlNode door, HashSet<string> strict)
    {
        string? into = door.Text("into");
        if (into is not null && into == door.Text("from")) { yield return new SiteFault(door.Line, path, "两侧为同一房间", "leads from a room into the same room"); }
        if (door.Get("readers") is YamlMap readers)
        {
            string?[] sides = [.. readers.Entries.Select(r => r.Value.Text("side"))];
            if (!sides.Contains("outside")) { yield return new SiteFault(readers.Line, path + ".readers", "外侧没有读卡器", "has no reader on the outside"); }
            bool guardsStrict = Names(door).Any(strict.Contains);
            if (guardsStrict && !sides.Contains("inside"))
            {
                yield return new SiteFault(readers.Line, path + ".readers", "三级房间的门两侧都须有读卡器", "a room of tier 3 needs a reader on both sides of its doors, or nobody knows who is inside");
            }
        }
        if (door.Text("offline") == "true" && into is not null && strict.Contains(into))
        {
            yield return new SiteFault(door.Line, path + ".offline", "三级房间不得脱机放行", "nobody enters a room of tier 3 without the gateway");
        }
        if (door.Text("lock") == "fail_safe" && into is not null && strict.Contains(into) && door.Get("fire_exemption") is null)
        {
            yield return new SiteFault(door.Line, path + ".lock", "三级房间使用断电释放锁须写明 fire_exemption", "a fail-safe lock on a room of tier 3 needs fire_exemption");
        }
    }

    private static IEnumerable<SiteFault> RoomsWithoutDoor(YamlMap site, HashSet<string> strict)
    {
        HashSet<string?> guarded = [.. site.Table("doors").Select(d => d.Value.Text("into"))];
        foreach (YamlEntry room in site.Table("rooms").Where(r => strict.Contains(r.Key.Value) && !guarded.Contains(r.Key.Value)))
        {
            yield return new SiteFault(room.Key.Line, "rooms." + room.Key.Value, "三级房间没有受控的门", "a room of tier 3 has no door, so nobody could ever be present in it");
        }
    }

    private static IEnumerable<string> Names(YamlNode door) => new[] { door.Text("into"), door.Text("from") }.OfType<string>();
}
