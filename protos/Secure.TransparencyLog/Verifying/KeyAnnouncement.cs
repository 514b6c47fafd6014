using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Secure.TransparencyLog;

/// <summary>
/// The entry in which a log names the key that will sign for it next: a JSON object with <c>kind</c> <c>log.next_key</c> and
/// the key's text in <c>details.verifier_key</c>. By itself it proves nothing: an earlier key must have signed a tree that holds it.
/// </summary>
public static class KeyAnnouncement
{
    public const string Kind = "log.next_key";

    /// <summary>Name of the detail that holds the next key's text.</summary>
    public const string KeyDetail = "verifier_key";

    private static readonly byte[] KindQuoted = "\"log.next_key\""u8.ToArray();

    // Two readers must not find two keys in one entry.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The key that an entry names for the log of this origin; null for every other entry. Never throws on what a stranger wrote.</summary>
    public static VerifierKey? Read(ReadOnlyMemory<byte> entry, string origin)
    {
        if (entry.Span.IndexOf(KindQuoted) < 0)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(entry, Strict);
            return TryText(json.RootElement, "kind", out var kind) && kind == Kind
                && json.RootElement.TryGetProperty("details", out var details)
                && TryText(details, KeyDetail, out var text)
                && VerifierKey.TryParse(text, out var key) && key.Name == origin && key.Kind == NoteKeyKind.Ed25519
                    ? key
                    : null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool TryText(JsonElement from, string name, [NotNullWhen(true)] out string? text)
    {
        text = from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
        return text is not null;
    }
}
