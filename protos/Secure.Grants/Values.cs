using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.Grants;

/// <summary>128 random bits: a controller's boot, a nonce, a request. Equal when its bytes are.</summary>
public sealed record Token128
{
    public const int Length = 16;

    /// <summary>All zero: stands where a record needs no nonce.</summary>
    public static readonly Token128 None = new(new byte[Length]);

    private readonly byte[] _bytes;

    private Token128(byte[] bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public static Token128 NewRandom() => new(RandomNumberGenerator.GetBytes(Length));

    public static bool TryFrom(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Token128? token)
    {
        token = bytes.Length == Length ? new Token128(bytes.ToArray()) : null;
        return token is not null;
    }

    public bool Equals(Token128? other) => other is not null && CryptographicOperations.FixedTimeEquals(_bytes, other._bytes);

    public override int GetHashCode() => BitConverter.ToInt32(_bytes);

    public override string ToString() => Convert.ToHexStringLower(_bytes);
}

/// <summary>When a controller says something: since its boot and by its wall clock.</summary>
/// <param name="MonotonicNs">Nanoseconds of the controller's CLOCK_BOOTTIME.</param>
/// <param name="WallMs">Unix milliseconds by the controller's clock.</param>
public sealed record DeviceTime(ulong MonotonicNs, long WallMs, ClockQuality Quality)
{
    /// <summary>The wall time as a date. A clock that is wildly wrong gives the first or last date there is, never an error.</summary>
    public DateTimeOffset Wall => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(WallMs, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
}

internal static class CanonicalValues
{
    public static CanonicalWriter Token(this CanonicalWriter writer, Token128 token) => writer.Fixed(token.Bytes);

    public static Token128 Token(this ref CanonicalReader reader) =>
        Token128.TryFrom(reader.Fixed(Token128.Length), out Token128? token) ? token : throw new FormatException("A token has 16 bytes.");

    public static CanonicalWriter Flag(this CanonicalWriter writer, bool flag) => writer.U8(flag ? (byte)1 : (byte)0);

    public static bool Flag(this ref CanonicalReader reader) => reader.U8() switch { 0 => false, 1 => true, _ => throw new FormatException("A flag is 0 or 1.") };

    public static CanonicalWriter Time(this CanonicalWriter writer, DeviceTime time) => writer.U64(time.MonotonicNs).I64(time.WallMs).U8((byte)time.Quality);

    public static DeviceTime Time(this ref CanonicalReader reader) => new(reader.U64(), reader.I64(), reader.Enumeration<ClockQuality>());

    /// <summary>Whole milliseconds, at most 49 days.</summary>
    public static CanonicalWriter Milliseconds(this CanonicalWriter writer, TimeSpan time) => writer.U32(checked((uint)time.TotalMilliseconds));

    public static TimeSpan Milliseconds(this ref CanonicalReader reader) => TimeSpan.FromMilliseconds(reader.U32());

    /// <summary>The text, or null where it is empty.</summary>
    public static string? TextOrNone(this ref CanonicalReader reader) => reader.Text() is { Length: > 0 } text ? text : null;

    public static CanonicalWriter Id<T>(this CanonicalWriter writer, Identifier<T>? id) where T : Identifier<T>, IIdentifier<T> => writer.Text(id?.Text ?? "");

    public static T Id<T>(this ref CanonicalReader reader) where T : Identifier<T>, IIdentifier<T> =>
        Identifier<T>.TryParse(reader.Text(), out T? id) ? id : throw new FormatException($"Not a {typeof(T).Name}.");

    public static T? IdOrNone<T>(this ref CanonicalReader reader) where T : Identifier<T>, IIdentifier<T>
    {
        string text = reader.Text();
        if (text.Length == 0) { return null; }
        return Identifier<T>.TryParse(text, out T? id) ? id : throw new FormatException($"Not a {typeof(T).Name}.");
    }
}
