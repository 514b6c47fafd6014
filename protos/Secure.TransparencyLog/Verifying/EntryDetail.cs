using System.Text;
using System.Text.Json;

namespace Secure.TransparencyLog;

/// <summary>Reads one detail of an entry of one kind: a JSON object with <c>kind</c> and <c>details</c>.</summary>
internal static class EntryDetail
{
    // Two readers must not find two values in one entry.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The detail's text; null for an entry of another kind or form. Never throws on what a stranger wrote.</summary>
    internal static string? Read(ReadOnlyMemory<byte> entry, string kind, string detail)
    {
        if (entry.Span.IndexOf(Encoding.UTF8.GetBytes($"\"{kind}\"")) < 0)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(entry, Strict);
            return Text(json.RootElement, "kind") == kind && json.RootElement.TryGetProperty("details", out var details) ? Text(details, detail) : null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
