using System.Text.Json;
using System.Text.Json.Nodes;

namespace Secure.Benchmarks;

/// <summary>Prints results: one JSON object a line for programs, the same figures as a table for people.</summary>
internal sealed class Report(bool json)
{
    private const int Column = 10;

    private static readonly JsonSerializerOptions OneLine = new() { WriteIndented = false };

    private string _header = "";

    /// <summary>For programs: remarks are not told, and need not be worked out.</summary>
    public bool Json => json;

    /// <param name="result">With the fixed names that programs rely on.</param>
    public void Print(JsonObject result)
    {
        if (json) { Console.WriteLine(result.ToJsonString(OneLine)); return; }
        (string Name, string Value)[] fields = [.. Flat(result, "")];
        string header = Line(fields, f => f.Name);
        if (header != _header) { Console.WriteLine(header); }
        Console.WriteLine(Line(fields, f => f.Value));
        _header = header;
    }

    /// <summary>A remark for people only.</summary>
    public void Say(string text)
    {
        if (!json) { Console.WriteLine(text); }
    }

    private static string Line((string Name, string Value)[] fields, Func<(string Name, string Value), string> part) =>
        string.Join("  ", fields.Select(f => part(f).PadLeft(Math.Max(Column, f.Name.Length))));

    private static IEnumerable<(string Name, string Value)> Flat(JsonObject result, string before) =>
        result.SelectMany(f => f.Value is JsonObject inner ? Flat(inner, before + f.Key + ".") : [(before + f.Key, f.Value?.ToString() ?? "")]);
}
