using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.StepUp;

/// <summary>
/// Whose face or finger it is that was not that of the person claimed, looked for among others on record: one of them in another's
/// place is evidence, not a bad picture. Only asked after a failure; trouble on the way finds nobody, and the attempt counts as any other.
/// </summary>
internal sealed class KnownPersons(IBiometrics biometrics, ITemplates templates)
{
    /// <summary>Most persons who are looked at, and most fingerprint templates of theirs: beyond, nobody is found.</summary>
    private const int PersonsMax = 2000, FingersMax = 200;

    /// <param name="name">Of the engine's set while it is asked: nobody else's.</param>
    /// <param name="others">Not the person claimed.</param>
    /// <returns>Who is above the engine's threshold for one among many; null where nobody is.</returns>
    internal async Task<PersonId?> FindAsync(string name, IEnumerable<PersonId> others, Factor factor, ReadOnlyMemory<byte> image, CancellationToken cancellation)
    {
        List<TemplateSet> sets = [];
        try
        {
            List<GalleryTemplate> gallery = [];
            foreach (PersonId person in others.Take(PersonsMax))
            {
                TemplateSet own = await templates.OfAsync(person, factor, cancellation);
                sets.Add(own);
                gallery.AddRange(own.Templates.Select(t => new GalleryTemplate(person, t)));
                if (factor == Factor.Fingerprint && gallery.Count >= FingersMax) { break; }
            }
            if (gallery.Count == 0) { return null; }
            return factor == Factor.Face ? await FaceAsync(name, gallery, image, cancellation) : await FingerAsync(gallery, image, cancellation);
        }
        finally { sets.ForEach(s => s.Dispose()); }
    }

    private async Task<PersonId?> FaceAsync(string name, IReadOnlyList<GalleryTemplate> gallery, ReadOnlyMemory<byte> image, CancellationToken cancellation)
    {
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
