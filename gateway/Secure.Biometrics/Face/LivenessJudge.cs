using Secure.Biometrics.Images;
using Secure.Biometrics.Models;
using Secure.Biometrics.Onnx;

namespace Secure.Biometrics.Face;

/// <summary>How much a face and what surrounds it look like life rather than print or screen. One signal; see README.md for what passes it.</summary>
internal sealed class LivenessJudge(OrtModel model, ModelInput input)
{
    /// <summary>Live, print, screen.</summary>
    internal const int Classes = 3;

    // The model's makers crop so: the edge of a sheet or a screen shows around the face.
    private const float Surroundings = 2.7f;

    /// <summary>0 to 1; 0 where the face lies outside the picture.</summary>
    internal float Score(Picture picture, FaceBox face)
    {
        if (face.Scaled(Surroundings, picture) is not { } part) { return 0; }
        using Planes planes = new(model.InputLength);
        Sampler.Fill(picture, part, input, planes.Numbers);
        return Softmax.Of(model.Run(planes.Numbers)[0])[0];
    }
}
