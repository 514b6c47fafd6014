using System.Text.Json;
using System.Text.Json.Serialization;
using Secure.Gateway.Decisions.StepUp;
using Secure.Vocabulary;

namespace Secure.Gateway.StepUp;

/// <summary>The tables that step-up keeps, all sealed: whoever could write a counter could guess without end.</summary>
public static class StepUpTables
{
    /// <summary>Key: person, factor, place.</summary>
    internal const string Counters = "stepup.counters";

    /// <summary>Key: person, factor. A row means disabled.</summary>
    internal const string Disabled = "stepup.disabled";

    /// <summary>Key: person, segment. See <see cref="ShownByPerson"/>.</summary>
    internal const string Shown = "stepup.shown";

    public static IReadOnlyList<string> Sealed { get; } = [Counters, Disabled, Shown];

    // Identifiers hold no slash.
    internal static string KeyOf(PersonId person, Factor factor) => $"{person.Text}/{(int)factor}";

    internal static string KeyOf(PersonId person, Factor factor, string place) => $"{KeyOf(person, factor)}/{place}";

    /// <param name="segment">0 to <see cref="ShownByPerson.Segments"/> - 1.</param>
    internal static string KeyOf(PersonId person, int segment) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{person.Text}/{segment}");

    internal static byte[] ToRow(FactorCounter counter) => JsonSerializer.SerializeToUtf8Bytes(counter, StepUpRows.Default.FactorCounter);

    internal static FactorCounter FromRow(byte[] value) => JsonSerializer.Deserialize(value, StepUpRows.Default.FactorCounter) ?? throw new JsonException("A counter's row is null.");
}

/// <param name="AtMs">Unix milliseconds.</param>
internal sealed record DisabledFactor(long AtMs)
{
    internal byte[] ToRow() => JsonSerializer.SerializeToUtf8Bytes(this, StepUpRows.Default.DisabledFactor);
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(FactorCounter))]
[JsonSerializable(typeof(DisabledFactor))]
internal sealed partial class StepUpRows : JsonSerializerContext;
