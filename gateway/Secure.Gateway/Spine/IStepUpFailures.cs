using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>What follows when a step-up has failed for good: three attempts that do not match, or evidence of an attack.</summary>
public interface IStepUpFailures
{
    /// <summary>
    /// What is to be written in the commit of the attempt itself: it keeps the failure until its alarm is on the disk. A gateway that
    /// ends between the two raises the alarm at its next start, without evidence and place.
    /// </summary>
    /// <param name="failed">With its <see cref="FailedStepUp.Attempt"/>.</param>
    RowWrite Keep(FailedStepUp failed);

    /// <summary>
    /// At a workstation: ends every session of the person at once, with its streams. There and at a door: keeps the
    /// evidence, raises the alarm <c>stepup.failed</c> with person, place and evidence, and, where the site says so, puts
    /// the doors of the rooms that hold the material into lockdown. Returns when the sessions are dead and the alarm is on
    /// the disk; the doors go on meanwhile. The token counts for nothing: what has begun is finished.
    /// </summary>
    /// <exception cref="Secure.Contracts.RefusedException">The alarm could not be recorded. The sessions have ended all the same.</exception>
    ValueTask FailAsync(FailedStepUp failed, CancellationToken cancellation);
}

/// <summary>A step-up that failed, at a workstation or at a door.</summary>
/// <param name="Person">Who was claimed to be there.</param>
/// <param name="Cause">Stable code, as <c>no_match</c>, <c>replayed</c>, <c>identity_changed</c>, <c>wrong_person</c>.</param>
public sealed record FailedStepUp(PersonId Person, string Cause)
{
    /// <summary>The challenge, under which <see cref="IStepUpFailures.Keep"/> keeps it; null where no attempt was recorded before.</summary>
    public string? Attempt { get; init; }

    /// <summary>The session in which it was tried; null at a door.</summary>
    public ISession? Session { get; init; }

    /// <summary>The door at which it was tried; null at a workstation.</summary>
    public DoorId? Door { get; init; }

    public string? Action { get; init; }

    /// <summary>What was asked for.</summary>
    public ResourceId? Resource { get; init; }

    /// <summary>The decision that demanded the step-up.</summary>
    public string? DecisionId { get; init; }

    /// <summary>At most 8; more are left out.</summary>
    public IReadOnlyList<EvidenceItem> Evidence { get; init; } = [];
}
