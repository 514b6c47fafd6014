using System.Diagnostics.CodeAnalysis;

namespace Secure.Vocabulary;

/// <summary>What a card said: its bits, most significant first, padded with zero bits to whole bytes.</summary>
public sealed record BadgeNumber
{
    /// <summary>Longest card, in bits.</summary>
    public const int BitsMax = 256;

    private BadgeNumber(int bits, string hex) { Bits = bits; Hex = hex; }

    /// <summary>Number of bits, 1 to 256.</summary>
    public int Bits { get; }

    /// <summary>The bits as upper-case hex.</summary>
    public string Hex { get; }

    /// <summary>False where the length does not fit or a padding bit is set.</summary>
    public static bool TryCreate(int bits, ReadOnlySpan<byte> data, [NotNullWhen(true)] out BadgeNumber? badge)
    {
        badge = null;
        if (bits is < 1 or > BitsMax || data.Length != (bits + 7) / 8) { return false; }
        int padding = data.Length * 8 - bits;
        if ((data[^1] & ((1 << padding) - 1)) != 0) { return false; }
        badge = new BadgeNumber(bits, Convert.ToHexString(data));
        return true;
    }

    /// <summary>The 26-bit format H10301: even parity, 8 bits of facility, 16 of number, odd parity.</summary>
    public static BadgeNumber H10301(byte facility, ushort number)
    {
        uint body = ((uint)facility << 16) | number;
        uint even = (uint)System.Numerics.BitOperations.PopCount(body >> 12) & 1;
        uint odd = (uint)(System.Numerics.BitOperations.PopCount(body & 0xFFF) & 1) ^ 1;
        uint bits = ((even << 25) | (body << 1) | odd) << 6;
        Span<byte> data = [(byte)(bits >> 24), (byte)(bits >> 16), (byte)(bits >> 8), (byte)bits];
        return TryCreate(26, data, out BadgeNumber? badge) ? badge : throw new InvalidOperationException("H10301 is 26 bits.");
    }

    /// <summary>bits:hex, as kept in rows. A badge number is not secret, yet it is not logged in plain.</summary>
    public override string ToString() => $"{Bits}-bit badge";

    public string Key => Bits + ":" + Hex;
}
