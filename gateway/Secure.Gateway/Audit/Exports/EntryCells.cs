using System.Globalization;
using System.Text.Json;

namespace Secure.Gateway.Audit.Exports;

/// <summary>
/// An entry as a row: its index, then the fields of <c>EntryEncoder</c> in their order. What an entry lacks is an empty cell.
/// Beside each time, which is UTC as it was hashed, stands the same moment as the site's clocks show it, with its offset.
/// </summary>
internal static class EntryCells
{
    private static readonly string[] Fields =
    [
        "time", "kind", "subject", "person", "session", "device", "door", "room", "workstation", "resource", "action", "decision",
        "reasons", "policy", "factors", "evidence", "event_time", "clock", "source_seq", "details",
    ];

    private static readonly string[] Times = ["time", "event_time"];

    internal static IReadOnlyList<string> Names { get; } = ["index", .. Fields.SelectMany(name => Times.Contains(name) ? (string[])[name, "site_" + name] : [name])];

    /// <summary>As many cells as there are names.</summary>
    /// <param name="zone">The site's.</param>
    internal static string[] Of(long index, ReadOnlyMemory<byte> entry, TimeZoneInfo zone)
    {
        using JsonDocument json = JsonDocument.Parse(entry);
        JsonElement root = json.RootElement;
        return [index.ToString(CultureInfo.InvariantCulture), .. Fields.SelectMany(name => Cells(name, root.TryGetProperty(name, out JsonElement value) ? TextOf(value) : "", zone))];
    }

    private static string[] Cells(string name, string text, TimeZoneInfo zone) => Times.Contains(name) ? [text, At(text, zone)] : [text];

    private static string At(string text, TimeZoneInfo zone) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
            ? TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture)
            : "";

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() ?? "",
        JsonValueKind.Array => string.Join(' ', value.EnumerateArray().Select(TextOf)),
        _ => value.GetRawText(),
    };
}
