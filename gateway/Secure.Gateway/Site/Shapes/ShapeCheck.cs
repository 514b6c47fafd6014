using Secure.Gateway.Site.Yaml;

namespace Secure.Gateway.Site.Shapes;

/// <summary>Compares a file with its shape: every fault, not only the first; then every name that nothing defines.</summary>
/// <param name="isOnRecord">Whether a person whom the file does not define has joined by another way.</param>
internal sealed class ShapeCheck(SiteFaults faults, Func<string, bool> isOnRecord)
{
    private const string Person = "person";

    private readonly Dictionary<string, HashSet<string>> _defined = new(StringComparer.Ordinal);
    private readonly List<(string Kind, YamlText Text, string Path)> _references = [];

    internal void Run(YamlMap file, Shape shape)
    {
        Check(file, shape, "");
        foreach ((string kind, YamlText text, string path) in _references)
        {
            bool known = _defined.TryGetValue(kind, out HashSet<string>? names) && names.Contains(text.Value);
            if (!known && !(kind == Person && isOnRecord(text.Value)))
            {
                Fault(text, path, $"未定义的 {kind}：{text.Value}", $"names {kind} {text.Value}, which the file does not define");
            }
        }
    }

    private void Check(YamlNode node, Shape shape, string path)
    {
        switch (shape)
        {
            case Shape.Fields fields when node is YamlMap map: CheckFields(map, fields, path); break;
            case Shape.Table table when node is YamlMap map: CheckTable(map, table, path); break;
            case Shape.ListOf list when node is YamlList items: CheckList(items, list, path); break;
            case Shape.Value value when node is YamlText text: CheckValue(text, value, path); break;
            case Shape.Value: Fault(node, path, "须为单个值", "must be a single value"); break;
            case Shape.ListOf: Fault(node, path, "须为列表", "must be a list"); break;
            default: Fault(node, path, "须为映射", "must be a map"); break;
        }
    }

    private void CheckFields(YamlMap map, Shape.Fields fields, string path)
    {
        foreach (YamlEntry entry in map.Entries)
        {
            Field? field = Array.Find(fields.All, f => f.Name == entry.Key.Value);
            if (field is not null) { Check(entry.Value, field.Shape, At(path, field.Name)); continue; }
            string known = string.Join(", ", fields.All.Select(f => f.Name));
            Fault(entry.Key, At(path, Shown(entry.Key.Value)), $"未知的键，可用：{known}", $"unknown key; known are {known}");
        }
        foreach (Field field in fields.All.Where(f => f.Required && map.Get(f.Name) is null))
        {
            Fault(map, At(path, field.Name), "缺少必填项", "is missing");
        }
    }

    private void CheckTable(YamlMap map, Shape.Table table, string path)
    {
        if (!_defined.TryGetValue(table.Defines, out HashSet<string>? names)) { _defined[table.Defines] = names = new(StringComparer.Ordinal); }
        foreach (YamlEntry entry in map.Entries)
        {
            string at = At(path, Shown(entry.Key.Value));
            if (Values.Id.Fault(entry.Key.Value) is { } wrong) { faults.Add(new SiteFault(entry.Key.Line, at, wrong)); }
            if (!names.Add(entry.Key.Value) && table.Unique) { Fault(entry.Key, at, $"{table.Defines} 标识重复", $"the {table.Defines} is defined twice"); }
            Check(entry.Value, table.Item, at);
        }
    }

    private void CheckList(YamlList list, Shape.ListOf shape, string path)
    {
        if (list.Elements.Count < shape.Min || list.Elements.Count > shape.Max)
        {
            Fault(list, path, $"须有 {shape.Min} 至 {shape.Max} 项", $"must have {shape.Min} to {shape.Max} items");
        }
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int i = 0; i < list.Elements.Count; i++)
        {
            YamlNode item = list.Elements[i];
            Check(item, shape.Item, $"{path}[{i}]");
            if (item is YamlText text && !seen.Add(text.Value)) { Fault(item, $"{path}[{i}]", "重复的项", "is given twice"); }
        }
    }

    private void CheckValue(YamlText text, Shape.Value value, string path)
    {
        if (value.Fault(text.Value) is { } wrong) { faults.Add(new SiteFault(text.Line, path, wrong)); }
        else if (value.Refers is { } kind) { _references.Add((kind, text, path)); }
    }

    private void Fault(YamlNode node, string path, string zh, string en) => faults.Add(new SiteFault(node.Line, path, zh, en));

    private static string At(string path, string name) => path.Length == 0 ? name : path + "." + name;

    /// <summary>A key as it may be repeated in a message.</summary>
    private static string Shown(string key) => key.Length <= 64 ? key : key[..64] + "…";
}
