using System.Security.Cryptography;
using Secure.Gateway.Decisions.StepUp;
using Secure.Gateway.Spine;
using Secure.Gateway.StepUp;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors.Proofs;

/// <summary>The frames of a door's camera, by the same challenge as at a workstation: random turns of the head, the person in every frame.</summary>
internal sealed class FaceProofs(FaceLooks looks, ShownFrames shown, ITemplates templates, StepUpOptions options, TimeProvider clock)
{
    private readonly TimeSpan _pace = TimeSpan.FromSeconds(1) / options.LooksPerSecond;

    /// <exception cref="Contracts.RefusedException">The engine cannot be asked.</exception>
    internal async Task<ProofStep> JudgeAsync(OpenEntry entry, EntrySample sample, CancellationToken cancellation)
    {
        TimeSpan at = entry.Elapsed;
        Challenge challenge = entry.Challenge ?? await BeginAsync(entry, cancellation);
        ChallengeStep step = challenge.Admit(sample.Sequence, SHA256.HashData(sample.Image.Span), at);
        if (step is ChallengeStep.Going)
        {
            if (entry.LookedAt + _pace - entry.Elapsed is { Ticks: > 0 } rest) { await Task.Delay(rest, clock, cancellation); }
            entry.LookedAt = entry.Elapsed;
            step = await LookAsync(entry, challenge, sample.Image, at, cancellation);
        }
        // Before anything counts that was proved: what cannot be remembered has not been shown.
        if (step is not ChallengeStep.Going) { await entry.RememberAsync(); }
        return step.Match<ProofStep>(
            going => new ProofStep.Going(ProofSteps.OfFace(going)),
            passed => new ProofStep.Passed(passed.Summary),
            refused => new ProofStep.Failed(refused.Cause, refused.Summary, ProofVerdicts.FrameOf(refused.Cause.IsUnfinished ? entry.LastFrame ?? sample.Image : sample.Image, clock)));
    }

    /// <summary>Its turns are drawn anew each time.</summary>
    private async Task<Challenge> BeginAsync(OpenEntry entry, CancellationToken cancellation)
    {
        ShownInChallenge earlier = await shown.OpenAsync(entry.Person, cancellation);
        Turn[] turns = new Turn[RandomNumberGenerator.GetInt32(options.TurnsMin, options.TurnsMax + 1)];
        for (int i = 0; i < turns.Length; i++) { turns[i] = RandomNumberGenerator.GetInt32(2) == 0 ? Turn.Left : Turn.Right; }
        entry.Begin(new Challenge(looks.Rules, turns, earlier), earlier);
        return entry.Challenge!;
    }

    private async Task<ChallengeStep> LookAsync(OpenEntry entry, Challenge challenge, ReadOnlyMemory<byte> image, TimeSpan at, CancellationToken cancellation)
    {
        entry.Own ??= await templates.OfAsync(entry.Person, Factor.Face, cancellation);
        Look look = await looks.LookAsync(image, entry.Own, entry.Reference, cancellation);
        // What is shown after a face, so that it be forgotten, is not what officers want to see.
        if (look.Reading.Fault == CaptureFault.None) { entry.LastFrame = image; }
        ChallengeStep step = challenge.Read(look.Reading, at);
        if (!challenge.TookReference) { look.Template?.Dispose(); return step; }
        entry.Reference?.Dispose();
        entry.Reference = look.Template;
        return step;
    }
}
