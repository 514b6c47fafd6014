using System.Text.Json;

namespace Secure.Gateway.Reports;

/// <summary>What reports read of one entry of the log; what the entry does not have is empty.</summary>
internal sealed record LogLine(long Index, DateTimeOffset At)
{
    private static readonly Dictionary<string, string> NoDetails = [];

    internal required string Kind { get; init; }

    internal required string Subject { get; init; }

    internal required string Person { get; init; }

    internal required string Door { get; init; }

    internal required string Room { get; init; }

    internal required string Resource { get; init; }

    internal required string Action { get; init; }

    internal required string Decision { get; init; }

    /// <summary>The first of them, which is the one that counted.</summary>
    internal required string Reason { get; init; }

    internal required IReadOnlyDictionary<string, string> Details { get; init; }

    internal DateTimeOffset? EventTime { get; init; }

    /// <summary>A detail; empty where the entry does not have it.</summary>
    internal string Detail(string name) => Details.GetValueOrDefault(name, "");

    internal static LogLine Of(Storage.LogEntry stored)
    {
        using JsonDocument document = JsonDocument.Parse(stored.Entry);
        JsonElement entry = document.RootElement;
        string Text(string name) => entry.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? "" : "";
        return new LogLine(stored.Index, DateTimeOffset.FromUnixTimeMilliseconds(stored.TimeMs))
        {
            Kind = Text("kind"),
            Subject = Text("subject"),
            Person = Text("person"),
            Door = Text("door"),
            Room = Text("room"),
            Resource = Text("resource"),
            Action = Text("action"),
            Decision = Text("decision"),
            Reason = entry.TryGetProperty("reasons", out JsonElement reasons) && reasons.GetArrayLength() > 0 ? reasons[0].GetString() ?? "" : "",
            Details = entry.TryGetProperty("details", out JsonElement details) ? DetailsOf(details) : NoDetails,
            EventTime = entry.TryGetProperty("event_time", out JsonElement at) ? at.GetDateTimeOffset() : null,
        };
    }

    /// <summary>Of two alike the last, as most readers of JSON have it.</summary>
    private static Dictionary<string, string> DetailsOf(JsonElement details)
    {
        Dictionary<string, string> named = new(StringComparer.Ordinal);
        foreach (JsonProperty detail in details.EnumerateObject()) { named[detail.Name] = detail.Value.GetString() ?? ""; }
        return named;
    }
}
