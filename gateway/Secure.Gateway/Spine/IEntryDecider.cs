using Secure.Gateway.Audit;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>Decides an entry at a door by the same rules and snapshot as everything else.</summary>
public interface IEntryDecider
{
    /// <summary>Pure but for the clock. Who leaves (a reader inside) is asked for an active badge alone: a policy must lock nobody in.</summary>
    /// <param name="proved">What the badge's owner has proved at this door for this very presentation.</param>
    EntryDecision Decide(Door door, Reader reader, BadgeNumber badge, FactorSet proved = default);
}

/// <param name="Person">Whose badge it was; null where unknown.</param>
/// <param name="Event">The entry to commit before the answer leaves; it names the decision, holds no badge number and no PIN.</param>
public sealed record EntryDecision(Decision Decision, Person? Person, string DecisionId, ulong PolicyRevision, AuditEvent Event);
