using System.Text.Json;
using System.Text.Json.Serialization;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Evidence;

/// <summary>What the store knows of one kept piece. Its table is sealed.</summary>
/// <param name="Bytes">Of the encrypted file.</param>
internal sealed record EvidenceRow(string Id, string MediaType, long Bytes, DateTimeOffset TakenAt, DateTimeOffset KeptAt)
{
    internal const string Table = "evidence";

    /// <summary>JPEG pictures one after the other, as a door's camera took them.</summary>
    internal const string Clip = "video/x-motion-jpeg";

    internal RowWrite ToRow() => new(Table, Id, JsonSerializer.SerializeToUtf8Bytes(this, EvidenceJson.Default.EvidenceRow));

    /// <summary>Null where the row is not of this form.</summary>
    internal static EvidenceRow? FromRow(StoredRow row)
    {
        try { return JsonSerializer.Deserialize(row.Value, EvidenceJson.Default.EvidenceRow) is { } read && read.Id == row.Key ? read : null; }
        catch (JsonException) { return null; }
    }
}

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(EvidenceRow))]
internal sealed partial class EvidenceJson : JsonSerializerContext;
