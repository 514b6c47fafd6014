using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics.Enrolments;

/// <summary>Collects one person's good samples of one factor, in memory alone, and makes the template of them.</summary>
internal abstract class Sampling : IDisposable
{
    internal const int Needed = 5;

    internal abstract int Good { get; }

    /// <exception cref="RefusedException">The engine does not answer.</exception>
    internal abstract ValueTask<SampleVerdict> TakeAsync(ReadOnlyMemory<byte> image, CancellationToken cancellation);

    /// <summary>What is to be stored. It stays the sampling's own, which zeroes it.</summary>
    internal abstract ValueTask<IReadOnlyList<BiometricTemplate>> MakeAsync(CancellationToken cancellation);

    /// <summary>Whose it is already, of these; null where nobody's.</summary>
    internal abstract ValueTask<PersonId?> FindAmongAsync(IReadOnlyList<GalleryTemplate> others, CancellationToken cancellation);

    /// <summary>Zeroes what was collected.</summary>
    public abstract void Dispose();

    internal static Sampling Of(Factor factor, IBiometrics engines) => factor == Factor.Face ? new FaceSampling(engines) : new FingerprintSampling(engines);

    /// <summary>The reading, or a verdict where this very image cannot be used.</summary>
    /// <exception cref="RefusedException">Nothing is known: the engine is off, down or busy.</exception>
    private protected static (T? Reading, SampleVerdict? Verdict) Read<T>(BiometricAnswer<T> answer) where T : class => answer.Match<(T?, SampleVerdict?)>(
        reading => (reading, null),
        refused => (null, new SampleVerdict("unreadable", refused.Words)),
        unavailable => throw new RefusedException(EnrolmentRefusals.FactorOff(unavailable.Words)));
}
