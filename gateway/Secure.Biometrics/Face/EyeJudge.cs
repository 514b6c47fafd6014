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

    /// <summary>0 to 1, of the less open eye; 1 where none is large enough to tell.</summary>
    internal float Open(Picture picture, Landmarks face) =>
        Math.Min(Open(picture, face.LeftEye, face.LeftEyeWidth), Open(picture, face.RightEye, face.RightEyeWidth));

    private float Open(Picture picture, Vector2 eye, float width)
    {
        float half = width * Surroundings / 2;
        if (new FaceBox(eye.X - half, eye.Y - half, eye.X + half, eye.Y + half, 1).Within(picture) is not { } part) { return 1; }
        float[] planes = new float[model.InputLength];
        Sampler.Fill(picture, part, input, planes);
        return Softmax.Of(model.Run(planes)[0])[0];
    }
}
