using System.Diagnostics.CodeAnalysis;

namespace Secure.Vocabulary;

/// <summary>What is asked for: a kind (material, room, door, carrier, system, …) and an id unique within it.</summary>
public sealed record ResourceId
{
    private ResourceId(string kind, string id) { Kind = kind; Id = id; Text = kind + "/" + id; }

    public string Kind { get; }

    public string Id { get; }

    /// <summary>kind/id, as written in the log.</summary>
    public string Text { get; }

    /// <summary>Both parts follow the alphabet of <see cref="Identifier{TSelf}"/>; false otherwise.</summary>
    public static bool TryParse([NotNullWhen(true)] string? kind, [NotNullWhen(true)] string? id, [NotNullWhen(true)] out ResourceId? resource)
    {
        resource = PostId.TryParse(kind, out _) && PostId.TryParse(id, out _) ? new ResourceId(kind, id) : null;
        return resource is not null;
    }

    public override string ToString() => Text;
}
