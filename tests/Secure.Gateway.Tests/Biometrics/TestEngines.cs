using System.Text;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.Biometrics;

/// <summary>
/// Engines that read words for pictures: <c>wang 1</c> is a good first picture of Wang; <c>blurred</c>, <c>dead</c>,
/// <c>junk</c> and the like are what they say. A template is the owner's name behind <see cref="Mark"/>.
/// </summary>
internal sealed class TestEngines : IBiometrics
{
    internal const string Mark = "TEMPLATE-IN-THE-CLEAR:";

    private static readonly Sentence Down = new("已停", "down");

    private readonly Dictionary<string, IReadOnlyList<GalleryTemplate>> _galleries = [];

    internal bool Off { get; set; }

    internal int Galleries => _galleries.Count;

    public BiometricsStatus Status => Off
        ? new(EngineStatus.Off(new("人脸识别已关闭", "face is off, because the test says so")), EngineStatus.Off(new("指纹识别已关闭", "fingerprint is off, because the test says so")))
        : new(new(true, null, "words-1", new byte[32], 0.45f, 0.55f, 0.5f), new(true, null, "fingers-1", new byte[32], 40, 40, 0));

    public event Action? StatusChanged { add { } remove { } }

    public ValueTask<BiometricAnswer<FaceReading>> ReadFaceAsync(FaceQuestion question, CancellationToken cancellation) => Answer<FaceReading>(() =>
    {
        string word = Word(question.Image);
        if (word == "junk") { return new BiometricAnswer<FaceReading>.Refused(BiometricFault.NotAnImage, new("不是图像", "no image")); }
        if (Enum.TryParse(word, ignoreCase: true, out FaceQuality fault)) { return new BiometricAnswer<FaceReading>.Answered(new FaceReading(640, 480, fault == FaceQuality.NoFace ? 0 : 1, null, [fault])); }
        bool matches = question.References.Any(r => Owner(r) == word);
        FaceMeasures face = new(0, 0, 1, 1, 0, 0, 0, 100, 100, 1, 0.9f, word != "dead", Template(word), matches ? 0.9f : 0, matches);
        return new BiometricAnswer<FaceReading>.Answered(new FaceReading(640, 480, 1, face, []));
    });

    public ValueTask<BiometricAnswer<FaceComparison>> CompareFacesAsync(BiometricTemplate left, BiometricTemplate right, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<BiometricAnswer<int>> PutGalleryAsync(string gallery, ulong revision, IReadOnlyList<GalleryTemplate> templates, CancellationToken cancellation) => Answer<int>(() =>
    {
        _galleries[gallery + revision] = templates;
        return new BiometricAnswer<int>.Answered(templates.Count);
    });

    public ValueTask DropGalleryAsync(string gallery, CancellationToken cancellation)
    {
        foreach (string held in _galleries.Keys.Where(k => k.StartsWith(gallery, StringComparison.Ordinal)).ToArray()) { _galleries.Remove(held); }
        return ValueTask.CompletedTask;
    }

    public ValueTask<BiometricAnswer<FaceIdentification>> IdentifyFaceAsync(string gallery, ulong revision, ReadOnlyMemory<byte> image, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<BiometricAnswer<FaceIdentification>> IdentifyFaceAsync(string gallery, ulong revision, BiometricTemplate template, CancellationToken cancellation) => Answer(() =>
    {
        PersonId? person = _galleries[gallery + revision].FirstOrDefault(g => Owner(g.Template) == Owner(template))?.Person;
        return new BiometricAnswer<FaceIdentification>.Answered(new FaceIdentification(null, person, person is null ? 0 : 1, 0));
    });

    public ValueTask<BiometricAnswer<FingerprintReading>> ReadFingerprintAsync(ReadOnlyMemory<byte> image, IReadOnlyList<ReadOnlyMemory<byte>> earlier, CancellationToken cancellation) => Answer(() =>
    {
        string word = Word(image);
        FingerprintQuality quality = Enum.TryParse(word, ignoreCase: true, out FingerprintQuality fault) ? fault
            : earlier.Any(e => Word(e) != word) ? FingerprintQuality.OtherFinger : FingerprintQuality.Good;
        return new BiometricAnswer<FingerprintReading>.Answered(new FingerprintReading(256, 288, quality, 40));
    });

    public ValueTask<BiometricAnswer<FingerprintEnrolment>> EnrolFingerprintAsync(IReadOnlyList<ReadOnlyMemory<byte>> images, CancellationToken cancellation) => Answer(() =>
        new BiometricAnswer<FingerprintEnrolment>.Answered(new FingerprintEnrolment(Template(Word(images[0])), FingerprintQuality.Good, 0)));

    public ValueTask<BiometricAnswer<FingerprintMatch>> VerifyFingerprintAsync(ReadOnlyMemory<byte> image, IReadOnlyList<BiometricTemplate> templates, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<BiometricAnswer<FingerprintMatch>> IdentifyFingerprintAsync(ReadOnlyMemory<byte> image, IReadOnlyList<GalleryTemplate> templates, CancellationToken cancellation) => Answer(() =>
    {
        PersonId? person = templates.FirstOrDefault(t => Owner(t.Template) == Word(image))?.Person;
        return new BiometricAnswer<FingerprintMatch>.Answered(new FingerprintMatch(FingerprintQuality.Good, person is not null, person));
    });

    internal static string Owner(BiometricTemplate template) => Encoding.UTF8.GetString(template.Bytes.Span)[Mark.Length..];

    private static BiometricTemplate Template(string owner) => new(Encoding.UTF8.GetBytes(Mark + owner));

    private static string Word(ReadOnlyMemory<byte> image) => Encoding.UTF8.GetString(image.Span).Split(' ')[0];

    private ValueTask<BiometricAnswer<T>> Answer<T>(Func<BiometricAnswer<T>> answer) => new(Off ? new BiometricAnswer<T>.Unavailable(Down) : answer());
}
