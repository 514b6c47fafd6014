using Secure.Biometrics.Images;
using Secure.Biometrics.Models;
using Secure.Biometrics.Onnx;

namespace Secure.Biometrics.Face;

/// <summary>Finds faces: an UltraFace-like model (RFB-320), whose 4,420 boxes come as corners on a scale of 0 to 1.</summary>
internal sealed class FaceDetector(OrtModel model, ModelInput input, float threshold)
{
    /// <summary>Boxes that the model answers with at 320 × 240.</summary>
    internal const int Boxes = 4420;

    // Of two boxes that share more than this, the surer one stays; the figure of the model's makers is 0.3 to 0.5.
    private const float OverlapMax = 0.4f;

    /// <summary>More than this many candidates before overlaps are dropped is no picture of persons; the surest are kept.</summary>
    private const int CandidatesMax = 512;

    /// <summary>The surest first.</summary>
    internal List<FaceBox> Find(Picture picture)
    {
        using Planes planes = new(model.InputLength);
        Sampler.Fill(picture, new(0, 0, picture.Width, picture.Height), input, planes.Numbers);
        float[][] answer = model.Run(planes.Numbers);
        List<FaceBox> kept = [];
        foreach (FaceBox box in Candidates(answer[0], answer[1], picture).OrderByDescending(b => b.Score).Take(CandidatesMax))
        {
            if (kept.TrueForAll(k => k.Overlap(box) <= OverlapMax)) { kept.Add(box); }
        }
        return kept;
    }

    private List<FaceBox> Candidates(float[] corners, float[] scores, Picture picture)
    {
        List<FaceBox> found = [];
        for (int i = 0; i < Boxes; i++)
        {
            float score = scores[2 * i + 1];
            if (!(score >= threshold)) { continue; }
            FaceBox box = new(corners[4 * i] * picture.Width, corners[4 * i + 1] * picture.Height, corners[4 * i + 2] * picture.Width, corners[4 * i + 3] * picture.Height, score);
            if (box.Width >= 8 && box.Height >= 8 && float.IsFinite(box.Width * box.Height)) { found.Add(box); }
        }
        return found;
    }

    /// <summary>The largest and most central: who stands in front of the camera.</summary>
    internal static FaceBox Foremost(List<FaceBox> faces, Picture picture) => faces.MaxBy(f =>
    {
        float across = (f.Left + f.Right - picture.Width) / 2, down = (f.Top + f.Bottom - picture.Height) / 2;
        return f.Width * f.Height - 2 * (across * across + down * down);
    });
}
