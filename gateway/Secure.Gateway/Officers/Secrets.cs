using System.Security.Cryptography;
using System.Text;

namespace Secure.Gateway.Officers;

/// <summary>Random words that are told once and kept as hashes: 128 bits, so a plain hash keeps them.</summary>
internal static class Secrets
{
    private const int Characters = 32;

    /// <summary>As people read it: hexadecimal in groups of four.</summary>
    internal static string Draw() => string.Join('-', RandomNumberGenerator.GetHexString(Characters).Chunk(4).Select(c => new string(c)));

    /// <summary>SHA-256 in hex, of the word however its groups and letters were typed.</summary>
    internal static string HashOf(string word) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(word.Replace("-", "", StringComparison.Ordinal).Trim().ToUpperInvariant())));

    /// <summary>In constant time; false where nothing is expected.</summary>
    internal static bool Matches(string? expectedHash, string word) =>
        expectedHash is not null && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expectedHash), Encoding.ASCII.GetBytes(HashOf(word)));
}
