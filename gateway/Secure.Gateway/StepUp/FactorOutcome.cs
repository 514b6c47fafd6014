using Secure.Gateway.Decisions.StepUp;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.StepUp;

/// <summary>What became of one factor in a step-up.</summary>
internal abstract record FactorOutcome
{
    private FactorOutcome() { }

    internal sealed record Passed(ProvenFactor Proof) : FactorOutcome;

    /// <summary>Nothing usable came in time.</summary>
    internal sealed record Incomplete : FactorOutcome;

    /// <summary>The step-up has failed; all that follows from it has been done.</summary>
    internal sealed record Failed : FactorOutcome;
}

/// <param name="Summary">Null for a finger, where the engine gives yes or no.</param>
internal sealed record ProvenFactor(Factor Factor, ChallengeSummary? Summary);

/// <summary>One attempt that failed.</summary>
/// <param name="Cause">Stable code, for officers.</param>
/// <param name="Attack">Clear evidence of an attack: fails the step-up at once.</param>
/// <param name="LooksLike">The other person on record whose face it is; null: nobody's who was found.</param>
internal sealed record FailedAttempt(Factor Factor, string Cause, bool Attack, ChallengeSummary? Summary, IReadOnlyList<EvidenceItem> Evidence, PersonId? LooksLike = null)
{
    /// <summary>Broken off before a strange face was seen: <see cref="FactorCounter.BreakOff"/>.</summary>
    internal bool BrokenOff { get; init; }
}
