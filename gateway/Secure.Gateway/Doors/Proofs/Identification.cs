using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors.Proofs;

/// <summary>
/// Whose face or finger it is that did not match the badge's owner, looked for among those who may enter the room: one of
/// them with another's badge is evidence, not a bad picture. Only asked after a failure; trouble on the way finds nobody.
/// </summary>
internal sealed class Identification(IBiometrics biometrics, ITemplates templates, ISite site, TimeProvider clock)
{
    /// <summary>Most persons who are looked at. A fingerprint set holds at most 200 templates.</summary>
    private const int FacesMax = 2000, FingersMax = 200;

    /// <returns>Somebody else than the badge's owner; null where nobody is found.</returns>
    internal async Task<PersonId?> OfAsync(OpenEntry entry, Factor factor, ReadOnlyMemory<byte> image, CancellationToken cancellation)
    {
        List<TemplateSet> sets = [];
        try
        {
            List<GalleryTemplate> gallery = [];
            foreach (PersonId person in PermittedBeside(entry).Take(factor == Factor.Face ? FacesMax : FingersMax))
            {
                TemplateSet own = await templates.OfAsync(person, factor, cancellation);
                sets.Add(own);
                gallery.AddRange(own.Templates.Select(t => new GalleryTemplate(person, t)));
            }
            if (gallery.Count == 0) { return null; }
            return factor == Factor.Face ? await FaceAsync(entry.Id, gallery, image, cancellation) : await FingerAsync(gallery, image, cancellation);
        }
        finally { sets.ForEach(s => s.Dispose()); }
    }

    /// <summary>Whoever this door would let in now with an active badge and every proof.</summary>
    private IEnumerable<PersonId> PermittedBeside(OpenEntry entry)
    {
        SiteSnapshot now = site.Current;
        FactorSet all = FactorSet.Of(Factor.Pin, Factor.Face, Factor.Fingerprint);
        return now.Badges.Values.Where(b => b.Active && b.Person != entry.Person)
            .Where(b => EntryRules.Decide(now, new EntryQuestion(entry.Asked.Door.Id, entry.Asked.Reader.Id, b.Number, all, clock.GetUtcNow())).Decision is Decision.Permit)
            .Select(b => b.Person).Distinct();
    }

    private async Task<PersonId?> FaceAsync(string entry, IReadOnlyList<GalleryTemplate> gallery, ReadOnlyMemory<byte> image, CancellationToken cancellation)
    {
        string name = "entry-" + entry;
        try
        {
            if (await biometrics.PutGalleryAsync(name, 1, gallery, cancellation) is not BiometricAnswer<int>.Answered) { return null; }
            return await biometrics.IdentifyFaceAsync(name, 1, image, cancellation) is BiometricAnswer<FaceIdentification>.Answered { Reading: var found } ? Named(found) : null;
        }
        finally { await biometrics.DropGalleryAsync(name, cancellation); }
    }

    private async Task<PersonId?> FingerAsync(List<GalleryTemplate> gallery, ReadOnlyMemory<byte> image, CancellationToken cancellation) =>
        await biometrics.IdentifyFingerprintAsync(image, [.. gallery.Take(FingersMax)], cancellation) is BiometricAnswer<FingerprintMatch>.Answered { Reading: { Matches: true, Person: var person } } ? person : null;

    private static PersonId? Named(FaceIdentification found)
    {
        found.Face?.Dispose();
        return found.Person;
    }
}
