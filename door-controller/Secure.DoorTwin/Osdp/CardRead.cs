using System.Globalization;
using System.Numerics;

namespace Secure.DoorTwin.Osdp;

/// <summary>What a card sends to the reader's antenna, as a RAW reply carries it.</summary>
internal sealed record CardRead
{
    private const int BitsMax = 512;
    private const string RawPrefix = "bits:";

    private CardRead(byte format, string bits) { Format = format; Bits = bits; }

    /// <summary>0: bits as they came; 1: Wiegand, parity–data–parity (OSDP v2.2, 7.11).</summary>
    internal byte Format { get; }

    /// <summary>'0' and '1', first bit first.</summary>
    internal string Bits { get; }

    /// <summary>Accepts <c>1001</c> (with the site's facility code), <c>12-1001</c> (another facility code) and <c>bits:0101…</c>.</summary>
    internal static bool TryParse(string text, byte facility, out CardRead? card)
    {
        card = text.StartsWith(RawPrefix, StringComparison.Ordinal) ? OfBits(text[RawPrefix.Length..]) : OfNumber(text.Split('-'), facility);
        return card is not null;
    }

    /// <summary>The data of a RAW reply: reader number, format, bit count, bits padded to bytes.</summary>
    internal byte[] ToReplyData()
    {
        byte[] data = new byte[4 + (Bits.Length + 7) / 8];
        data[1] = Format;
        data[2] = (byte)Bits.Length;
        data[3] = (byte)(Bits.Length >> 8);
        for (int i = 0; i < Bits.Length; i++)
        {
            if (Bits[i] == '1') { data[4 + i / 8] |= (byte)(0x80 >> (i % 8)); }
        }
        return data;
    }

    private static CardRead? OfBits(string bits) =>
        bits.Length is > 0 and <= BitsMax && bits.All(c => c is '0' or '1') ? new CardRead(0, bits) : null;

    private static CardRead? OfNumber(string[] parts, byte facility)
    {
        if (parts.Length > 2 || (parts.Length == 2 && !TryNumber(parts[0], out facility))) { return null; }
        return TryNumber(parts[^1], out ushort number) ? new CardRead(1, Wiegand26(facility, number)) : null;
    }

    private static bool TryNumber<T>(string text, out T number) where T : struct, INumberBase<T> =>
        T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    /// <summary>H10301: even parity over the first twelve data bits, 8 bits facility, 16 bits number, odd parity over the last twelve.</summary>
    private static string Wiegand26(byte facility, ushort number)
    {
        string data = Convert.ToString((facility << 16) | number, 2).PadLeft(24, '0');
        bool evenFirst = data[..12].Count(c => c == '1') % 2 == 1;
        bool oddLast = data[12..].Count(c => c == '1') % 2 == 0;
        return (evenFirst ? "1" : "0") + data + (oddLast ? "1" : "0");
    }
}
