using Secure.Biometrics.Images;
using Secure.Biometrics.Models;
using Secure.Biometrics.Onnx;

namespace Secure.Biometrics.Face;

/// <summary>An aligned face into a direction of 512 numbers: the nearer two directions, the likelier one person.</summary>
internal sealed class Embedder(OrtModel model, ModelInput input)
{
    /// <summary>Of length 1.</summary>
    internal float[] Embed(ReadOnlySpan<float> crop)
    {
        using Planes planes = new(model.InputLength);
        int plane = input.Width * input.Height;
        for (int i = 0; i < plane; i++) { Sampler.Put(planes.Numbers, i, plane, input, crop[3 * i], crop[3 * i + 1], crop[3 * i + 2]); }
        float[] embedding = model.Run(planes.Numbers)[0];
        float length = MathF.Sqrt(Similarity.Dot(embedding, embedding));
        for (int i = 0; i < embedding.Length; i++) { embedding[i] /= length; }
        return embedding;
    }
}
