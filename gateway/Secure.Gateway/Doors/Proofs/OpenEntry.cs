using System.Security.Cryptography;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.StepUp;
using Secure.Gateway.Spine;
using Secure.Gateway.StepUp;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors.Proofs;

/// <summary>One entry for which a face, a finger or a PIN is asked: whose it is, and how far it is. One sample at a time.</summary>
internal sealed class OpenEntry
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly long _begun;
    private bool _busy, _over;
    private volatile ShownInChallenge? _shown;

    /// <param name="factors">Those of the demand that can be asked of this person here, at least one.</param>
    /// <param name="proved">What was proved for this presentation before.</param>
    internal OpenEntry(DemandedEntry demanded, IReadOnlyList<Factor> factors, FactorSet proved, TimeProvider clock)
    {
        (Demanded, Factors, Proved, Since, _clock, _begun) = (demanded, factors, proved, demanded.Asked.Presentation.Time, clock, clock.GetTimestamp());
    }

    /// <summary>Names it to the agent. Not secret: it is taken from its own agent alone.</summary>
    internal string Id { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    internal DemandedEntry Demanded { get; }

    internal AskedEntry Asked => Demanded.Asked;

    internal PersonId Person => Demanded.Decided.Person!.Id;

    /// <summary>Where its failures are counted.</summary>
    internal string Place => FactorCounters.PlaceOf(Asked.Door.Id);

    internal IReadOnlyList<Factor> Factors { get; }

    internal FactorSet Proved { get; }

    /// <summary>The factor that the first sample chose; null before it.</summary>
    internal Factor? Chosen { get; set; }

    /// <summary>Of the face, from its first frame on.</summary>
    internal Challenge? Challenge { get; private set; }

    internal TimeSpan Elapsed => _clock.GetElapsedTime(_begun);

    /// <summary>The time in the controller's newest signed word about the presentation.</summary>
    internal DeviceTime Since { get; private set; }

    /// <summary>The person's templates, from the first sample on.</summary>
    internal TemplateSet? Own { get; set; }

    /// <summary>The face with which the next is compared.</summary>
    internal BiometricTemplate? Reference { get; set; }

    /// <summary>When the engine last looked, by <see cref="Elapsed"/>; null: not yet.</summary>
    internal TimeSpan? LookedAt { get; set; }

    /// <summary>The newest frame with a face that could be judged; null: none.</summary>
    internal ReadOnlyMemory<byte>? LastFrame { get; set; }

    /// <summary>Fingers that were shown, by their hash.</summary>
    internal HashSet<string> Fingers { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes a newer word of the controller. An older one changes nothing.</summary>
    internal void Renew(EntryWaiting waiting)
    {
        if (waiting.Time.MonotonicNs > Since.MonotonicNs) { Since = waiting.Time; }
    }

    /// <summary>False where it is over, or an earlier sample is still being looked at: they come one after the other.</summary>
    internal bool TryBegin()
    {
        lock (_gate)
        {
            if (_over || _busy) { return false; }
            return _busy = true;
        }
    }

    /// <summary>The sample has been dealt with. True where it was the last.</summary>
    /// <param name="over">It must be the last.</param>
    internal bool Finish(bool over)
    {
        lock (_gate)
        {
            (_busy, _over) = (false, _over || over);
            if (_over) { Clear(); }
            return _over;
        }
    }

    /// <summary>No sample counts any more. False where one is being looked at: it comes to its own end.</summary>
    internal bool End()
    {
        lock (_gate)
        {
            _over = true;
            if (!_busy) { Clear(); }
            return !_busy;
        }
    }

    /// <summary>Of an entry that is over: its challenge, broken off in the middle. Null where it came to an end of its own, and on every later call.</summary>
    internal ChallengeStep.Refused? Abandon()
    {
        lock (_gate) { return Challenge?.Abandon(); }
    }

    /// <summary>What was shown is on the disk when this returns.</summary>
    /// <exception cref="Contracts.RefusedException">It could not be written: what it proved must not count.</exception>
    internal Task RememberAsync() => _shown?.CloseAsync(Challenge!.IsWorthRemembering) ?? Task.CompletedTask;

    /// <param name="shown">What the challenge shows; <see cref="RememberAsync"/> closes it.</param>
    internal void Begin(Challenge challenge, ShownInChallenge shown)
    {
        Challenge = challenge;
        _shown = shown;
    }

    private void Clear()
    {
        Own?.Dispose();
        Reference?.Dispose();
        (Own, Reference) = (null, null);
    }
}
