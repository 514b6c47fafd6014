using System.Text.Json;
using System.Text.Json.Nodes;

namespace Secure.Benchmarks;

/// <summary>Prints results: one JSON object a line for programs, the same figures in words for people.</summary>
internal sealed class Report(bool json)
{
    private static readonly JsonSerializerOptions OneLine = new() { WriteIndented = false };

    /// <param name="result">With the fixed names that programs rely on.</param>
    public void Print(JsonObject result) => Console.WriteLine(json ? result.ToJsonString(OneLine) : string.Join("  ", result.Select(f => $"{f.Key} {f.Value}")));

    /// <summary>A remark for people only.</summary>
    public void Say(string text)
    {
        if (!json) { Console.WriteLine(text); }
    }
}
