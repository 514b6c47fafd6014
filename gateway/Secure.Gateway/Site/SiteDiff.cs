using Secure.Gateway.Site.Yaml;

namespace Secure.Gateway.Site;

/// <summary>One difference between two sites.</summary>
/// <param name="Added">True for what the new one has, false for what the old one had.</param>
/// <param name="Path">Where; safe for the log, since names of people stand in values.</param>
internal sealed record SiteChange(bool Added, string Path, string Value)
{
    public override string ToString() => $"{(Added ? '+' : '-')} {Path}: {Value}";
}

/// <summary>What a new site file would change: by meaning, so that comments and layout count for nothing.</summary>
internal static class SiteDiff
{
    /// <param name="passedOver">Names at the top whose differences mean nothing.</param>
    internal static IReadOnlyList<SiteChange> Between(YamlMap old, YamlMap now, params string[] passedOver)
    {
        HashSet<(string Path, string Value)> before = [.. old.Entries.Where(e => !passedOver.Contains(e.Key.Value)).SelectMany(Flat)];
        HashSet<(string Path, string Value)> after = [.. now.Entries.Where(e => !passedOver.Contains(e.Key.Value)).SelectMany(Flat)];
        IEnumerable<SiteChange> gone = before.Where(b => !after.Contains(b)).Select(b => new SiteChange(false, b.Path, b.Value));
        IEnumerable<SiteChange> come = after.Where(a => !before.Contains(a)).Select(a => new SiteChange(true, a.Path, a.Value));
        return [.. gone.Concat(come).OrderBy(c => c.Path, StringComparer.Ordinal).ThenBy(c => c.Added)];
    }

    private static IEnumerable<(string Path, string Value)> Flat(YamlEntry top) => Flat(top.Value, top.Key.Value);

    private static IEnumerable<(string Path, string Value)> Flat(YamlNode node, string path) => node switch
    {
        YamlText text => [(path, text.Value)],
        YamlMap { Entries.Count: 0 } => [(path, "{}")],
        YamlMap map => map.Entries.SelectMany(e => Flat(e.Value, path.Length == 0 ? e.Key.Value : path + "." + e.Key.Value)),
        YamlList list => list.Elements.SelectMany(item => OfItem(item, path)).Concat(Order(list, path)),
        _ => [],
    };

    /// <summary>An item is known by its name, or else by all that it says: a place in the list would make one insertion change everything after it.</summary>
    private static IEnumerable<(string Path, string Value)> OfItem(YamlNode item, string path) => item switch
    {
        YamlMap map when map.Text("name") is { } name => Flat(map, $"{path}[{name}]"),
        YamlMap map => [(path, string.Join(", ", Flat(map, "").Select(f => $"{f.Path}: {f.Value}").Order(StringComparer.Ordinal)))],
        _ => Flat(item, path),
    };

    /// <summary>The order of named items is part of what they mean.</summary>
    private static IEnumerable<(string Path, string Value)> Order(YamlList list, string path)
    {
        string[] names = [.. list.Elements.Select(i => i.Text("name")).OfType<string>()];
        if (names.Length > 1) { yield return (path + ".order", string.Join(", ", names)); }
    }
}
