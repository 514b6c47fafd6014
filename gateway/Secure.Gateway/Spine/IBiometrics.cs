namespace Secure.Gateway.Spine;

/// <summary>
/// What face and fingerprint engines say about images. They run in a process of their own, which may be down, busy or
/// without models: then nothing is known and nothing may be permitted on it. Nothing here decides who may do what, and
/// nothing here is stored.
/// </summary>
public interface IBiometrics
{
    /// <summary>Which engines can be asked, and why the others cannot. At once, from what is known.</summary>
    BiometricsStatus Status { get; }

    /// <summary>Raised after <see cref="Status"/> changed; handlers are quick and do not throw.</summary>
    event Action? StatusChanged;

    ValueTask<BiometricAnswer<FaceReading>> ReadFaceAsync(FaceQuestion question, CancellationToken cancellation);

    /// <summary>Two templates, one to one.</summary>
    ValueTask<BiometricAnswer<FaceComparison>> CompareFacesAsync(BiometricTemplate left, BiometricTemplate right, CancellationToken cancellation);

    /// <summary>Holds a gallery for identification, in place of the one of that name. It is put again by itself when the engine's process was restarted.</summary>
    /// <param name="templates">At most 10,000; a person may have several. Not copied: leave them alone until dropped.</param>
    ValueTask<BiometricAnswer<int>> PutGalleryAsync(string gallery, ulong revision, IReadOnlyList<GalleryTemplate> templates, CancellationToken cancellation);

    ValueTask DropGalleryAsync(string gallery, CancellationToken cancellation);

    /// <summary>Who of a gallery is on this JPEG.</summary>
    ValueTask<BiometricAnswer<FaceIdentification>> IdentifyFaceAsync(string gallery, ulong revision, ReadOnlyMemory<byte> image, CancellationToken cancellation);

    /// <summary>Whose template this is, as of a frame read before.</summary>
    ValueTask<BiometricAnswer<FaceIdentification>> IdentifyFaceAsync(string gallery, ulong revision, BiometricTemplate template, CancellationToken cancellation);

    /// <param name="earlier">Impressions of the same enrolment, at most four: the new one must be of the same finger.</param>
    ValueTask<BiometricAnswer<FingerprintReading>> ReadFingerprintAsync(ReadOnlyMemory<byte> image, IReadOnlyList<ReadOnlyMemory<byte>> earlier, CancellationToken cancellation);

    /// <param name="images">Five impressions of one finger.</param>
    ValueTask<BiometricAnswer<FingerprintEnrolment>> EnrolFingerprintAsync(IReadOnlyList<ReadOnlyMemory<byte>> images, CancellationToken cancellation);

    /// <param name="templates">Those of the one person, at least one.</param>
    ValueTask<BiometricAnswer<FingerprintMatch>> VerifyFingerprintAsync(ReadOnlyMemory<byte> image, IReadOnlyList<BiometricTemplate> templates, CancellationToken cancellation);

    /// <param name="templates">A small set, at most 200.</param>
    ValueTask<BiometricAnswer<FingerprintMatch>> IdentifyFingerprintAsync(ReadOnlyMemory<byte> image, IReadOnlyList<GalleryTemplate> templates, CancellationToken cancellation);
}
