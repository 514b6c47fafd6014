using System.Globalization;
using Secure.Gateway.Site.Shapes;
using Secure.Gateway.Site.Yaml;
using Secure.Vocabulary;

namespace Secure.Gateway.Site.Checks;

/// <summary>Settings may tighten, never loosen.</summary>
internal static class PolicyChecks
{
    internal static IEnumerable<SiteFault> All(YamlMap site)
    {
        if (site.Get("policy") is not { } policy) { yield break; }
        foreach (YamlEntry entry in policy.Table("tiers"))
        {
            if (!Values.Marks.TryGetValue(entry.Key.Value, out Classification mark) || entry.Value is not YamlText text) { continue; }
            if (!int.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int tier) || tier >= (int)mark.DefaultTier()) { continue; }
            yield return new SiteFault(text.Line, "policy.tiers." + entry.Key.Value,
                $"不得低于该密级的默认级别 {(int)mark.DefaultTier()}", $"loosens the mark's own tier {(int)mark.DefaultTier()}; a site may only tighten");
        }
        if (Age(policy, "tier_two_max_age", 15) is { } two && Age(policy, "tier_three_max_age", 5) is { } three && three > two)
        {
            yield return new SiteFault(policy.Line, "policy.tier_three_max_age", "不得长于 tier_two_max_age", "is longer than tier_two_max_age");
        }
    }

    private static TimeSpan? Age(YamlNode policy, string name, int minutes) => policy.Text(name) is not { } text
        ? TimeSpan.FromMinutes(minutes)
        : Values.TryDuration(text, out TimeSpan age) ? age : null;
}
