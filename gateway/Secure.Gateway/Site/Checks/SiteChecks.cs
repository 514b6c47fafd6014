using Secure.Gateway.Site.Yaml;

namespace Secure.Gateway.Site.Checks;

/// <summary>
/// What the parts of a site must be to one another. They read a file that may have faults of shape as well and pass over
/// what is missing or malformed, because that has been told already.
/// </summary>
internal static class SiteChecks
{
    internal static IEnumerable<SiteFault> All(YamlMap site) => PolicyChecks.All(site)
        .Concat(ScheduleChecks.All(site))
        .Concat(RoomChecks.All(site))
        .Concat(DoorChecks.All(site))
        .Concat(FloorChecks.All(site))
        .Concat(PassageChecks.All(site))
        .Concat(BusChecks.All(site))
        .Concat(DeviceChecks.All(site))
        .Concat(BadgeChecks.All(site))
        .Concat(ResourceChecks.All(site))
        .Concat(RuleChecks.All(site));

    /// <summary>The rooms whose tier is 3.</summary>
    internal static HashSet<string> TierThreeRooms(YamlMap site) =>
        [.. site.Table("rooms").Where(r => r.Value.Text("tier") == "3").Select(r => r.Key.Value)];

    internal static bool HasScope(YamlNode node) => node.Get("scope") is { } scope && scope.Items("persons").Concat(scope.Items("posts")).Any();
}
