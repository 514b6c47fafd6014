namespace Secure.Biometrics.Face;

/// <summary>Logits into shares that sum to 1.</summary>
internal static class Softmax
{
    internal static float[] Of(float[] logits)
    {
        float most = logits.Max();
        float[] shares = [.. logits.Select(l => MathF.Exp(l - most))];
        float sum = shares.Sum();
        for (int i = 0; i < shares.Length; i++) { shares[i] /= sum; }
        return shares;
    }
}
