namespace Secure.Biometrics.Fingerprints;

/// <summary>One picture of a fingertip: 8 bits a pixel, dark ridges on a light ground, row by row, 500 pixels an inch.</summary>
public sealed class GrayImage
{
    /// <summary>Shortest and longest side, in pixels: from the smallest sensors (R503: 192) with room below, to a flatbed's finger.</summary>
    public const int SideMin = 96;

    /// <inheritdoc cref="SideMin"/>
    public const int SideMax = 1000;

    private GrayImage(int width, int height, byte[] pixels) => (Width, Height, Pixels) = (width, height, pixels);

    public int Width { get; }

    public int Height { get; }

    public byte[] Pixels { get; }

    public static bool IsSide(long pixels) => pixels is >= SideMin and <= SideMax;

    /// <summary>Null where a side is out of range or the pixels are not exactly as many.</summary>
    public static GrayImage? Of(int width, int height, byte[] pixels) =>
        IsSide(width) && IsSide(height) && pixels.Length == width * height ? new GrayImage(width, height, pixels) : null;

    /// <summary>Says its size and nothing of what it shows.</summary>
    public override string ToString() => $"{Width}x{Height}";
}
