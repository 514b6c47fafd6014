namespace Secure.TestKit.Pictures;

/// <summary>
/// The portrait's head turned: its pixels laid over half an ellipsoid with a nose, and that turned about its upright axis.
/// Good enough for the pose, likeness and liveness models, and so also a measure of what those alone do not stop.
/// </summary>
public static class TurnedHead
{
    private const double HalfWidth = 60, HalfHeight = 90, Nose = 20, NoseHalfWidth = 9, NoseHalfHeight = 22, NoseBelowCentre = 10;
    private const double CentreX = 224, CentreY = 118; // of the face in that portrait, in pixels

    /// <param name="portrait"><see cref="Portrait.Whole"/>.</param>
    /// <param name="degrees">Above 0: towards the person's own left. Within 45 either way.</param>
    public static TestPicture Turned(TestPicture portrait, double degrees) => Turned(portrait, degrees, CentreX, CentreY, 1);

    /// <summary>The same with another picture of a face that looks straight.</summary>
    /// <param name="centreX">Of the face, in pixels from the left.</param>
    /// <param name="centreY">Of the face, in pixels from the top.</param>
    /// <param name="size">Of the face, against that in the portrait.</param>
    public static TestPicture Turned(TestPicture portrait, double degrees, double centreX, double centreY, double size)
    {
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        Dictionary<(int X, int Y), (double Depth, int X)> seen = [];
        for (int y = (int)(centreY - HalfHeight * size); y < centreY + HalfHeight * size; y++)
        {
            for (double x = centreX - HalfWidth * size; x <= centreX + HalfWidth * size; x += 0.25)
            {
                double across = x - centreX, depth = size * DepthAt(across / size, (y - centreY) / size);
                (int X, int Y) to = ((int)Math.Round(centreX + across * cos + depth * sin), y);
                double near = depth * cos - across * sin;
                if (!seen.TryGetValue(to, out (double Depth, int X) before) || near > before.Depth) { seen[to] = (near, (int)Math.Round(x)); }
            }
        }
        return portrait.Moved(portrait.Width, portrait.Height, (x, y) => seen.TryGetValue((x, y), out (double Depth, int X) from) ? (from.X, y) : (x, y));
    }

    private static double DepthAt(double across, double down)
    {
        double inside = 1 - Square(across / HalfWidth) - Square(down / HalfHeight);
        return inside <= 0 ? 0 : HalfWidth * Math.Sqrt(inside) + Nose * Math.Exp(-Square(across / NoseHalfWidth) - Square((down - NoseBelowCentre) / NoseHalfHeight));
    }

    private static double Square(double value) => value * value;
}
