using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Secure.Gateway.Decisions.Site;

namespace Secure.Gateway.Site.Plans;

/// <summary>The numbers of a drawing: plain, finite, and of a size that a screen can draw.</summary>
internal static partial class PlanNumbers
{
    private const double Max = 100_000;
    private const int PathMax = 20_000;

    private static readonly char[] Between = [' ', ',', '\t', '\r', '\n'];

    internal static double? Of(XElement element, string name) => Read(element.Attribute(name)?.Value);

    internal static double[]? List(string? text)
    {
        double?[] numbers = [.. (text ?? "").Split(Between, StringSplitOptions.RemoveEmptyEntries).Select(Read)];
        return numbers.All(n => n is not null) ? [.. numbers.Select(n => n!.Value)] : null;
    }

    internal static PlanFrame? Frame(string? text) =>
        List(text) is [double x, double y, > 0 and double width, > 0 and double height] ? new PlanFrame(x, y, width, height) : null;

    /// <summary>Path data as it stands, where it is nothing but commands and numbers; null else.</summary>
    internal static string? Path(string? text) => text is { Length: > 0 and <= PathMax } && PathForm().IsMatch(text) ? text : null;

    private static double? Read(string? text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && Math.Abs(number) <= Max ? number : null;

    [GeneratedRegex(@"^\s*[Mm][MmLlHhVvCcSsQqTtAaZz0-9eE+\-.,\s]*$", RegexOptions.NonBacktracking)]
    private static partial Regex PathForm();
}
