using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Secure.Gateway.Identity.Passkeys;

/// <summary>What the browser says it was asked, by whom (Web Authentication Level 2, section 5.8.1).</summary>
internal static class ClientData
{
    internal const string Create = "webauthn.create";
    internal const string Get = "webauthn.get";

    private const int BytesMax = 4096;

    // Twice the same member would leave open which of them counts.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Steps 5 to 10 of section 7.1 and 9 to 14 of section 7.2. Token binding is not read: no browser offers it.</summary>
    /// <exception cref="PasskeyFaultException">It is not for this page, this challenge or this act.</exception>
    internal static void Verify(ReadOnlyMemory<byte> json, string type, ReadOnlySpan<byte> challenge, RelyingParty party)
    {
        if (json.Length > BytesMax) { throw new PasskeyFaultException(PasskeyFault.Malformed); }
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            JsonElement said = document.RootElement;
            if (said.ValueKind != JsonValueKind.Object) { throw new PasskeyFaultException(PasskeyFault.Malformed); }
            Require(Text(said, "type") == type, PasskeyFault.WrongType);
            Require(IsSame(Text(said, "challenge"), challenge), PasskeyFault.WrongChallenge);
            Require(Text(said, "origin") == party.Origin, PasskeyFault.WrongOrigin);
            // A frame of another site's page (section 5.10) has no business here.
            Require(!said.TryGetProperty("crossOrigin", out JsonElement cross) || cross.ValueKind == JsonValueKind.False, PasskeyFault.WrongOrigin);
        }
        // The second: a text that is no UTF-8, or half a surrogate pair.
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException) { throw new PasskeyFaultException(PasskeyFault.Malformed); }
    }

    private static string Text(JsonElement said, string member) =>
        said.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new PasskeyFaultException(PasskeyFault.Malformed);

    private static bool IsSame(string said, ReadOnlySpan<byte> challenge) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(said), Encoding.ASCII.GetBytes(Base64Url.EncodeToString(challenge)));

    private static void Require(bool holds, PasskeyFault fault)
    {
        if (!holds) { throw new PasskeyFaultException(fault); }
    }
}
