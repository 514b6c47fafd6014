using System.Security.Cryptography;
using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics.Enrolments;

/// <summary>Five touches of one finger. The images wait in memory until the engine makes one template of them.</summary>
internal sealed class FingerprintSampling(IBiometrics engines) : Sampling
{
    private const int SetMax = 200;

    // A single touch is missed now and then; two seldom are.
    private const int Probes = 2;

    private readonly List<byte[]> _images = [];
    private BiometricTemplate? _made;

    internal override int Good => _images.Count;

    internal override async ValueTask<SampleVerdict> TakeAsync(ReadOnlyMemory<byte> image, CancellationToken cancellation)
    {
        (FingerprintReading? reading, SampleVerdict? unusable) = Read(await engines.ReadFingerprintAsync(image, Images, cancellation));
        SampleVerdict verdict = unusable ?? FingerGuidance.Of(reading!.Quality);
        if (verdict.Accepted) { _images.Add(image.ToArray()); }
        return verdict;
    }

    internal override async ValueTask<IReadOnlyList<BiometricTemplate>> MakeAsync(CancellationToken cancellation)
    {
        (FingerprintEnrolment? made, _) = Read(await engines.EnrolFingerprintAsync(Images, cancellation));
        _made?.Dispose();
        _made = made?.Template;
        return _made is not null ? [_made] : throw new RefusedException(EnrolmentRefusals.NotMade);
    }

    internal override async ValueTask<PersonId?> FindAmongAsync(IReadOnlyList<GalleryTemplate> others, CancellationToken cancellation)
    {
        foreach (byte[] image in _images.Take(Probes))
        {
            foreach (GalleryTemplate[] set in others.Chunk(SetMax))
            {
                (FingerprintMatch? match, _) = Read(await engines.IdentifyFingerprintAsync(image, set, cancellation));
                if (match is null) { throw new RefusedException(EnrolmentRefusals.NotMade); }
                if (match is { Matches: true, Person: { } person }) { return person; }
            }
        }
        return null;
    }

    public override void Dispose()
    {
        foreach (byte[] image in _images) { CryptographicOperations.ZeroMemory(image); }
        _images.Clear();
        _made?.Dispose();
    }

    private ReadOnlyMemory<byte>[] Images => [.. _images.Select(i => (ReadOnlyMemory<byte>)i)];
}

/// <summary>What would help at the sensor.</summary>
internal static class FingerGuidance
{
    internal static SampleVerdict Of(FingerprintQuality quality) => quality switch
    {
        FingerprintQuality.Good => SampleVerdict.Good,
        FingerprintQuality.NoFinger => new("no_finger", new Sentence("没有检测到手指，请将手指放在采集面上", "no finger found: put the finger on the glass")),
        FingerprintQuality.Faint => new("faint", new Sentence("指纹太淡，请稍用力按压", "the print is faint: press a little harder")),
        FingerprintQuality.Smudged => new("smudged", new Sentence("指纹模糊，请擦干手指和采集面", "the print is smudged: dry the finger and the glass")),
        FingerprintQuality.Partial => new("partial", new Sentence("只采到部分指纹，请将指腹平放在中央", "only a part is seen: lay the fingertip flat in the middle")),
        FingerprintQuality.TooFewMinutiae => new("few_details", new Sentence("指纹细节太少，请平放手指并保持不动", "too few details: lay the finger flat and hold still")),
        FingerprintQuality.OtherFinger => new("other_finger", new Sentence("与前几次不是同一手指，请使用同一手指", "not the finger of the samples before: use the same one")),
        _ => throw new ArgumentOutOfRangeException(nameof(quality)),
    };
}
