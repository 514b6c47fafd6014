using Secure.Gateway.Site.Yaml;

namespace Secure.Gateway.Site.Checks;

/// <summary>Rooms and what they ask at their doors.</summary>
internal static class RoomChecks
{
    internal static IEnumerable<SiteFault> All(YamlMap site) => site.Table("rooms").SelectMany(r => OfRoom(r.Key.Value, r.Value));

    private static IEnumerable<SiteFault> OfRoom(string id, YamlNode room)
    {
        string path = "rooms." + id;
        if (room.Get("entry") is YamlList entry && entry.Elements.Count > 0 && room.Texts("entry").All(t => t.Value != "badge"))
        {
            yield return new SiteFault(entry.Line, path + ".entry", "须包含 badge", "must include badge: it says who stands there");
        }
        if (room.Text("match_on_sensor") == "true")
        {
            int line = room.Get("match_on_sensor")!.Line;
            if (room.Text("tier") != "1") { yield return new SiteFault(line, path + ".match_on_sensor", "仅限一级房间：指纹仪的连线为明文，比对结果的可信度不超过这条线", "for rooms of tier 1 alone: the sensor's wire is in the clear, and its yes is worth no more than the wire"); }
            if (room.Texts("entry").All(t => t.Value != "fingerprint")) { yield return new SiteFault(line, path + ".match_on_sensor", "entry 须包含 fingerprint", "needs fingerprint in entry"); }
        }
        if (room.Text("tier") != "3") { yield break; }
        if (!SiteChecks.HasScope(room)) { yield return new SiteFault(room.Line, path + ".scope", "三级房间须写明可进入的人员或岗位", "a room of tier 3 names the persons or posts that may enter"); }
        if (room.Get("schedule") is null) { yield return new SiteFault(room.Line, path + ".schedule", "三级房间须有时间表", "a room of tier 3 needs a schedule"); }
    }
}
