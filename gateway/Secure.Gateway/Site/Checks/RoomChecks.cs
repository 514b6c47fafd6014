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
        if (room.Text("tier") != "3") { yield break; }
        if (!SiteChecks.HasScope(room)) { yield return new SiteFault(room.Line, path + ".scope", "三级房间须写明可进入的人员或岗位", "a room of tier 3 names the persons or posts that may enter"); }
        if (room.Get("schedule") is null) { yield return new SiteFault(room.Line, path + ".schedule", "三级房间须有时间表", "a room of tier 3 needs a schedule"); }
    }
}
