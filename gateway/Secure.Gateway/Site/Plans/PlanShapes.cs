using System.Globalization;
using System.Xml.Linq;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;

namespace Secure.Gateway.Site.Plans;

/// <summary>The elements that are taken, each as its own path or word. What lacks a number it needs is left out.</summary>
internal static class PlanShapes
{
    private const int LabelMax = 64;

    private static readonly string[] Styles = ["room", "wall", "faint"];

    internal static PlanShape? Of(string name, XElement e)
    {
        if (name == "text") { return Label(e); }
        string? path = name switch
        {
            "path" => PlanNumbers.Path(e.Attribute("d")?.Value),
            "rect" => Rect(e),
            "line" => Join("M", e, "x1", "y1") + Join("L", e, "x2", "y2"),
            "polyline" => Points(e, ""),
            "polygon" => Points(e, "Z"),
            "circle" => PlanNumbers.Of(e, "r") is > 0 and { } r ? Ellipse(e, r, r) : null,
            "ellipse" => PlanNumbers.Of(e, "rx") is > 0 and { } rx && PlanNumbers.Of(e, "ry") is > 0 and { } ry ? Ellipse(e, rx, ry) : null,
            _ => null,
        };
        return string.IsNullOrEmpty(path) ? null : new PlanShape.Line(StyleOf(e), path);
    }

    private static PlanShape.Label? Label(XElement e)
    {
        string text = string.Concat(e.Nodes().OfType<XText>().Select(t => t.Value)).Trim();
        if (text.Length is 0 or > LabelMax || Written.Hides(text)) { return null; }
        return PlanNumbers.Of(e, "x") is { } x && PlanNumbers.Of(e, "y") is { } y ? new PlanShape.Label(StyleOf(e), x, y, text) : null;
    }

    private static string StyleOf(XElement e) => e.Attribute("class")?.Value is { } style && Styles.Contains(style) ? style : "wall";

    private static string? Rect(XElement e)
    {
        double x = PlanNumbers.Of(e, "x") ?? 0, y = PlanNumbers.Of(e, "y") ?? 0;
        return PlanNumbers.Of(e, "width") is > 0 and { } width && PlanNumbers.Of(e, "height") is > 0 and { } height
            ? string.Create(CultureInfo.InvariantCulture, $"M{x} {y}h{width}v{height}h{-width}Z") : null;
    }

    private static string? Ellipse(XElement e, double rx, double ry)
    {
        double x = PlanNumbers.Of(e, "cx") ?? 0, y = PlanNumbers.Of(e, "cy") ?? 0;
        return string.Create(CultureInfo.InvariantCulture, $"M{x - rx} {y}a{rx} {ry} 0 1 0 {2 * rx} 0a{rx} {ry} 0 1 0 {-2 * rx} 0Z");
    }

    private static string? Points(XElement e, string end)
    {
        double[]? numbers = PlanNumbers.List(e.Attribute("points")?.Value);
        if (numbers is null || numbers.Length < 4 || numbers.Length % 2 != 0) { return null; }
        return "M" + string.Join(' ', numbers.Select(n => n.ToString(CultureInfo.InvariantCulture))) + end;
    }

    private static string Join(string command, XElement e, string x, string y) =>
        string.Create(CultureInfo.InvariantCulture, $"{command}{PlanNumbers.Of(e, x) ?? 0} {PlanNumbers.Of(e, y) ?? 0}");
}
