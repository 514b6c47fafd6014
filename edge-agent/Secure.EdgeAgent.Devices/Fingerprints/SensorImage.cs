using System.Text;

namespace Secure.EdgeAgent.Devices.Fingerprints;

/// <summary>The picture as it comes up the wire: 4-bit grey, two pixels a byte, the first in the upper half.</summary>
internal static class SensorImage
{
    internal const int BytesMax = 256 * 288 / 2;

    // Only its length says which sensor took it: AS608 and its kin, or R503.
    private static readonly (int Width, int Height)[] Sizes = [(256, 288), (192, 192)];

    /// <summary>An 8-bit PGM; null for any other length.</summary>
    internal static byte[]? ToPgm(ReadOnlySpan<byte> nibbles)
    {
        foreach ((int width, int height) in Sizes)
        {
            if (nibbles.Length * 2 != width * height) { continue; }
            byte[] head = Encoding.ASCII.GetBytes($"P5\n{width} {height}\n255\n"), pgm = new byte[head.Length + width * height];
            head.CopyTo(pgm, 0);
            for (int i = 0; i < nibbles.Length; i++)
            {
                // 15 becomes 255.
                pgm[head.Length + 2 * i] = (byte)((nibbles[i] >> 4) * 17);
                pgm[head.Length + 2 * i + 1] = (byte)((nibbles[i] & 15) * 17);
            }
            return pgm;
        }
        return null;
    }
}
