using System.Text.Json;
using System.Text.Json.Serialization;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Approvals;

/// <summary>How far a request for approval has come. Expiry is no state of a row: time makes it.</summary>
internal enum ApprovalStage
{
    Waiting = 1,
    Approved = 2,
    Rejected = 3,
    Withdrawn = 4,
    Used = 5,
}

/// <summary>One request that takes two, as the store keeps it.</summary>
/// <param name="Digest">HMAC-SHA256 over action, requester and request, hex. Keyed, because a request may hold a password.</param>
/// <param name="Person">The id of whom the request names as its person; null: nobody, and in rows of earlier releases.</param>
/// <param name="DecidedMs">When it was approved, rejected or withdrawn; null: never, and in rows of earlier releases.</param>
/// <param name="UsedMs">When the request was carried out; null as above.</param>
/// <param name="RequesterRoles">Codes of the roles that the requester asked with.</param>
internal sealed record ApprovalRow(
    string Id, OfficerAction Action, string Digest, string Zh, string En, string Why, string Requester, string[] RequesterRoles, long AskedMs, long ExpiresMs,
    ApprovalStage Stage, string? DecidedBy = null, string? DecisionReason = null, string? Person = null, long? DecidedMs = null, long? UsedMs = null)
{
    /// <summary>Of the requester, as a set.</summary>
    internal Roles AskedWith => RequesterRoles.Aggregate(Roles.None, (all, code) => all | RoleWords.Parse(code));

    internal bool IsOpen(long nowMs) => Stage is ApprovalStage.Waiting or ApprovalStage.Approved && nowMs < ExpiresMs;

    /// <summary>When nothing could come of it any more; of what is still open, when that will be.</summary>
    [JsonIgnore]
    internal long EndedMs => Stage switch
    {
        ApprovalStage.Used => UsedMs ?? DecidedMs ?? AskedMs,
        ApprovalStage.Rejected or ApprovalStage.Withdrawn => DecidedMs ?? AskedMs,
        ApprovalStage.Waiting or ApprovalStage.Approved => ExpiresMs,
    };

    internal RowWrite Write(long expectedVersion) => new(Table, Id, JsonSerializer.SerializeToUtf8Bytes(this, ApprovalRows.Default.ApprovalRow), expectedVersion);

    /// <summary>Null where the row is not of this form: it then approves nothing.</summary>
    internal static ApprovalRow? FromRow(StoredRow row)
    {
        try { return JsonSerializer.Deserialize(row.Value, ApprovalRows.Default.ApprovalRow) is { } stored && stored.Id == row.Key ? stored : null; }
        catch (JsonException) { return null; }
    }

    /// <summary>The store's table, sealed. Key: the approval's id.</summary>
    public const string Table = "approvals";
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, UseStringEnumConverter = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ApprovalRow))]
internal sealed partial class ApprovalRows : JsonSerializerContext;
