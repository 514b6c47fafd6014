using System.Numerics;
using Secure.Biometrics.Face;
using Secure.Biometrics.Images;

namespace Secure.Biometrics.Tests.Faces;

public sealed class AlignmentTests
{
    // The published template, about which the face of these tests is built.
    private static readonly Vector2[] Template = [new(38.2946f, 51.6963f), new(73.5318f, 51.5014f), new(56.0252f, 71.7366f), new(41.5493f, 92.3655f), new(70.7299f, 92.2041f)];

    [Theory]
    [InlineData(1, 0, 0, 0)]
    [InlineData(2.5, 0.4, 30, -20)]
    [InlineData(0.6, -2, 200, 100)]
    public void The_fit_finds_the_turn_scale_and_shift_that_a_face_has(double scale, double angle, double x, double y)
    {
        Complex turn = Complex.FromPolarCoordinates(scale, angle), shift = new(x, y);
        Alignment.Similarity fit = Alignment.Fit(Face(p => turn * p + shift))!.Value;
        Assert.Equal(0, Complex.Abs(fit.Turn - turn), 1e-4);
        Assert.Equal(0, Complex.Abs(fit.Shift - shift), 1e-2);
    }

    [Fact]
    public void Points_that_fall_together_are_no_face() => Assert.Null(Alignment.Fit(Face(_ => new Complex(5, 5))));

    [Fact]
    public void What_lies_outside_the_picture_is_black()
    {
        using Picture picture = new(64, 64, 64, 64);
        picture.Pixels.Fill(200);
        float[] crop = new float[Alignment.Numbers];
        Alignment.Cut(picture, new(1, new Complex(-20, 0)), crop);
        Assert.Equal(0, crop[0]);
        Assert.Equal(200, crop[(10 * Alignment.Side + 40) * 3]);
        Assert.Equal(0, crop[(90 * Alignment.Side + 40) * 3]);
    }

    /// <summary>68 points of which only those that the five are made of matter.</summary>
    private static Landmarks Face(Func<Complex, Complex> place)
    {
        Vector2[] points = new Vector2[Landmarks.Count];
        void Put(int five, params int[] at)
        {
            Complex to = place(new Complex(Template[five].X, Template[five].Y));
            foreach (int i in at) { points[i] = new((float)to.Real, (float)to.Imaginary); }
        }
        Put(0, 37, 38, 40, 41);
        Put(1, 43, 44, 46, 47);
        Put(2, 30);
        Put(3, 48, 60);
        Put(4, 54, 64);
        return new(points);
    }
}
