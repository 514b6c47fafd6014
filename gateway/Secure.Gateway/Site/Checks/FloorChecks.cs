using Secure.Gateway.Site.Yaml;

namespace Secure.Gateway.Site.Checks;

/// <summary>Floors and what stands on them.</summary>
internal static class FloorChecks
{
    internal static IEnumerable<SiteFault> All(YamlMap site) => site.Table("floors").SelectMany(f => OfFloor(f.Key.Value, f.Value));

    private static IEnumerable<SiteFault> OfFloor(string id, YamlNode floor)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (YamlNode spot in floor.Items("doors"))
        {
            if (spot.Text("door") is { } door && !seen.Add(door)) { yield return new SiteFault(spot.Line, $"floors.{id}.doors", $"门 {door} 出现两次", $"door {door} stands there twice"); }
        }
    }
}
