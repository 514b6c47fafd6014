using Secure.Biometrics.Models;
using Secure.Biometrics.Onnx;

namespace Secure.Biometrics.Face;

/// <summary>The opened models of a set.</summary>
internal sealed class FaceModels : IDisposable
{
    private readonly List<OrtModel> _open = [];

    private FaceModels(OrtRuntime runtime, string folder, ModelSet set)
    {
        OrtModel Open(ModelInput input, params int[] lengths)
        {
            OrtModel model = ModelFiles.Open(runtime, folder, input, lengths);
            _open.Add(model);
            return model;
        }
        Detector = new(Open(set.Detect, FaceDetector.Boxes * 4, FaceDetector.Boxes * 2), set.Detect, set.DetectThreshold);
        Landmarks = new(Open(set.Landmarks, Face.Landmarks.Count * 2), set.Landmarks);
        Embedder = new(Open(set.Embed, FaceTemplate.Numbers), set.Embed);
        Liveness = new(Open(set.Liveness, LivenessJudge.Classes), set.Liveness);
        Pose = new(Open(set.Pose, PoseModel.Bins, PoseModel.Bins, PoseModel.Bins), set.Pose);
        Eyes = new(Open(set.Eyes, 2), set.Eyes);
    }

    internal FaceDetector Detector { get; }

    internal LandmarkFinder Landmarks { get; }

    internal Embedder Embedder { get; }

    internal LivenessJudge Liveness { get; }

    internal PoseModel Pose { get; }

    internal EyeJudge Eyes { get; }

    /// <exception cref="ModelSetException">A file is missing, another than configured, or no such model.</exception>
    internal static FaceModels Open(OrtRuntime runtime, string folder, ModelSet set)
    {
        if (set.Embed is not { Width: Alignment.Side, Height: Alignment.Side, Channels: 3 }) { throw new ModelSetException($"embed: aligned faces are {Alignment.Side} by {Alignment.Side}, in colour."); }
        return new(runtime, folder, set);
    }

    public void Dispose() => _open.ForEach(m => m.Dispose());
}
