using System.Security.Cryptography;
using Secure.Contracts;
using Secure.Gateway.Decisions.StepUp;
using Secure.Gateway.Spine;
using Secure.Gateway.StepUp;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors.Proofs;

/// <summary>The impressions of a door's sensor: the first that can be judged decides.</summary>
internal sealed class FingerProofs(IBiometrics biometrics, ITemplates templates, TimeProvider clock)
{
    private const string Grey = "image/x-portable-graymap";

    /// <exception cref="RefusedException">The engine cannot be asked.</exception>
    internal async Task<ProofStep> JudgeAsync(OpenEntry entry, EntrySample sample, CancellationToken cancellation)
    {
        EvidenceItem evidence = new(Grey, sample.Image, clock.GetUtcNow());
        if (!entry.Fingers.Add(Convert.ToHexString(SHA256.HashData(sample.Image.Span)))) { return new ProofStep.Failed(ChallengeRefusal.Duplicate, null, evidence); }
        entry.Own ??= await templates.OfAsync(entry.Person, Factor.Fingerprint, cancellation);
        FingerprintMatch? match = await MatchAsync(sample.Image, entry.Own, cancellation);
        if (match is not { Quality: FingerprintQuality.Good }) { return new ProofStep.Going(ProofSteps.OfFinger(match?.Quality ?? FingerprintQuality.TooFewMinutiae)); }
        return match.Matches ? new ProofStep.Passed(null) : new ProofStep.Failed(ChallengeRefusal.NotMatched, null, evidence);
    }

    /// <summary>Null where the image does not read.</summary>
    private async Task<FingerprintMatch?> MatchAsync(ReadOnlyMemory<byte> image, TemplateSet own, CancellationToken cancellation) =>
        await biometrics.VerifyFingerprintAsync(image, own.Templates, cancellation) switch
        {
            BiometricAnswer<FingerprintMatch>.Answered { Reading: var match } => match,
            BiometricAnswer<FingerprintMatch>.Refused { Fault: BiometricFault.UnusableTemplate, Words: var words } => throw Off(words),
            BiometricAnswer<FingerprintMatch>.Refused => null,
            BiometricAnswer<FingerprintMatch>.Unavailable { Words: var words } => throw Off(words),
            _ => throw new InvalidOperationException("There is no fourth answer."),
        };

    private static RefusedException Off(Sentence why) => new(StepUpRefusals.Off(Factor.Fingerprint, why));
}
