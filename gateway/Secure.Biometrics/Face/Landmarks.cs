using System.Numerics;
using Secure.Biometrics.Images;
using Secure.Biometrics.Models;
using Secure.Biometrics.Onnx;

namespace Secure.Biometrics.Face;

/// <summary>The 68 points of a face in the usual order (iBUG 300-W): jaw 0–16, brows 17–26, nose 27–35, eyes 36–47, mouth 48–67.</summary>
internal sealed class Landmarks(Vector2[] points)
{
    internal const int Count = 68;

    /// <summary>The middle of the eye on the left of the picture: the person's right.</summary>
    internal Vector2 LeftEye => (points[37] + points[38] + points[40] + points[41]) / 4;

    internal Vector2 RightEye => (points[43] + points[44] + points[46] + points[47]) / 4;

    internal Vector2 Nose => points[30];

    internal Vector2 LeftMouth => (points[48] + points[60]) / 2;

    internal Vector2 RightMouth => (points[54] + points[64]) / 2;

    /// <summary>From corner to corner, in pixels.</summary>
    internal float LeftEyeWidth => Vector2.Distance(points[36], points[39]);

    internal float RightEyeWidth => Vector2.Distance(points[42], points[45]);

    /// <summary>Distance of the lids as a share of the eye's width, of the wider open eye.</summary>
    internal float LidsApart => MathF.Max(Lids(37, 41, 38, 40) / (2 * LeftEyeWidth), Lids(43, 47, 44, 46) / (2 * RightEyeWidth));

    /// <summary>The five by which faces are aligned.</summary>
    internal Vector2[] Five => [LeftEye, RightEye, Nose, LeftMouth, RightMouth];

    /// <summary>Angle of the line between the eyes, in degrees; positive: clockwise in the picture.</summary>
    internal float Roll => MathF.Atan2(RightEye.Y - LeftEye.Y, RightEye.X - LeftEye.X) * (180 / MathF.PI);

    private float Lids(int upper, int lower, int otherUpper, int otherLower) => Vector2.Distance(points[upper], points[lower]) + Vector2.Distance(points[otherUpper], points[otherLower]);
}

/// <summary>Finds the points within a box.</summary>
internal sealed class LandmarkFinder(OrtModel model, ModelInput input)
{
    internal Landmarks Find(Picture picture, Sampler.Part face)
    {
        using Planes planes = new(model.InputLength);
        Sampler.Fill(picture, face, input, planes.Numbers);
        float[] answer = model.Run(planes.Numbers)[0];
        Vector2[] points = new Vector2[Landmarks.Count];
        for (int i = 0; i < points.Length; i++) { points[i] = new(face.Left + answer[2 * i] * face.Width, face.Top + answer[2 * i + 1] * face.Height); }
        return new(points);
    }
}
