using System.Globalization;
using System.Text.Json;

namespace Secure.Gateway.Audit.Exports;

/// <summary>An entry as a row: its index, then the fields of <c>EntryEncoder</c> in their order. What an entry lacks is an empty cell.</summary>
internal static class EntryCells
{
    private static readonly string[] Fields =
    [
        "time", "kind", "subject", "person", "session", "device", "door", "room", "workstation", "resource", "action", "decision",
        "reasons", "policy", "factors", "evidence", "event_time", "clock", "source_seq", "details",
    ];

    internal static IReadOnlyList<string> Names { get; } = ["index", .. Fields];

    /// <summary>As many cells as there are names.</summary>
    internal static string[] Of(long index, ReadOnlyMemory<byte> entry)
    {
        using JsonDocument json = JsonDocument.Parse(entry);
        JsonElement root = json.RootElement;
        return [index.ToString(CultureInfo.InvariantCulture), .. Fields.Select(name => root.TryGetProperty(name, out JsonElement value) ? TextOf(value) : "")];
    }

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() ?? "",
        JsonValueKind.Array => string.Join(' ', value.EnumerateArray().Select(TextOf)),
        _ => value.GetRawText(),
    };
}
