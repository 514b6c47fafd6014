using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Secure.Gateway.Site.Yaml;

/// <summary>
/// Reads one YAML document into nodes. Anchors, aliases, tags and a second document are refused: a policy must say what
/// it says where it stands, and an alias can make a small file enormous.
/// </summary>
internal sealed class YamlReader
{
    private const int DepthMax = 12;

    private readonly Parser _parser;
    private readonly SiteFaults _faults;

    private YamlReader(string text, SiteFaults faults)
    {
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        _faults = faults;
    }

    /// <summary>The document's map, or null where the text is no YAML or no map. Faults are added to the list.</summary>
    internal static YamlMap? Read(string text, SiteFaults faults)
    {
        YamlReader reader = new(text, faults);
        try { return reader.Document(); }
        catch (YamlException e) { return reader.Malformed((int)e.Start.Line, Plain(e.Message)); }
        // What the library's scanner throws at some malformed text instead of its own exception.
        catch (InvalidOperationException) { return reader.Malformed(reader._parser.Current is { } last ? Line(last) : 1, "unexpected text"); }
    }

    private YamlMap? Document()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _)) { return Refuse(1, "文件为空", "the file is empty"); }
        _parser.Consume<DocumentStart>();
        int line = Line(_parser.Current!);
        YamlNode node = Node("", 0);
        _parser.Consume<DocumentEnd>();
        if (!_parser.Accept<StreamEnd>(out _)) { return Refuse(Line(_parser.Current!), "只允许一个 YAML 文档", "only one YAML document is allowed"); }
        return node as YamlMap ?? Refuse(line, "顶层须为映射", "the top level must be a map");
    }

    private YamlNode Node(string path, int depth)
    {
        int line = Line(_parser.Current!);
        if (depth > DepthMax) { throw new YamlException(_parser.Current!.Start, _parser.Current.End, $"nested deeper than {DepthMax}"); }
        if (_parser.TryConsume<AnchorAlias>(out var alias)) { return Refused(alias, path, "不允许别名", "aliases are not allowed"); }
        if (_parser.Accept<NodeEvent>(out var node)) { RefuseDecoration(node, path); }
        if (_parser.TryConsume<Scalar>(out var scalar)) { return new YamlText(scalar.Value, line); }
        return _parser.TryConsume<SequenceStart>(out _) ? List(path, line, depth) : Map(path, line, depth);
    }

    private YamlList List(string path, int line, int depth)
    {
        List<YamlNode> items = [];
        while (!_parser.TryConsume<SequenceEnd>(out _)) { items.Add(Node($"{path}[{items.Count}]", depth + 1)); }
        return new YamlList(items, line);
    }

    private YamlMap Map(string path, int line, int depth)
    {
        _parser.Consume<MappingStart>();
        List<YamlEntry> entries = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            YamlNode key = Node(path, depth + 1);
            string name = (key as YamlText)?.Value ?? "";
            string at = path.Length == 0 ? name : path + "." + name;
            YamlNode value = Node(at, depth + 1);
            if (key is not YamlText text) { _faults.Add(new SiteFault(key.Line, path, "键须为文字", "a key must be text")); continue; }
            if (!seen.Add(name)) { _faults.Add(new SiteFault(key.Line, at, "重复的键", "the key is given twice")); continue; }
            entries.Add(new YamlEntry(text, value));
        }
        return new YamlMap(entries, line);
    }

    private void RefuseDecoration(NodeEvent node, string path)
    {
        if (!node.Anchor.IsEmpty) { Refused(node, path, "不允许锚点", "anchors are not allowed"); }
        if (!node.Tag.IsEmpty) { Refused(node, path, "不允许标签", "tags are not allowed"); }
    }

    private YamlText Refused(ParsingEvent found, string path, string zh, string en)
    {
        _faults.Add(new SiteFault(Line(found), path, zh, en));
        return new YamlText("", Line(found));
    }

    private YamlMap? Malformed(int line, string why) => Refuse(line, "YAML 语法错误", "not well-formed YAML: " + why);

    private YamlMap? Refuse(int line, string zh, string en) { _faults.Add(new SiteFault(line, "", zh, en)); return null; }

    private static int Line(ParsingEvent found) => (int)found.Start.Line;

    private static string Plain(string message) => message.ReplaceLineEndings(" ");
}
