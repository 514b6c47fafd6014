using System.Security.Cryptography;
using Secure.Contracts;
using Secure.Gateway.Decisions.StepUp;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.StepUp;

/// <summary>Face challenges of one step-up until one is passed, time runs out, or the step-up has failed.</summary>
internal sealed class FaceRun(FaceLooks looks, ShownFrames shown, FactorCounters counters, StepUpVerdicts verdicts, KnownPersons known, ISite site, StepUpOptions options, TimeProvider clock)
{
    private const string Jpeg = "image/jpeg";

    private readonly TimeSpan _pace = TimeSpan.FromSeconds(1) / options.LooksPerSecond;

    internal async Task<FactorOutcome> RunAsync(OpenStepUp open, TemplateSet own, Teller teller, CancellationToken cancellation)
    {
        bool again = false;
        while (true)
        {
            await counters.RequireUsableAsync(open.Session.Person, Factor.Face, FactorCounters.PlaceOf(open.Session), cancellation);
            if (await AttemptAsync(open, own, teller, again, cancellation) is { } outcome) { return outcome; }
            again = true;
        }
    }

    /// <summary>What a challenge's end means, with all that follows done; null where another challenge is to be had.</summary>
    private async Task<FactorOutcome?> ConcludeAsync(OpenStepUp open, ChallengeStep end, Frame? last)
    {
        if (end is ChallengeStep.Passed passed) { return new FactorOutcome.Passed(new ProvenFactor(Factor.Face, passed.Summary)); }
        if (end is not ChallengeStep.Refused refused || refused.Cause.Weight == RefusalWeight.NotAnAttempt) { return new FactorOutcome.Incomplete(); }
        if (await verdicts.FailAsync(open, await JudgeAsync(open, refused, last))) { return new FactorOutcome.Failed(); }
        return refused.Cause.IsUnfinished ? new FactorOutcome.Incomplete() : null;
    }

    /// <summary>Somebody else of the site before the camera fails the step-up at once, as at a door; also where the caller has left.</summary>
    private async Task<FailedAttempt> JudgeAsync(OpenStepUp open, ChallengeStep.Refused refused, Frame? last)
    {
        EvidenceItem[] evidence = last is null ? [] : [new EvidenceItem(Jpeg, last.Image, clock.GetUtcNow())];
        FailedAttempt failed = new(Factor.Face, refused.Cause.Code, refused.Cause.Weight == RefusalWeight.Attack, refused.Summary, evidence) { BrokenOff = refused.Cause.IsUnfinished && !open.IsStranger };
        bool stranger = refused.Cause == ChallengeRefusal.NotMatched || (refused.Cause.IsUnfinished && open.IsStranger);
        if (last is null || !stranger) { return failed; }
        IEnumerable<PersonId> others = site.Current.Persons.Values.Where(p => p.Active && p.Id != open.Session.Person).Select(p => p.Id);
        PersonId? other = await known.FindAsync("step-up-" + open.Id, others, Factor.Face, last.Image, CancellationToken.None);
        return other is null ? failed : failed with { Cause = StepUpVerdicts.WrongPerson, Attack = true, LooksLike = other };
    }

    /// <summary>One challenge, its turns drawn anew, and what came of it: <see cref="ConcludeAsync"/>.</summary>
    private async Task<FactorOutcome?> AttemptAsync(OpenStepUp open, TemplateSet own, Teller teller, bool again, CancellationToken cancellation)
    {
        ShownInChallenge earlier = await shown.OpenAsync(open.Session.Person, cancellation);
        open.Begin(new Challenge(looks.Rules, Draw(), earlier));
        teller.BeginAttempt();
        BiometricTemplate? reference = null;
        Frame? last = null;
        try
        {
            while (true)
            {
                (Frame? frame, ChallengeStep step) = await open.NextFrameAsync(cancellation);
                long begun = clock.GetTimestamp();
                if (frame is not null && step is ChallengeStep.Going)
                {
                    last ??= frame;
                    Look look = await looks.LookAsync(frame.Image, own, reference, cancellation);
                    // What is shown after a face, so that it be forgotten, is not what officers want to see.
                    if (look.Reading.Fault == CaptureFault.None) { last = frame; }
                    step = open.Read(look.Reading, frame, out bool tookReference);
                    (tookReference ? reference : look.Template)?.Dispose();
                    if (tookReference) { reference = look.Template; }
                }
                if (step is not ChallengeStep.Going going) { return await ConcludeAsync(open, step, last); }
                await teller.TellAsync(going, again, cancellation);
                if (frame is not null && _pace - clock.GetElapsedTime(begun) is { Ticks: > 0 } rest) { await Task.Delay(rest, clock, cancellation); }
            }
        }
        catch (Exception e) when (e is not RefusedException)
        {
            // Who hangs up, signs out or begins anew is counted as who stays.
            if (open.Abandon() is { } left) { await ConcludeAsync(open, left, last); }
            throw;
        }
        finally
        {
            reference?.Dispose();
            // Before anything counts that was proved: what cannot be remembered has not been shown.
            await earlier.CloseAsync(open.End());
        }
    }

    private Turn[] Draw()
    {
        Turn[] turns = new Turn[RandomNumberGenerator.GetInt32(options.TurnsMin, options.TurnsMax + 1)];
        for (int i = 0; i < turns.Length; i++) { turns[i] = RandomNumberGenerator.GetInt32(2) == 0 ? Turn.Left : Turn.Right; }
        return turns;
    }
}
