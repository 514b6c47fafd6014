using Secure.Biometrics.Images;
using Secure.Biometrics.Models;
using Secure.Biometrics.Onnx;

namespace Secure.Biometrics.Face;

/// <summary>Where a head looks, in degrees. Yaw: positive to the person's own left. Pitch: positive up. Roll: positive clockwise in the picture.</summary>
internal readonly record struct Pose(float Yaw, float Pitch, float Roll);

/// <summary>A model of HopeNet's form: for each angle 66 bins of 3 degrees from -99, whose mean is the angle.</summary>
internal sealed class PoseModel(OrtModel model, ModelInput input)
{
    internal const int Bins = 66;

    private const float Margin = 0.25f;

    internal Pose? Measure(Picture picture, FaceBox face)
    {
        if (face.Widened(Margin, picture) is not { } part) { return null; }
        using Planes planes = new(model.InputLength);
        Sampler.Fill(picture, part, input, planes.Numbers);
        float[][] answer = model.Run(planes.Numbers);
        // The model counts yaw towards the person's own right.
        return new(-Angle(answer[0]), Angle(answer[1]), Angle(answer[2]));
    }

    private static float Angle(float[] logits) => Softmax.Of(logits).Select((share, bin) => share * bin).Sum() * 3 - 99;
}
