using System.Globalization;
using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>The demo's site file, changed: for tests of doors that work without the gateway.</summary>
internal static class OfflineSiteText
{
    /// <summary>The file as the demo writes it.</summary>
    public static string Demo() => File.ReadAllText(Path.Combine(Checkout.Root, "firmware-config", "doors", "demo-site.yaml.in"))
        .Replace("@TODAY+400@", TimeProvider.System.GetUtcNow().AddDays(400).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>Its controller lets in by the lease, although it is no room of tier 1.</summary>
    public static string Offline(string text, string door) => Before(text, "doors", door, "controller: door-01", "offline: true\n    ");

    /// <summary>It takes so many persons.</summary>
    public static string Limited(string text, string room, int persons) => Before(text, "rooms", room, "entry: [badge]", string.Create(CultureInfo.InvariantCulture, $"occupancy_max: {persons}\n    "));

    private static string Before(string text, string section, string name, string line, string what)
    {
        int begins = text.IndexOf($"\n{section}:\n", StringComparison.Ordinal), named = text.IndexOf($"\n  {name}:\n", begins, StringComparison.Ordinal);
        return text.Insert(text.IndexOf(line, named, StringComparison.Ordinal), what);
    }
}
