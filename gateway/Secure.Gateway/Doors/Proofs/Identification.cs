using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Gateway.StepUp;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors.Proofs;

/// <summary>Whose face or finger it is that did not match the badge's owner, looked for among those who may enter the room.</summary>
internal sealed class Identification(KnownPersons known, ISite site, TimeProvider clock)
{
    /// <returns>Somebody else than the badge's owner; null where nobody is found.</returns>
    internal Task<PersonId?> OfAsync(OpenEntry entry, Factor factor, ReadOnlyMemory<byte> image, CancellationToken cancellation) =>
        known.FindAsync("entry-" + entry.Id, PermittedBeside(entry), factor, image, cancellation);

    /// <summary>Whoever this door would let in now with an active badge and every proof.</summary>
    private IEnumerable<PersonId> PermittedBeside(OpenEntry entry)
    {
        SiteSnapshot now = site.Current;
        FactorSet all = FactorSet.Of(Factor.Pin, Factor.Face, Factor.Fingerprint);
        return now.Badges.Values.Where(b => b.Active && b.Person != entry.Person)
            .Where(b => EntryRules.Decide(now, new EntryQuestion(entry.Asked.Door.Id, entry.Asked.Reader.Id, b.Number, all, clock.GetUtcNow())).Decision is Decision.Permit)
            .Select(b => b.Person).Distinct();
    }
}
