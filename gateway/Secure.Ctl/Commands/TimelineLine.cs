using System.Globalization;
using System.Text.Json;

namespace Secure.Ctl.Commands;

/// <summary>One thing that one process saw.</summary>
/// <param name="At">UTC, as that process's own clock said: 2026-01-31T09:30:00.000Z, so that text order is time order.</param>
/// <param name="Process">twin, controller, agent or gateway.</param>
/// <param name="Door">"-" for what concerns no door.</param>
/// <param name="Code">Stable code of what happened.</param>
internal sealed record TimelineLine(string At, string Process, string Door, string Code, string Text)
{
    private const int TimeLength = 24;

    /// <summary>In which order the processes hear of a thing: decides between equal times.</summary>
    private static readonly string[] Processes = ["twin", "controller", "agent", "gateway"];

    internal int Rank => Array.IndexOf(Processes, Process);

    /// <summary>A line of the twin's diary or of the controller's journal in text: five parts, tabs between. Null for anything else.</summary>
    internal static TimelineLine? OfTabs(string line) => line.Split('\t') is [var at, var process, var door, var code, var text] && process is "twin" or "controller" && IsTime(at)
        ? new TimelineLine(at, process, door, code, process == "controller" ? TimelineWords.Of(code, text) : text) : null;

    /// <summary>A line of the agent's log: time, level, where from, words. Null for anything else.</summary>
    internal static TimelineLine? OfAgentLog(string line)
    {
        if (line.Split(' ', 4) is not [var at, var level, var source, var text] || !IsTime(at)) { return null; }
        return new TimelineLine(at, "agent", "-", source[(source.LastIndexOf('[') + 1)..].TrimEnd(']'), $"{level.TrimEnd(':')}: {text}");
    }

    /// <summary>An entry of the audit log. Null for what is none.</summary>
    internal static TimelineLine? OfEntry(string json)
    {
        using JsonDocument read = JsonDocument.Parse(json);
        JsonElement entry = read.RootElement;
        string kind = Field(entry, "kind");
        JsonElement details = entry.TryGetProperty("details", out JsonElement d) ? d : default;
        string happened = kind == "door.event" ? Field(details, "event") : kind;
        string reasons = entry.TryGetProperty("reasons", out JsonElement r) ? string.Join(',', r.EnumerateArray().Select(e => e.GetString())) : "";
        (string, string)[] more = [("person", Field(entry, "person")), ("reader", Field(details, "reader")), ("reason", reasons)];
        string rest = string.Join(' ', more.Where(m => m.Item2.Length > 0).Select(m => $"{m.Item1}={m.Item2}"));
        string words = kind == "alarm" ? $"报警 · alarm: {Field(details, "text")} {rest}" : TimelineWords.Of(happened, rest);
        return IsTime(Field(entry, "time")) ? new TimelineLine(Field(entry, "time"), "gateway", Field(entry, "door") is { Length: > 0 } door ? door : "-", happened, words) : null;
    }

    /// <summary>As a person reads it. The date stands on a line of its own.</summary>
    internal string Shown() => Commands.Shown.Safe($"{At[11..23]}  {TimelineWords.Process(Process)}  {Door,-11}  {Text}");

    internal string Json() => JsonSerializer.Serialize(new Dictionary<string, string> { ["at"] = At, ["process"] = Process, ["door"] = Door, ["event"] = Code, ["text"] = Text });

    private static string Field(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static bool IsTime(string text) => text.Length == TimeLength && text[^1] == 'Z'
        && DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
}
