using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Officers;

/// <summary>All roles of one person: one row, so that of two officers who each give a role at once one conflicts.</summary>
/// <param name="Deputy">Stands in for another holder of the separated role.</param>
internal sealed record RoleHolding
{
    private RoleHolding(PersonId person, Roles roles, bool deputy, DateTimeOffset since) => (Person, Roles, Deputy, Since) = (person, roles, deputy, since);

    internal PersonId Person { get; }

    internal Roles Roles { get; }

    internal bool Deputy { get; }

    /// <summary>When it last changed.</summary>
    internal DateTimeOffset Since { get; }

    internal Roles Separated => Roles & OfficerActions.Separated;

    /// <summary>Null where the roles must not meet in one person: at most one of the three, and a deputy of nothing.</summary>
    internal static RoleHolding? TryOf(PersonId person, Roles roles, bool deputy, DateTimeOffset since)
    {
        int separated = BitOperations.PopCount((uint)(roles & OfficerActions.Separated));
        return separated > 1 || (deputy && separated == 0) ? null : new RoleHolding(person, roles, deputy, since);
    }

    internal RowWrite Write(long expectedVersion) => new(OfficerTables.Roles, Person.Text, Roles == Roles.None ? null : ToRow(), expectedVersion);

    /// <summary>Null where the row breaks the rule or is not of this form: it then gives no role.</summary>
    internal static RoleHolding? FromRow(StoredRow row)
    {
        try
        {
            return JsonSerializer.Deserialize(row.Value, OfficerRows.Default.RoleRow) is { } stored && stored.Person == row.Key && PersonId.TryParse(stored.Person, out PersonId? person)
                && stored.Roles.Select(RoleWords.Parse).ToArray() is { } parsed && !parsed.Contains(Roles.None)
                ? TryOf(person, parsed.Aggregate(Roles.None, (all, one) => all | one), stored.Deputy, DateTimeOffset.FromUnixTimeMilliseconds(stored.SinceMs))
                : null;
        }
        catch (JsonException) { return null; }
    }

    private byte[] ToRow() => JsonSerializer.SerializeToUtf8Bytes(new RoleRow(Person.Text, [.. Roles.Codes()], Deputy, Since.ToUnixTimeMilliseconds()), OfficerRows.Default.RoleRow);
}

internal sealed record RoleRow(string Person, string[] Roles, bool Deputy, long SinceMs);

/// <summary>An officer's way back.</summary>
/// <param name="CodeHash">SHA-256 of the sealed code, hex; null once used.</param>
/// <param name="TokenHash">SHA-256 of the terminal's token while a recovery is under way; null else.</param>
/// <param name="By">Who began it.</param>
internal sealed record RecoveryRow(string Account, string? CodeHash, string? TokenHash, string? By, long NotBeforeMs, long NotAfterMs)
{
    internal RowWrite Write(long expectedVersion) => new(OfficerTables.Recovery, Account, JsonSerializer.SerializeToUtf8Bytes(this, OfficerRows.Default.RecoveryRow), expectedVersion);

    internal static RecoveryRow FromRow(byte[] value) => JsonSerializer.Deserialize(value, OfficerRows.Default.RecoveryRow) ?? throw new JsonException("A recovery's row is null.");
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RoleRow))]
[JsonSerializable(typeof(RecoveryRow))]
internal sealed partial class OfficerRows : JsonSerializerContext;

/// <summary>The tables that this slice keeps, all sealed.</summary>
public static class OfficerTables
{
    /// <summary>Key: the person's id.</summary>
    internal const string Roles = "officers.roles";

    /// <summary>Key: the account's name.</summary>
    internal const string Recovery = "officers.recovery";

    public static IReadOnlyList<string> Sealed { get; } = [Roles, Recovery];
}
