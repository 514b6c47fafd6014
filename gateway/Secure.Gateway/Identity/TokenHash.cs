using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Secure.Gateway.Identity;

/// <summary>
/// SHA-256 of an opaque token of 256 random bits: all that is kept of it. Looking one up needs no constant time, since
/// whoever can choose a hash's prefix cannot choose the token behind it.
/// </summary>
internal readonly record struct TokenHash(ulong A, ulong B, ulong C, ulong D)
{
    private const int TokenBytes = 32;
    private const int TextLength = 43;

    /// <summary>A new token as text, base64url, and its hash.</summary>
    internal static (string Token, TokenHash Hash) NewToken()
    {
        Span<byte> bytes = stackalloc byte[TokenBytes];
        RandomNumberGenerator.Fill(bytes);
        return (Base64Url.EncodeToString(bytes), Of(bytes));
    }

    /// <summary>False for anything that cannot be a token.</summary>
    internal static bool TryOf(ReadOnlySpan<char> token, out TokenHash hash)
    {
        Span<byte> bytes = stackalloc byte[TokenBytes];
        // TryDecodeFromChars throws at a character that is none of base64url's; this form says so.
        bool fits = token.Length == TextLength && Base64Url.DecodeFromChars(token, bytes, out _, out int written) == OperationStatus.Done && written == TokenBytes;
        hash = fits ? Of(bytes) : default;
        return fits;
    }

    private static TokenHash Of(ReadOnlySpan<byte> token)
    {
        Span<ulong> words = stackalloc ulong[4];
        SHA256.HashData(token, MemoryMarshal.AsBytes(words));
        return new TokenHash(words[0], words[1], words[2], words[3]);
    }
}
