using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics.Enrolments;

/// <summary>Five pictures of one live face, each good by itself and each the person of the first.</summary>
internal sealed class FaceSampling(IBiometrics engines) : Sampling
{
    private const string Gallery = "enrolment";
    private const int GalleryMax = 10_000;

    private static ulong _revisions;

    private readonly List<BiometricTemplate> _templates = [];

    internal override int Good => _templates.Count;

    internal override async ValueTask<SampleVerdict> TakeAsync(ReadOnlyMemory<byte> image, CancellationToken cancellation)
    {
        FaceQuestion question = new(image) { References = [.. _templates.Take(1)] };
        (FaceReading? reading, SampleVerdict? unusable) = Read(await engines.ReadFaceAsync(question, cancellation));
        if (unusable is not null) { return unusable; }
        SampleVerdict verdict = Judge(reading!, first: _templates.Count == 0);
        if (verdict.Accepted) { _templates.Add(reading!.Face!.Template); } else { reading!.Dispose(); }
        return verdict;
    }

    /// <summary>All five: a person looks a little different each time.</summary>
    internal override ValueTask<IReadOnlyList<BiometricTemplate>> MakeAsync(CancellationToken cancellation) => ValueTask.FromResult<IReadOnlyList<BiometricTemplate>>(_templates);

    internal override async ValueTask<PersonId?> FindAmongAsync(IReadOnlyList<GalleryTemplate> others, CancellationToken cancellation)
    {
        // Past the limit of a gallery the later templates of each person are left out before any person is.
        GalleryTemplate[] gallery = others.Count <= GalleryMax ? [.. others] : [.. others.GroupBy(o => o.Person).SelectMany(g => g.Select((t, i) => (t, i))).OrderBy(t => t.i).Select(t => t.t).Take(GalleryMax)];
        ulong revision = Interlocked.Increment(ref _revisions);
        string name = Gallery + revision;
        try
        {
            _ = Known(await engines.PutGalleryAsync(name, revision, gallery, cancellation));
            foreach (BiometricTemplate template in _templates)
            {
                if (Known(await engines.IdentifyFaceAsync(name, revision, template, cancellation)).Person is { } person) { return person; }
            }
            return null;
        }
        finally { await engines.DropGalleryAsync(name, CancellationToken.None); }
    }

    public override void Dispose()
    {
        foreach (BiometricTemplate template in _templates) { template.Dispose(); }
        _templates.Clear();
    }

    private static SampleVerdict Judge(FaceReading reading, bool first) => reading switch
    {
        { Faults: [var fault, ..] } => FaceGuidance.Of(fault),
        { Face: null } => FaceGuidance.Of(FaceQuality.NoFace),
        { Faces: > 1 } => FaceGuidance.Of(FaceQuality.TwoFaces),
        { Face.Live: false } => FaceGuidance.NotLive,
        { Face.Matches: false } when !first => FaceGuidance.OtherPerson,
        _ => SampleVerdict.Good,
    };

    // Whoever could not be looked for may be there: nothing is enrolled on it.
    private static T Known<T>(BiometricAnswer<T> answer) => answer.Match(
        reading => reading,
        refused => throw new RefusedException(EnrolmentRefusals.FactorOff(refused.Words)),
        unavailable => throw new RefusedException(EnrolmentRefusals.FactorOff(unavailable.Words)));
}
