using System.Text.Json;
using System.Text.Json.Serialization;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Evidence;

/// <summary>How long evidence stays, as the store has it. Its table is sealed and holds this one row.</summary>
/// <param name="PictureDays">Pictures of alarms.</param>
/// <param name="ClipDays">Clips of door cameras.</param>
/// <param name="ClipBytesMax">Room of all clips together.</param>
internal sealed record Retention(int PictureDays, int ClipDays, long ClipBytesMax)
{
    internal const string Table = "evidence.retention";
    internal const string Row = "site";
    internal const int DaysMax = 3650;
    internal const long RoomMin = 64L << 20, RoomMax = 64L << 40;

    /// <summary>As words of the log.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Details(string prefix = "") =>
        [new(prefix + "picture_days", $"{PictureDays}"), new(prefix + "clip_days", $"{ClipDays}"), new(prefix + "clip_bytes_max", $"{ClipBytesMax}")];

    /// <summary>How old a piece may get.</summary>
    /// <param name="linked">An alert names it: a clip is then kept as the pictures of alarms are, never shorter.</param>
    internal TimeSpan AgeMax(EvidenceRow piece, bool linked) => TimeSpan.FromDays(piece.MediaType != EvidenceRow.Clip ? PictureDays : linked ? Math.Max(ClipDays, PictureDays) : ClipDays);

    /// <param name="version">That the row has now, 0 where it is absent; null where it was altered and any will do.</param>
    internal RowWrite ToRow(long? version) => new(Table, Row, JsonSerializer.SerializeToUtf8Bytes(this, RetentionJson.Default.Retention), version);

    /// <summary>Null where the row is not of this form.</summary>
    internal static Retention? FromRow(StoredRow row)
    {
        try { return JsonSerializer.Deserialize(row.Value, RetentionJson.Default.Retention); }
        catch (JsonException) { return null; }
    }
}

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Retention))]
internal sealed partial class RetentionJson : JsonSerializerContext;
