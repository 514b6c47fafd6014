using System.Text.Json.Nodes;
using Secure.Vocabulary;

namespace Secure.Gateway.Site.Shapes;

/// <summary>What a part of the site file looks like. One description checks the file and writes its JSON schema, so that the two cannot disagree.</summary>
internal abstract record Shape
{
    private Shape() { }

    /// <summary>A map with known names.</summary>
    internal sealed record Fields(params Field[] All) : Shape;

    /// <summary>A map from identifiers to things of one kind.</summary>
    /// <param name="Defines">What the identifiers name; references elsewhere say the same word.</param>
    /// <param name="Unique">False where the same identifier may appear in another map of this kind.</param>
    internal sealed record Table(string Defines, Shape Item, bool Unique = true) : Shape;

    internal sealed record ListOf(Shape Item, int Min = 0, int Max = 4096) : Shape;

    /// <summary>A single value.</summary>
    /// <param name="Schema">Its JSON schema.</param>
    /// <param name="Fault">Null where the text is right, else what is wrong.</param>
    /// <param name="Refers">The kind of thing that it must name; null where it names nothing.</param>
    internal sealed record Value(Func<JsonObject> Schema, Func<string, Sentence?> Fault, string? Refers = null) : Shape;
}

/// <param name="Note">For the schema: what it means, in both languages.</param>
internal sealed record Field(string Name, Shape Shape, string Note, bool Required = false);
