using System.Security.Cryptography;
using Secure.Contracts;
using Secure.Gateway.Decisions.StepUp;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.StepUp;

/// <summary>Impressions of one step-up until one matches, time runs out, or the step-up has failed.</summary>
internal sealed class FingerRun(IBiometrics biometrics, FactorCounters counters, StepUpVerdicts verdicts, KnownPersons known, ISite site, StepUpOptions options, TimeProvider clock)
{
    private const string Grey = "image/x-portable-graymap";
    private const string Tiff = "image/tiff";

    internal async Task<FactorOutcome> RunAsync(OpenStepUp open, TemplateSet own, Teller teller, CancellationToken cancellation)
    {
        HashSet<string> seen = [];
        bool again = false;
        while (true)
        {
            await counters.RequireUsableAsync(open.Session.Person, Factor.Fingerprint, FactorCounters.PlaceOf(open.Session), cancellation);
            teller.BeginAttempt();
            await teller.TellFingerAsync(null, again, cancellation);
            if (await UsableAsync(open, own, teller, seen, cancellation) is not { } judged) { return new FactorOutcome.Incomplete(); }
            if (judged.Cause is null) { return new FactorOutcome.Passed(new ProvenFactor(Factor.Fingerprint, null)); }
            if (await verdicts.FailAsync(open, await JudgeAsync(open, judged.Image, judged.Cause))) { return new FactorOutcome.Failed(); }
            again = true;
        }
    }

    /// <summary>The finger of somebody else of the site fails the step-up at once, as another face does; also where the caller has left.</summary>
    private async Task<FailedAttempt> JudgeAsync(OpenStepUp open, ReadOnlyMemory<byte> image, ChallengeRefusal cause)
    {
        EvidenceItem evidence = new(image.Span.StartsWith("P5"u8) ? Grey : Tiff, image, clock.GetUtcNow());
        FailedAttempt failed = new(Factor.Fingerprint, cause.Code, cause.Weight == RefusalWeight.Attack, null, [evidence]);
        if (cause != ChallengeRefusal.NotMatched) { return failed; }
        IEnumerable<PersonId> others = site.Current.Persons.Values.Where(p => p.Active && p.Id != open.Session.Person).Select(p => p.Id);
        PersonId? other = await known.FindAsync("step-up-" + open.Id, others, Factor.Fingerprint, image, CancellationToken.None);
        return other is null ? failed : failed with { Cause = StepUpVerdicts.WrongPerson, Attack = true, LooksLike = other };
    }

    /// <summary>The first impression that can be judged, and the judgement: no cause is a match. Null where none came in time.</summary>
    private async Task<(ReadOnlyMemory<byte> Image, ChallengeRefusal? Cause)?> UsableAsync(OpenStepUp open, TemplateSet own, Teller teller, HashSet<string> seen, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = new(options.AttemptMax, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            while (true)
            {
                ReadOnlyMemory<byte> image = await open.NextFingerAsync(either.Token);
                if (!seen.Add(Convert.ToHexString(SHA256.HashData(image.Span)))) { return (image, ChallengeRefusal.Duplicate); }
                FingerprintMatch? match = await MatchAsync(image, own, cancellation);
                if (match is { Quality: FingerprintQuality.Good }) { return (image, match.Matches ? null : ChallengeRefusal.NotMatched); }
                await teller.TellFingerAsync(match?.Quality ?? FingerprintQuality.TooFewMinutiae, false, cancellation);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested) { return null; }
    }

    /// <summary>Null where the image does not read.</summary>
    private async Task<FingerprintMatch?> MatchAsync(ReadOnlyMemory<byte> image, TemplateSet own, CancellationToken cancellation) =>
        await biometrics.VerifyFingerprintAsync(image, own.Templates, cancellation) switch
        {
            BiometricAnswer<FingerprintMatch>.Answered { Reading: var match } => match,
            BiometricAnswer<FingerprintMatch>.Refused { Fault: BiometricFault.UnusableTemplate, Words: var words } => throw new RefusedException(StepUpRefusals.Off(Factor.Fingerprint, words)),
            BiometricAnswer<FingerprintMatch>.Refused => null,
            BiometricAnswer<FingerprintMatch>.Unavailable { Words: var words } => throw new RefusedException(StepUpRefusals.Off(Factor.Fingerprint, words)),
            _ => throw new InvalidOperationException("There is no fourth answer."),
        };
}
