using System.Text.Json;

namespace Secure.DoorController.Json;

/// <summary>
/// The members of one JSON object, each asked for by name; a member that nobody asked for is a misspelt word. Every fault is a
/// JsonException that names its place. The serializer would compile a reader for each type at start: 5 MB that a small board
/// then holds for good.
/// </summary>
internal sealed class JsonFields(JsonElement json, string place)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>The object that <paramref name="utf8"/> is, read whole.</summary>
    internal static T Read<T>(byte[] utf8, Func<JsonFields, T> read)
    {
        using JsonDocument document = JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false });
        return Whole(document.RootElement, "$", read);
    }

    internal string Text(string name) => TextOrNull(name) ?? throw Missing(name);

    internal string? TextOrNull(string name) => Member(name) is { } member
        ? Of(member, JsonValueKind.String, name, "a text").GetString()
        : null;

    internal int Number(string name) => NumberOrNull(name) ?? throw Missing(name);

    internal int? NumberOrNull(string name)
    {
        if (Member(name) is not { } member) { return null; }
        return Of(member, JsonValueKind.Number, name, "a whole number").TryGetInt32(out int number) ? number : throw Fault(name, "must be a whole number");
    }

    internal uint Natural(string name)
    {
        JsonElement member = Member(name) ?? throw Missing(name);
        return Of(member, JsonValueKind.Number, name, "a whole number").TryGetUInt32(out uint number) ? number : throw Fault(name, $"must be 0 to {uint.MaxValue}");
    }

    internal byte[]? BytesOrNull(string name)
    {
        if (Member(name) is not { } member) { return null; }
        return Of(member, JsonValueKind.String, name, "a text").TryGetBytesFromBase64(out byte[]? bytes) ? bytes : throw Fault(name, "must be base64");
    }

    internal bool Flag(string name, bool usual) => Member(name) switch
    {
        null => usual,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Fault(name, "must be true or false"),
    };

    internal T? Word<T>(string name, params ReadOnlySpan<(string Word, T Meaning)> words) where T : struct
    {
        if (TextOrNull(name) is not { } text) { return null; }
        foreach ((string word, T meaning) in words) { if (word == text) { return meaning; } }
        throw Fault(name, $"\"{text}\" is none of its words");
    }

    internal T Object<T>(string name, Func<JsonFields, T> read) where T : class => ObjectOrNull(name, read) ?? throw Missing(name);

    internal T? ObjectOrNull<T>(string name, Func<JsonFields, T> read) where T : class =>
        Member(name) is { } member ? Whole(member, $"{place}.{name}", read) : null;

    internal T[] List<T>(string name, Func<JsonFields, T> read) => ListOrNull(name, read) ?? throw Missing(name);

    internal T[]? ListOrNull<T>(string name, Func<JsonFields, T> read) => Member(name) is { } member
        ? [.. Of(member, JsonValueKind.Array, name, "a list").EnumerateArray().Select((item, i) => Whole(item, $"{place}.{name}[{i}]", read))]
        : null;

    internal int[]? NumbersOrNull(string name) => Member(name) is { } member
        ? [.. Of(member, JsonValueKind.Array, name, "a list").EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out int number) && number >= 0 ? number : throw Fault(name, "must be whole numbers from 0"))]
        : null;

    private static T Whole<T>(JsonElement json, string place, Func<JsonFields, T> read)
    {
        if (json.ValueKind != JsonValueKind.Object) { throw new JsonException($"{place}: must be an object"); }
        JsonFields fields = new(json, place);
        T whole = read(fields);
        foreach (JsonProperty member in json.EnumerateObject())
        {
            if (!fields._asked.Contains(member.Name)) { throw fields.Fault(member.Name, "is not known here"); }
        }
        return whole;
    }

    private JsonElement? Member(string name)
    {
        _asked.Add(name);
        return json.TryGetProperty(name, out JsonElement member) && member.ValueKind != JsonValueKind.Null ? member : null;
    }

    private JsonElement Of(JsonElement member, JsonValueKind kind, string name, string what) =>
        member.ValueKind == kind ? member : throw Fault(name, $"must be {what}");

    private JsonException Missing(string name) => Fault(name, "is missing");

    private JsonException Fault(string name, string what) => new($"{place}.{name}: {what}");
}
