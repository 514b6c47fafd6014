namespace Secure.Gateway.Site.Yaml;

/// <summary>A piece of a YAML file with the line on which it begins. Only what a site file needs: no tags, no anchors.</summary>
internal abstract record YamlNode(int Line)
{
    internal static readonly YamlMap Nothing = new([], 0);

    /// <summary>The entry of this name where this is a map that has it; null otherwise.</summary>
    internal YamlNode? Get(string name) => (this as YamlMap)?.Find(name);

    /// <summary>The text of this name; null where there is none.</summary>
    internal string? Text(string name) => (Get(name) as YamlText)?.Value;

    /// <summary>The texts of a list; none where there is no such list.</summary>
    internal IEnumerable<YamlText> Texts(string name) => Items(name).OfType<YamlText>();

    internal IEnumerable<YamlNode> Items(string name) => (Get(name) as YamlList)?.Elements ?? [];

    /// <summary>The entries of a map of this name; none where there is no such map.</summary>
    internal IEnumerable<YamlEntry> Table(string name) => (Get(name) as YamlMap)?.Entries ?? [];
}

internal sealed record YamlText(string Value, int Line) : YamlNode(Line);

internal sealed record YamlList(IReadOnlyList<YamlNode> Elements, int Line) : YamlNode(Line);

internal sealed record YamlMap(IReadOnlyList<YamlEntry> Entries, int Line) : YamlNode(Line)
{
    private Dictionary<string, YamlNode>? _byName;

    /// <summary>Keys are unique: the reader refuses a second one.</summary>
    internal YamlNode? Find(string name) =>
        (_byName ??= Entries.ToDictionary(e => e.Key.Value, e => e.Value, StringComparer.Ordinal)).GetValueOrDefault(name);
}

internal sealed record YamlEntry(YamlText Key, YamlNode Value);
