using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Secure.Gateway.Identity;

/// <summary>Argon2id (RFC 9106) by libargon2, in that library's text form, which carries salt and cost.</summary>
internal static unsafe partial class Argon2
{
    /// <summary>Of passwords: 64 MiB and 3 passes, the second recommendation of RFC 9106 section 4, with one lane, since one thread does it.</summary>
    internal static readonly Cost PasswordCost = new(64 * 1024, 3, 1);

    private static readonly Cost PinCost = new(19 * 1024, 2, 1);

    private const string Library = "libargon2.so.1";

    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    // RFC 9106 section 3.1: the version number is 0x13.
    private const uint Version = 0x13;

    // argon2_type of argon2.h.
    private const int TypeId = 2;

    /// <exception cref="CryptographicException">The library refused, as when memory is short; nothing was hashed.</exception>
    internal static string Hash(string password) => Hash(password, PasswordCost);

    /// <inheritdoc cref="Hash(string)"/>
    internal static string Hash(string password, Cost cost)
    {
        byte[] secret = Encoding.UTF8.GetBytes(password);
        try { return Encode(secret, cost); }
        finally { CryptographicOperations.ZeroMemory(secret); }
    }

    /// <summary>
    /// For PINs, which are too short for any hash to hide: 19 MiB and 2 passes, some 25 ms, because somebody stands at a door. Who
    /// could try them all would first have to open the row that they are encrypted in.
    /// </summary>
    /// <exception cref="CryptographicException">The library refused, as when memory is short; nothing was hashed.</exception>
    internal static string HashPin(ReadOnlySpan<byte> digits) => Encode(digits, PinCost);

    /// <summary>Compares in constant time. Anything but a match is false, a text that is no such hash included.</summary>
    internal static bool Verify(string encoded, string password)
    {
        byte[] secret = Encoding.UTF8.GetBytes(password);
        try { return Verify(encoded, secret); }
        finally { CryptographicOperations.ZeroMemory(secret); }
    }

    /// <inheritdoc cref="Verify(string, string)"/>
    internal static bool Verify(string encoded, ReadOnlySpan<byte> secret)
    {
        if (encoded.Split('$') is not ["", "argon2id", "v=19", var costs, var saltText, var hashText]) { return false; }
        if (Cost.Parse(costs) is not { } cost || Bytes(saltText) is not { } salt || Bytes(hashText) is not { Length: > 0 } expected) { return false; }
        byte[] actual = new byte[expected.Length];
        return Compute(secret, cost, salt, actual) == 0 && CryptographicOperations.FixedTimeEquals(actual, expected);
    }

    private static string Encode(ReadOnlySpan<byte> secret, Cost cost)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes), hash = new byte[HashBytes];
        int code = Compute(secret, cost, salt, hash);
        return code == 0
            ? string.Create(CultureInfo.InvariantCulture, $"$argon2id$v={Version}$m={cost.MemoryKiB},t={cost.Passes},p={cost.Lanes}${Unpadded(salt)}${Unpadded(hash)}")
            : throw new CryptographicException($"Argon2 failed with {code}.");
    }

    private static int Compute(ReadOnlySpan<byte> secret, Cost cost, byte[] salt, byte[] hash)
    {
        fixed (byte* output = hash, input = secret, random = salt)
        {
            ulong bytes = cost.MemoryKiB * 1024UL;
            Context context = new()
            {
                Output = output,
                OutputLength = (uint)hash.Length,
                Password = input,
                PasswordLength = (uint)secret.Length,
                Salt = random,
                SaltLength = (uint)salt.Length,
                Passes = cost.Passes,
                MemoryKiB = cost.MemoryKiB,
                Lanes = cost.Lanes,
                Threads = 1,
                Version = Version,
                Allocate = HashMemory.AllocateFor(bytes),
                Free = HashMemory.FreeFor(bytes),
            };
            return Run(&context, TypeId);
        }
    }

    private static string Unpadded(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static byte[]? Bytes(string unpadded)
    {
        string padded = unpadded + "==="[..((4 - unpadded.Length % 4) % 4)];
        return !unpadded.Contains('=', StringComparison.Ordinal) && Base64.IsValid(padded) ? Convert.FromBase64String(padded) : null;
    }

    /// <summary>RFC 9106 section 3.1: memory in KiB, passes over it, lanes.</summary>
    internal readonly record struct Cost(uint MemoryKiB, uint Passes, uint Lanes)
    {
        internal static Cost? Parse(string text) =>
            text.Split(',') is [var m, var t, var p] && Part(m, "m=") is { } memory && Part(t, "t=") is { } passes && Part(p, "p=") is { } lanes ? new Cost(memory, passes, lanes) : null;

        private static uint? Part(string text, string name) =>
            text.StartsWith(name, StringComparison.Ordinal) && uint.TryParse(text.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out uint value) ? value : null;
    }

    // argon2_context of argon2.h.
    [StructLayout(LayoutKind.Sequential)]
    private struct Context
    {
        internal byte* Output;
        internal uint OutputLength;
        internal byte* Password;
        internal uint PasswordLength;
        internal byte* Salt;
        internal uint SaltLength;
        internal byte* Secret;
        internal uint SecretLength;
        internal byte* Associated;
        internal uint AssociatedLength;
        internal uint Passes;
        internal uint MemoryKiB;
        internal uint Lanes;
        internal uint Threads;
        internal uint Version;
        internal delegate* unmanaged[Cdecl]<void**, nuint, int> Allocate;
        internal delegate* unmanaged[Cdecl]<void*, nuint, void> Free;
        internal uint Flags;
    }

    [LibraryImport(Library, EntryPoint = "argon2_ctx")]
    private static partial int Run(Context* context, int type);

    // which 0: one thread; who 0: this one (setpriority(2), NOTES: on Linux nice values are per thread).
    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int nice);

    /// <summary>Lets everything else on this machine go before the calling thread.</summary>
    internal static void YieldToOthers() => _ = SetPriority(0, 0, 10);
}
