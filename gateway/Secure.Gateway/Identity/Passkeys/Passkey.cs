using System.Buffers.Text;

namespace Secure.Gateway.Identity.Passkeys;

/// <summary>
/// An officer's passkey. It stands in the row of the account, which is sealed: whoever could take it away past the store
/// would take the account away with it.
/// </summary>
/// <param name="Id">The credential's, base64url.</param>
/// <param name="X">Of the public key on P-256, 32 bytes, base64url; Y alike.</param>
/// <param name="UserHandle">What the authenticator knows the person by, base64url.</param>
/// <param name="Count">Signatures at its last use; 0 where it does not count.</param>
/// <param name="RegisteredAtMs">Unix milliseconds.</param>
/// <param name="UsedAtMs">Unix milliseconds; null: never.</param>
internal sealed record Passkey(string Id, string X, string Y, string UserHandle, uint Count, long RegisteredAtMs, long? UsedAtMs)
{
    /// <summary>Web Authentication Level 2, section 4, Credential ID: "at most 1023 bytes".</summary>
    internal const int IdBytesMax = 1023;

    internal static Passkey Of(ReadOnlySpan<byte> id, byte[] x, byte[] y, byte[] userHandle, uint count, DateTimeOffset now) =>
        new(Base64Url.EncodeToString(id), Base64Url.EncodeToString(x), Base64Url.EncodeToString(y), Base64Url.EncodeToString(userHandle), count, now.ToUnixTimeMilliseconds(), null);

    internal byte[] IdBytes => Base64Url.DecodeFromChars(Id);

    internal bool Signed(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => Es256Key.Verify(Base64Url.DecodeFromChars(X), Base64Url.DecodeFromChars(Y), data, signature);

    public override string ToString() => "passkey";
}
