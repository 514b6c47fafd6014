using System.Numerics;
using Secure.Biometrics.Images;

namespace Secure.Biometrics.Face;

/// <summary>
/// Turns, scales and moves a face to where the embedding was trained to have it: the similarity that takes the five
/// points to the ArcFace template (112 × 112) with the least squares. Through three points alone the error rate is many times higher.
/// </summary>
internal static class Alignment
{
    internal const int Side = 112;

    /// <summary>Numbers of an aligned face.</summary>
    internal const int Numbers = Side * Side * 3;

    // Deng et al., ArcFace: the reference points of its published alignment.
    private static readonly Vector2[] Template = [new(38.2946f, 51.6963f), new(73.5318f, 51.5014f), new(56.0252f, 71.7366f), new(41.5493f, 92.3655f), new(70.7299f, 92.2041f)];

    /// <summary>A turn with scale and a shift, as complex numbers: point × <paramref name="Turn"/> + <paramref name="Shift"/>.</summary>
    internal readonly record struct Similarity(Complex Turn, Complex Shift);

    /// <summary>From template to picture; null where the five points fall together.</summary>
    internal static Similarity? Fit(Landmarks face)
    {
        Complex[] from = [.. Template.Select(At)], to = [.. face.Five.Select(At)];
        Complex middleFrom = Mean(from), middleTo = Mean(to), crossed = 0;
        double spread = 0;
        for (int i = 0; i < from.Length; i++)
        {
            Complex away = from[i] - middleFrom;
            crossed += Complex.Conjugate(away) * (to[i] - middleTo);
            spread += away.Real * away.Real + away.Imaginary * away.Imaginary;
        }
        Complex turn = crossed / spread;
        // Less than a fifth of the template's scale: eyes some 7 pixels apart. Nothing can be read from such a face.
        return Complex.Abs(turn) > 0.2 ? new(turn, middleTo - turn * middleFrom) : null;
    }

    /// <summary>The aligned face, rows from the top, red, green and blue in turn, 0 to 255. What lies outside the picture is black.</summary>
    internal static void Cut(Picture picture, Similarity map, Span<float> crop)
    {
        crop.Clear();
        float turnX = (float)map.Turn.Real, turnY = (float)map.Turn.Imaginary, shiftX = (float)map.Shift.Real, shiftY = (float)map.Shift.Imaginary;
        for (int y = 0, at = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++, at += 3)
            {
                Take(picture, turnX * x - turnY * y + shiftX, turnY * x + turnX * y + shiftY, crop.Slice(at, 3));
            }
        }
    }

    private static void Take(Picture picture, float x, float y, Span<float> colours)
    {
        int left = (int)MathF.Floor(x), top = (int)MathF.Floor(y);
        if (left < 0 || top < 0 || left >= picture.Width - 1 || top >= picture.Height - 1) { return; }
        ReadOnlySpan<byte> upper = picture.Pixels[((top * picture.Width + left) * 3)..], lower = upper[(picture.Width * 3)..];
        for (int c = 0; c < 3; c++) { colours[c] = Sampler.Mix(upper[c], upper[c + 3], lower[c], lower[c + 3], x - left, y - top); }
    }

    private static Complex At(Vector2 point) => new(point.X, point.Y);

    private static Complex Mean(Complex[] points) => points.Aggregate(Complex.Zero, (sum, p) => sum + p) / points.Length;
}
