namespace Secure.Biometrics.Fingerprints;

/// <summary>Binary PGM, "P5", one picture, 255 as white (Netpbm, pgm(5)).</summary>
internal static class Pgm
{
    // "P5", two sides of at most 4 digits, the maximum, white space and comments.
    private const int HeaderMax = 1024;

    internal static GrayImage? Read(ReadOnlySpan<byte> file)
    {
        int at = 2;
        ReadOnlySpan<byte> head = file[..Math.Min(file.Length, HeaderMax)];
        if (!Number(head, ref at, out int width) || !Number(head, ref at, out int height) || !Number(head, ref at, out int white)) { return null; }
        if (white != 255 || at >= head.Length || !IsSpace(head[at]) || !GrayImage.IsSide(width) || !GrayImage.IsSide(height)) { return null; }
        // One space, then the pixels and nothing after them.
        ReadOnlySpan<byte> pixels = file[(at + 1)..];
        return pixels.Length == width * height ? GrayImage.Of(width, height, pixels.ToArray()) : null;
    }

    private static bool Number(ReadOnlySpan<byte> head, ref int at, out int value)
    {
        value = 0;
        if (!Gap(head, ref at)) { return false; }
        int begin = at;
        while (at < head.Length && char.IsAsciiDigit((char)head[at]) && at - begin < 5) { value = value * 10 + head[at++] - '0'; }
        return at > begin && at - begin < 5;
    }

    /// <summary>White space, with comments from '#' to the end of the line in it; there must be some.</summary>
    private static bool Gap(ReadOnlySpan<byte> head, ref int at)
    {
        int begin = at;
        while (at < head.Length && (IsSpace(head[at]) || head[at] == '#'))
        {
            if (head[at] == '#') { while (at < head.Length && head[at] is not ((byte)'\n' or (byte)'\r')) { at++; } }
            else { at++; }
        }
        return at > begin;
    }

    private static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' or 11 or 12;
}
