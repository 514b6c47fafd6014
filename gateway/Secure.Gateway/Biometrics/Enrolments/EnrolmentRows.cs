using System.Text.Json;
using System.Text.Json.Serialization;
using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics.Enrolments;

/// <summary>Everything that one person is enrolled with in one factor.</summary>
internal sealed record TemplateRow(IReadOnlyList<StoredTemplate> Templates)
{
    internal byte[] ToRow() => JsonSerializer.SerializeToUtf8Bytes(this, EnrolmentRows.Default.TemplateRow);

    internal static TemplateRow FromRow(byte[] value) => JsonSerializer.Deserialize(value, EnrolmentRows.Default.TemplateRow) ?? throw new JsonException("A template's row is null.");
}

/// <summary>One enrolment.</summary>
/// <param name="By">The officer's person id.</param>
/// <param name="Model">Of the engine that made it.</param>
/// <param name="Sealed">As <see cref="TemplateCipher"/> writes it.</param>
internal sealed record StoredTemplate(string Id, long EnrolledAtMs, long ExpiresAtMs, string By, string Model, byte[] Sealed)
{
    internal DateTimeOffset EnrolledAt => DateTimeOffset.FromUnixTimeMilliseconds(EnrolledAtMs);

    internal DateTimeOffset ExpiresAt => DateTimeOffset.FromUnixTimeMilliseconds(ExpiresAtMs);

    public override string ToString() => $"template {Id}";
}

/// <summary>A person's agreement to one factor.</summary>
/// <param name="By">The officer who recorded it.</param>
internal sealed record ConsentRow(string TextVersion, long AtMs, string By)
{
    internal DateTimeOffset At => DateTimeOffset.FromUnixTimeMilliseconds(AtMs);

    internal byte[] ToRow() => JsonSerializer.SerializeToUtf8Bytes(this, EnrolmentRows.Default.ConsentRow);

    internal static ConsentRow FromRow(byte[] value) => JsonSerializer.Deserialize(value, EnrolmentRows.Default.ConsentRow) ?? throw new JsonException("A consent's row is null.");
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TemplateRow))]
[JsonSerializable(typeof(ConsentRow))]
internal sealed partial class EnrolmentRows : JsonSerializerContext;

/// <summary>The tables that enrolment keeps, all sealed.</summary>
public static class EnrolmentTables
{
    /// <summary>Key: <see cref="Key"/>.</summary>
    internal const string Templates = "biometrics.templates";

    /// <summary>Key: <see cref="Key"/>.</summary>
    internal const string Consents = "biometrics.consents";

    public static IReadOnlyList<string> Sealed { get; } = [Templates, Consents, Sensors.SensorBook.Table];

    /// <summary>The factors that people are enrolled with.</summary>
    internal static IReadOnlyList<Factor> Factors { get; } = [Factor.Face, Factor.Fingerprint];

    internal static string Key(PersonId person, Factor factor) => person.Text + "/" + Word(factor);

    internal static string Word(Factor factor) => factor switch
    {
        Factor.Face => "face",
        Factor.Fingerprint => "fingerprint",
        _ => throw new ArgumentOutOfRangeException(nameof(factor)),
    };
}
