using System.Text.Json;
using Stored = Secure.Gateway.Storage.LogEntry;

namespace Secure.Gateway.Audit;

/// <summary>When something in the log happened, which is not always when it was recorded.</summary>
public static class LogTimes
{
    /// <summary>By the controller's clock for what it did by itself, where that clock was set; else when it was recorded.</summary>
    public static DateTimeOffset Happened(Stored stored, JsonElement entry) =>
        IsDoorEvent(entry) && entry.TryGetProperty("clock", out JsonElement clock) && clock.GetString() == "synchronised" && entry.TryGetProperty("event_time", out JsonElement at)
            ? at.GetDateTimeOffset()
            : DateTimeOffset.FromUnixTimeMilliseconds(stored.TimeMs);

    private static bool IsDoorEvent(JsonElement entry) => entry.TryGetProperty("kind", out JsonElement kind) && kind.GetString() == AuditKinds.DoorEvent;
}
