using Secure.Gateway.Audit;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors.Proofs;

/// <summary>A presentation that was found genuine, and what it is about.</summary>
/// <param name="Agent">Who asked: the one agent of the door's controller.</param>
public sealed record AskedEntry(DeviceId Agent, Presentation Presentation, Door Door, Reader Reader, PresentedBadge Badge)
{
    /// <summary>The badge stays out of whatever prints this.</summary>
    public override string ToString() => $"entry at {Door.Id}";
}

/// <summary>An entry that would be permitted with one of these factors more.</summary>
public sealed record DemandedEntry(AskedEntry Asked, EntryDecision Decided, IReadOnlyList<Factor> AnyOf);

/// <summary>What somebody has proved at a door, for one presentation.</summary>
/// <param name="Since">The time in the controller's newest signed word about the presentation: the grant's life counts from there.</param>
/// <param name="Happened">For the record.</param>
/// <param name="Rows">Written in the same commit.</param>
/// <param name="Duress">The person is forced to it.</param>
internal sealed record EntryProof(PersonId Person, FactorSet Factors, bool Duress, DeviceTime Since, AuditEvent Happened, IReadOnlyList<RowWrite> Rows);
