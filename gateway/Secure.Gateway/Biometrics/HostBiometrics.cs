using Google.Protobuf;
using Secure.BiometricMessages;
using Secure.Gateway.Spine;
using BiometricsStatus = Secure.Gateway.Spine.BiometricsStatus;
using FaceIdentification = Secure.Gateway.Spine.FaceIdentification;
using FaceReading = Secure.Gateway.Spine.FaceReading;
using FingerprintMatch = Secure.Gateway.Spine.FingerprintMatch;
using FingerprintReading = Secure.Gateway.Spine.FingerprintReading;

namespace Secure.Gateway.Biometrics;

/// <summary>The engines, as asked of the host. Images are passed on unopened.</summary>
internal sealed class HostBiometrics(HostDesk desk, HostStatus status, HostGalleries galleries) : IBiometrics
{
    // What the host takes anyway; looked at here so that no larger one is sent.
    private const int ImageBytesMax = 4 * 1024 * 1024;
    private const int GalleryMax = 10_000;

    public BiometricsStatus Status => status.Now;

    public event Action? StatusChanged
    {
        add => status.Changed += value;
        remove => status.Changed -= value;
    }

    public ValueTask<BiometricAnswer<FaceReading>> ReadFaceAsync(FaceQuestion question, CancellationToken cancellation)
    {
        if (TooLarge<FaceReading>(question.Image) is { } refused) { return ValueTask.FromResult(refused); }
        ReadFace read = new() { Image = Wrap(question.Image), WantLiveness = question.Liveness, WantPose = question.Pose };
        read.References.AddRange(question.References.Select(r => Wrap(r.Bytes)));
        return desk.AskAsync(new() { ReadFace = read }, answer => HostMapping.FaceOf(answer.Face), cancellation);
    }

    public ValueTask<BiometricAnswer<FaceComparison>> CompareFacesAsync(BiometricTemplate left, BiometricTemplate right, CancellationToken cancellation) => desk.AskAsync(
        new() { CompareFaces = new() { Left = Wrap(left.Bytes), Right = Wrap(right.Bytes) } },
        answer => answer.Comparison is { } said ? new FaceComparison(said.Similarity, said.Matches) : null,
        cancellation);

    public async ValueTask<BiometricAnswer<int>> PutGalleryAsync(string gallery, ulong revision, IReadOnlyList<GalleryTemplate> templates, CancellationToken cancellation)
    {
        if (templates.Count > GalleryMax) { return new BiometricAnswer<int>.Refused(BiometricFault.GalleryTooLarge, new("比对库过大", "the gallery is too large")); }
        BiometricAnswer<GalleryHeld> put = await desk.AskAsync(galleries.Want(gallery, revision, templates), answer => answer.Gallery, cancellation);
        return put.Match<BiometricAnswer<int>>(
            held => new BiometricAnswer<int>.Answered((int)held.Templates),
            refused => { galleries.Forget(gallery); return new BiometricAnswer<int>.Refused(refused.Fault, refused.Words); },
            unavailable => new BiometricAnswer<int>.Unavailable(unavailable.Words));
    }

    public async ValueTask DropGalleryAsync(string gallery, CancellationToken cancellation)
    {
        galleries.Forget(gallery);
        await desk.AskAsync(new() { DropGallery = new() { Gallery = gallery } }, answer => answer.Gallery, cancellation);
    }

    public ValueTask<BiometricAnswer<FaceIdentification>> IdentifyFaceAsync(string gallery, ulong revision, ReadOnlyMemory<byte> image, CancellationToken cancellation) =>
        TooLarge<FaceIdentification>(image) is { } refused ? ValueTask.FromResult(refused) : IdentifyAsync(new() { Gallery = gallery, Revision = revision, Image = Wrap(image) }, cancellation);

    public ValueTask<BiometricAnswer<FaceIdentification>> IdentifyFaceAsync(string gallery, ulong revision, BiometricTemplate template, CancellationToken cancellation) =>
        IdentifyAsync(new() { Gallery = gallery, Revision = revision, Template = Wrap(template.Bytes) }, cancellation);

    public ValueTask<BiometricAnswer<FingerprintReading>> ReadFingerprintAsync(ReadOnlyMemory<byte> image, IReadOnlyList<ReadOnlyMemory<byte>> earlier, CancellationToken cancellation)
    {
        if (TooLarge<FingerprintReading>([image, .. earlier]) is { } refused) { return ValueTask.FromResult(refused); }
        ReadFingerprint read = new() { Image = Wrap(image) };
        read.Earlier.AddRange(earlier.Select(Wrap));
        return desk.AskAsync(new() { ReadFingerprint = read }, answer => answer.Fingerprint is { } said ? HostMapping.ImpressionOf(said) : null, cancellation);
    }

    public ValueTask<BiometricAnswer<FingerprintEnrolment>> EnrolFingerprintAsync(IReadOnlyList<ReadOnlyMemory<byte>> images, CancellationToken cancellation)
    {
        if (TooLarge<FingerprintEnrolment>([.. images]) is { } refused) { return ValueTask.FromResult(refused); }
        EnrolFingerprint enrol = new();
        enrol.Images.AddRange(images.Select(Wrap));
        return desk.AskAsync(new() { EnrolFingerprint = enrol }, answer => answer.FingerprintTemplate is { } said ? HostMapping.EnrolmentOf(said) : null, cancellation);
    }

    public ValueTask<BiometricAnswer<FingerprintMatch>> VerifyFingerprintAsync(ReadOnlyMemory<byte> image, IReadOnlyList<BiometricTemplate> templates, CancellationToken cancellation)
    {
        if (TooLarge<FingerprintMatch>(image) is { } refused) { return ValueTask.FromResult(refused); }
        VerifyFingerprint verify = new() { Image = Wrap(image) };
        verify.Templates.AddRange(templates.Select(t => Wrap(t.Bytes)));
        return MatchAsync(new() { VerifyFingerprint = verify }, cancellation);
    }

    public ValueTask<BiometricAnswer<FingerprintMatch>> IdentifyFingerprintAsync(ReadOnlyMemory<byte> image, IReadOnlyList<GalleryTemplate> templates, CancellationToken cancellation)
    {
        if (TooLarge<FingerprintMatch>(image) is { } refused) { return ValueTask.FromResult(refused); }
        IdentifyFingerprint identify = new() { Image = Wrap(image) };
        identify.Entries.AddRange(templates.Select(t => new GalleryEntry { Person = t.Person.Text, Template = Wrap(t.Template.Bytes) }));
        return MatchAsync(new() { IdentifyFingerprint = identify }, cancellation);
    }

    private ValueTask<BiometricAnswer<FaceIdentification>> IdentifyAsync(IdentifyFace question, CancellationToken cancellation) =>
        desk.AskAsync(new() { IdentifyFace = question }, answer => answer.FaceIdentification is { } said ? HostMapping.IdentificationOf(said) : null, cancellation);

    private ValueTask<BiometricAnswer<FingerprintMatch>> MatchAsync(ToHost question, CancellationToken cancellation) =>
        desk.AskAsync(question, answer => answer.FingerprintMatch is { } said ? HostMapping.MatchOf(said) : null, cancellation);

    private static BiometricAnswer<T>? TooLarge<T>(params ReadOnlySpan<ReadOnlyMemory<byte>> images)
    {
        foreach (ReadOnlyMemory<byte> image in images)
        {
            if (image.Length > ImageBytesMax) { return new BiometricAnswer<T>.Refused(BiometricFault.ImageTooLarge, new("图像过大", "the image is too large")); }
        }
        return null;
    }

    // Not copied: the question is written out before the caller has its answer.
    private static ByteString Wrap(ReadOnlyMemory<byte> bytes) => UnsafeByteOperations.UnsafeWrap(bytes);
}
