using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Secure.Gateway.Identity;

/// <summary>Argon2id (RFC 9106) by libargon2, in its own text form, which carries salt and cost.</summary>
internal static partial class Argon2
{
    private const string Library = "libargon2.so.1";

    // 64 MiB and 3 passes: the second recommendation of RFC 9106 section 4, with one lane, since one thread does it.
    private const uint MemoryKiB = 64 * 1024;
    private const uint Passes = 3;
    private const uint Lanes = 1;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;
    private const int EncodedMax = 256;

    /// <exception cref="CryptographicException">The library refused, as when memory is short; nothing was hashed.</exception>
    internal static string Hash(string password)
    {
        byte[] secret = Encoding.UTF8.GetBytes(password);
        byte[] encoded = new byte[EncodedMax];
        try
        {
            int code = HashEncoded(Passes, MemoryKiB, Lanes, secret, (nuint)secret.Length, RandomNumberGenerator.GetBytes(SaltBytes), SaltBytes, HashBytes, encoded, EncodedMax);
            return code == 0 ? Encoding.ASCII.GetString(encoded.AsSpan(0, Array.IndexOf(encoded, (byte)0))) : throw new CryptographicException($"Argon2 failed with {code}.");
        }
        finally { CryptographicOperations.ZeroMemory(secret); }
    }

    /// <summary>The library compares in constant time. Anything but a match is false.</summary>
    internal static bool Verify(string encoded, string password)
    {
        byte[] secret = Encoding.UTF8.GetBytes(password);
        try { return VerifyEncoded(Encoding.ASCII.GetBytes(encoded + "\0"), secret, (nuint)secret.Length) == 0; }
        finally { CryptographicOperations.ZeroMemory(secret); }
    }

    [LibraryImport(Library, EntryPoint = "argon2id_hash_encoded")]
    private static partial int HashEncoded(
        uint passes, uint memoryKiB, uint lanes, ReadOnlySpan<byte> password, nuint passwordLength, ReadOnlySpan<byte> salt, nuint saltLength, nuint hashLength, Span<byte> encoded, nuint encodedLength);

    [LibraryImport(Library, EntryPoint = "argon2id_verify")]
    private static partial int VerifyEncoded(ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> password, nuint passwordLength);

    // which 0: one thread; who 0: this one (setpriority(2), NOTES: on Linux nice values are per thread).
    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int nice);

    /// <summary>Lets everything else on this machine go before the calling thread.</summary>
    internal static void YieldToOthers() => _ = SetPriority(0, 0, 10);
}
