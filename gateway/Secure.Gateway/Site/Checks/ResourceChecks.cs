using System.Globalization;
using Secure.Gateway.Site.Shapes;
using Secure.Gateway.Site.Yaml;
using Secure.Vocabulary;

namespace Secure.Gateway.Site.Checks;

/// <summary>What tier 3 asks of a resource must be there to be asked.</summary>
internal static class ResourceChecks
{
    internal const string RoomKind = "room";

    internal static IEnumerable<SiteFault> All(YamlMap site)
    {
        HashSet<string> strict = SiteChecks.TierThreeRooms(site);
        foreach (YamlEntry kind in site.Table("resources"))
        {
            if (kind.Key.Value == RoomKind) { yield return new SiteFault(kind.Key.Line, "resources.room", "房间写在 rooms 下", "rooms stand under rooms"); }
            foreach (YamlEntry resource in (kind.Value as YamlMap)?.Entries ?? [])
            {
                if (TierOf(site, resource.Value) != 3) { continue; }
                foreach (SiteFault fault in OfTierThree($"resources.{kind.Key.Value}.{resource.Key.Value}", resource.Value, strict)) { yield return fault; }
            }
        }
    }

    private static IEnumerable<SiteFault> OfTierThree(string path, YamlNode resource, HashSet<string> strict)
    {
        if (!SiteChecks.HasScope(resource)) { yield return new SiteFault(resource.Line, path + ".scope", "三级客体须写明知悉范围", "a resource of tier 3 names its scope"); }
        if (resource.Get("schedule") is null) { yield return new SiteFault(resource.Line, path + ".schedule", "三级客体须有时间表", "a resource of tier 3 needs a schedule"); }
        if (!resource.Items("rooms").Any()) { yield return new SiteFault(resource.Line, path + ".rooms", "三级客体须写明授权房间", "a resource of tier 3 names its rooms"); }
        foreach (YamlText room in resource.Texts("rooms").Where(r => !strict.Contains(r.Value)))
        {
            yield return new SiteFault(room.Line, path + ".rooms", $"{room.Value} 不是三级房间", $"{room.Value} is no room of tier 3, so presence in it is not known well enough");
        }
    }

    private static int TierOf(YamlMap site, YamlNode resource)
    {
        if (resource.Text("classification") is not { } word || !Values.Marks.TryGetValue(word, out Classification mark)) { return 0; }
        _ = int.TryParse(site.Get("policy")?.Get("tiers")?.Text(word), NumberStyles.None, CultureInfo.InvariantCulture, out int set);
        return Math.Max(set, (int)mark.DefaultTier());
    }
}
