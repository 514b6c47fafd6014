using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics.Enrolments;

/// <summary>Whether a sample serves.</summary>
/// <param name="Guidance">Why not, as a stable word; empty where it serves.</param>
/// <param name="Text">The same for people.</param>
internal sealed record SampleVerdict(string Guidance, Sentence Text)
{
    internal static readonly SampleVerdict Good = new("", new Sentence("合格", "good"));

    internal static readonly SampleVerdict SamePicture = new("same_picture", new Sentence("与前一样本完全相同，请重新采集", "the very same picture again: take a new one"));

    internal bool Accepted => Guidance.Length == 0;
}
