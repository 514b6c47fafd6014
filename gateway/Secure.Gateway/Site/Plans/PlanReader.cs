using System.Diagnostics.CodeAnalysis;
using System.Xml;
using System.Xml.Linq;
using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;

namespace Secure.Gateway.Site.Plans;

/// <summary>
/// Rebuilds a floor's drawing from what is known to be harmless. Of the SVG only lines, outlines and words are taken, each as
/// numbers or plain text; whatever else it holds (scripts, handlers, styles, pictures, references) is not carried over, and a
/// screen draws the rest anew. Nothing of the file's own markup ever reaches a browser.
/// </summary>
internal static class PlanReader
{
    internal const int CharactersMax = 256 * 1024;
    private const int ShapesMax = 5_000;
    private const int DepthMax = 16;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    // No document type, hence no entities; nothing is fetched.
    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = CharactersMax };

    internal static bool TryRead(string text, [NotNullWhen(true)] out PlanFrame? frame, out IReadOnlyList<PlanShape> shapes, out Sentence fault)
    {
        (frame, shapes, fault) = (null, [], new Sentence("", ""));
        XElement root;
        try
        {
            using XmlReader reader = XmlReader.Create(new StringReader(text), Settings);
            root = XElement.Load(reader);
        }
        catch (XmlException)
        {
            fault = new("平面图不是有效的 SVG，或含有文档类型声明", "the plan is no well-formed SVG, or has a document type");
            return false;
        }
        frame = NameOf(root) == "svg" ? PlanNumbers.Frame(root.Attribute("viewBox")?.Value) : null;
        if (frame is null) { fault = new("平面图须为带 viewBox 的 svg 元素", "the plan is an svg element with a viewBox of four numbers"); return false; }
        List<PlanShape> found = [];
        if (!Collect(root, 0, found, ref fault)) { return false; }
        shapes = found;
        return true;
    }

    private static bool Collect(XElement of, int depth, List<PlanShape> found, ref Sentence fault)
    {
        if (depth > DepthMax || found.Count > ShapesMax) { fault = new("平面图过于复杂", $"the plan has more than {ShapesMax} shapes or is nested too deep"); return false; }
        foreach (XElement element in of.Elements())
        {
            // Drawn without it, things would stand in wrong places: better said than shown.
            if (element.Attribute("transform") is not null) { fault = new("平面图不得使用 transform", "the plan uses transform, which is not supported"); return false; }
            if (NameOf(element) is "g" or "a") { if (!Collect(element, depth + 1, found, ref fault)) { return false; } continue; }
            if (PlanShapes.Of(NameOf(element), element) is { } shape) { found.Add(shape); }
        }
        return true;
    }

    /// <summary>Empty for what is not SVG.</summary>
    private static string NameOf(XElement element) => element.Name.Namespace == Svg || element.Name.Namespace == XNamespace.None ? element.Name.LocalName : "";
}
