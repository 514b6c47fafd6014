using System.Text.Json;
using System.Text.Json.Serialization;
using Secure.Gateway.Identity.Passkeys;
using Secure.Vocabulary;

namespace Secure.Gateway.Identity;

/// <summary>By what a person signs in. One account per person.</summary>
/// <param name="Person">The person's id.</param>
/// <param name="Hash">Argon2id in its text form.</param>
/// <param name="ChangedAtMs">Unix milliseconds of the last change of password.</param>
/// <param name="MustChange">The password was given by somebody else.</param>
/// <param name="Former">Hashes of the passwords before this one, the newest first; null for none.</param>
/// <param name="Passkey">Null for none.</param>
/// <param name="SecondPasskey">Null for none; never without the first.</param>
internal sealed record Account(string Name, string Person, string Hash, long ChangedAtMs, bool MustChange, IReadOnlyList<string>? Former = null, Passkey? Passkey = null, Passkey? SecondPasskey = null)
{
    /// <summary>A key for the day, and one that lies in the safe.</summary>
    internal const int PasskeysMax = 2;

    internal IReadOnlyList<Passkey> Passkeys => [.. new[] { Passkey, SecondPasskey }.OfType<Passkey>()];

    /// <param name="passkeys">At most <see cref="PasskeysMax"/>, in the order of their registration.</param>
    internal Account WithPasskeys(IReadOnlyList<Passkey> passkeys) => this with { Passkey = passkeys.ElementAtOrDefault(0), SecondPasskey = passkeys.ElementAtOrDefault(1) };

    /// <summary>With another password, whose predecessors are kept as far as asked.</summary>
    internal Account WithPassword(string hash, DateTimeOffset now, bool mustChange, int formerMax) =>
        this with { Hash = hash, ChangedAtMs = now.ToUnixTimeMilliseconds(), MustChange = mustChange, Former = [.. ((IEnumerable<string>)[Hash, .. Former ?? []]).Take(formerMax)] };

    internal byte[] ToRow() => JsonSerializer.SerializeToUtf8Bytes(this, IdentityRows.Default.Account);

    internal static Account FromRow(byte[] value) => JsonSerializer.Deserialize(value, IdentityRows.Default.Account) ?? throw new JsonException("An account's row is null.");

    /// <summary>An account's name follows the alphabet of identifiers.</summary>
    internal static bool IsName(string name) => PostId.TryParse(name, out _);

    public override string ToString() => $"account {Name}";
}

/// <summary>How this store began.</summary>
/// <param name="Demo">It was created with <see cref="IdentityOptions.Demo"/>.</param>
/// <param name="OfficersMade">The ceremony has been held; it never is again.</param>
internal sealed record StoreOrigin(bool Demo, long CreatedAtMs, bool OfficersMade)
{
    internal byte[] ToRow() => JsonSerializer.SerializeToUtf8Bytes(this, IdentityRows.Default.StoreOrigin);

    internal static StoreOrigin FromRow(byte[] value) => JsonSerializer.Deserialize(value, IdentityRows.Default.StoreOrigin) ?? throw new JsonException("The origin's row is null.");
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(StoreOrigin))]
internal sealed partial class IdentityRows : JsonSerializerContext;

/// <summary>The tables that Identity keeps, all sealed.</summary>
public static class IdentityTables
{
    /// <summary>Key: the account's name.</summary>
    internal const string Accounts = "identity.accounts";

    /// <summary>One row, <see cref="OriginKey"/>.</summary>
    internal const string Store = "identity.store";

    /// <summary>Key: the person.</summary>
    internal const string Pins = "identity.pins";

    internal const string OriginKey = "origin";

    public static IReadOnlyList<string> Sealed { get; } = [Accounts, Store, Pins];
}
