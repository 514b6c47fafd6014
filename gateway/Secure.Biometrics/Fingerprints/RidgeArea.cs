namespace Secure.Biometrics.Fingerprints;

/// <summary>How much of a picture shows ridges, and how strongly: standard deviation of grey in blocks about two ridges wide.</summary>
/// <param name="Share">Of the picture's whole blocks, 0 to 1.</param>
/// <param name="Pixels">The same in pixels.</param>
/// <param name="Contrast">Mean deviation in these blocks, in steps of 256 greys.</param>
/// <param name="Darkness">Share of these blocks' pixels darker than half: near 1 where ridges run together.</param>
internal readonly record struct RidgeArea(double Share, int Pixels, double Contrast, double Darkness)
{
    // Ridges lie about 9 pixels apart at 500 an inch.
    private const int Block = 16;

    // Paper and glass noise stay below; the faintest ridges that the detector still follows lie above.
    private const double RidgeDeviation = 12;

    internal static RidgeArea Of(GrayImage image)
    {
        int columns = image.Width / Block, rows = image.Height / Block, ridged = 0, dark = 0;
        double contrast = 0;
        for (int block = 0; block < columns * rows; block++)
        {
            (double deviation, int darker) = Measure(image, block % columns * Block, block / columns * Block);
            if (deviation < RidgeDeviation) { continue; }
            ridged++;
            contrast += deviation;
            dark += darker;
        }
        int pixels = ridged * Block * Block;
        return new((double)ridged / (columns * rows), pixels, ridged == 0 ? 0 : contrast / ridged, ridged == 0 ? 0 : (double)dark / pixels);
    }

    private static (double Deviation, int Darker) Measure(GrayImage image, int left, int top)
    {
        int sum = 0, squares = 0, darker = 0;
        for (int y = top; y < top + Block; y++)
        {
            foreach (byte grey in image.Pixels.AsSpan(y * image.Width + left, Block))
            {
                sum += grey;
                squares += grey * grey;
                if (grey < 128) { darker++; }
            }
        }
        const double n = Block * Block;
        return (Math.Sqrt(Math.Max(0, squares / n - sum / n * (sum / n))), darker);
    }
}
