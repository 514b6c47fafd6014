using System.Text.Json;
using System.Text.Json.Serialization;

namespace Secure.Gateway.Reports;

/// <summary>What reports read of one entry of the log.</summary>
internal sealed record LogLine
{
    [JsonIgnore]
    internal long Index { get; init; }

    [JsonIgnore]
    internal DateTimeOffset At { get; init; }

    public string Kind { get; init; } = "";

    public string Subject { get; init; } = "";

    public string Person { get; init; } = "";

    public string Door { get; init; } = "";

    public string Room { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Action { get; init; } = "";

    public string Decision { get; init; } = "";

    public IReadOnlyList<string> Reasons { get; init; } = [];

    public IReadOnlyList<string> Factors { get; init; } = [];

    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>();

    [JsonPropertyName("event_time")]
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>A detail; empty where the entry does not have it.</summary>
    internal string Detail(string name) => Details.GetValueOrDefault(name, "");

    internal static LogLine Of(Storage.LogEntry entry) =>
        JsonSerializer.Deserialize(entry.Entry, LogLineJson.Default.LogLine)! with { Index = entry.Index, At = DateTimeOffset.FromUnixTimeMilliseconds(entry.TimeMs) };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LogLine))]
internal sealed partial class LogLineJson : JsonSerializerContext;
