using System.Numerics;
using Secure.Biometrics.Images;
using Secure.Biometrics.Models;
using Secure.Biometrics.Onnx;

namespace Secure.Biometrics.Face;

/// <summary>Whether the eyes are open.</summary>
internal sealed class EyeJudge(OrtModel model, ModelInput input)
{
    // The model's makers crop so: a square of 1.6 times the eye's width.
    private const float Surroundings = 1.6f;

    // On press photos the model alone takes one open pair in fourteen for closed, most of them behind glasses. Lids this
    // share of the eye's width apart are open whatever it says (the eye aspect ratio of Soukupova and Cech, 2016).
    private const float LidsApart = 0.27f;

    /// <summary>0 to 1, of the more open eye: a narrowed or hidden one is no reason. 1 where the lids lie apart or the eyes are too small to tell.</summary>
    internal float Open(Picture picture, Landmarks face) => face.LidsApart >= LidsApart ? 1 :
        Math.Max(Open(picture, face.LeftEye, face.LeftEyeWidth), Open(picture, face.RightEye, face.RightEyeWidth));

    private float Open(Picture picture, Vector2 eye, float width)
    {
        float half = width * Surroundings / 2;
        if (new FaceBox(eye.X - half, eye.Y - half, eye.X + half, eye.Y + half, 1).Within(picture) is not { } part) { return 1; }
        using Planes planes = new(model.InputLength);
        Sampler.Fill(picture, part, input, planes.Numbers);
        return Softmax.Of(model.Run(planes.Numbers)[0])[1];
    }
}
