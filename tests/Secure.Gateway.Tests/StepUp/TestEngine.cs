using System.Globalization;
using System.Text;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Tests.StepUp;

/// <summary>
/// Engines that read a picture's text, as "zhang-wei 30 0.9 17": who, yaw, how alive, and a number that makes it a
/// picture of its own. A word instead of all that names what hinders the capture.
/// </summary>
internal sealed class TestEngine : IBiometrics, ITemplates
{
    private readonly Lock _gate = new();
    private int _underWay;

    public BiometricsStatus Status { get; private set; } = new(On(0.45f, 0.55f, 0.5f), On(40, 40, 0));

    public event Action? StatusChanged;

    /// <summary>Whose templates are held.</summary>
    public HashSet<string> Enrolled { get; } = ["zhang-wei", "wang-fang", "li-officer"];

    public int Looks { get; private set; }

    public int AtOnceMax { get; private set; }

    /// <summary>How long a look takes in real time.</summary>
    public TimeSpan LookTime { get; set; }

    public void SwitchOffFace(string zh, string en)
    {
        Status = Status with { Face = EngineStatus.Off(new Sentence(zh, en)) };
        StatusChanged?.Invoke();
    }

    private static int _taken;

    /// <summary>A picture like no other.</summary>
    public static byte[] Picture(string who, double yaw, double live) => Picture(who, yaw, live, Interlocked.Increment(ref _taken) + 1000);

    public static byte[] Picture(string who, double yaw, double live, int number) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{who} {yaw} {live} {number}"));

    public ValueTask<TemplateSet> OfAsync(PersonId person, Factor factor, CancellationToken cancellation) =>
        ValueTask.FromResult(new TemplateSet(Enrolled.Contains(person.Text) ? [Template(person.Text, 0)] : []));

    public async ValueTask<BiometricAnswer<FaceReading>> ReadFaceAsync(FaceQuestion question, CancellationToken cancellation)
    {
        lock (_gate) { AtOnceMax = Math.Max(AtOnceMax, ++_underWay); }
        if (LookTime > TimeSpan.Zero) { await Task.Delay(LookTime, TimeProvider.System, cancellation); }
        lock (_gate) { _underWay--; Looks++; }
        if (!Status.Face.On) { return new BiometricAnswer<FaceReading>.Unavailable(Status.Face.Why!); }
        string text = Encoding.UTF8.GetString(question.Image.Span);
        if (text == "garbage") { return new BiometricAnswer<FaceReading>.Refused(BiometricFault.NotAnImage, new Sentence("不是图像", "not an image")); }
        if (Enum.TryParse(text.Split(' ')[0], out FaceQuality fault)) { return new BiometricAnswer<FaceReading>.Answered(Hindered(fault)); }
        string[] words = text.Split(' ');
        float yaw = float.Parse(words[1], CultureInfo.InvariantCulture), live = float.Parse(words[2], CultureInfo.InvariantCulture);
        float similarity = question.References.Any(r => Who(r) == words[0]) ? yaw is > 12 or < -12 ? 0.5f : 0.7f : 0.05f;
        FaceMeasures face = new(0, 0, 1, 1, yaw, 0, 0, 100, 120, 1, live, live >= 0.5f, Template(words[0], int.Parse(words[3], CultureInfo.InvariantCulture)), similarity, similarity >= 0.45f);
        return new BiometricAnswer<FaceReading>.Answered(new FaceReading(640, 480, 1, face, yaw is > 12 or < -12 ? [FaceQuality.Sideways] : []));
    }

    public ValueTask<BiometricAnswer<FaceComparison>> CompareFacesAsync(BiometricTemplate left, BiometricTemplate right, CancellationToken cancellation)
    {
        float similarity = Who(left) == Who(right) ? 0.9f : 0.05f;
        return new(new BiometricAnswer<FaceComparison>.Answered(new FaceComparison(similarity, similarity > 0.45f)));
    }

    /// <summary>A finger's picture is its owner's name and a number; "faint" does not tell.</summary>
    public ValueTask<BiometricAnswer<FingerprintMatch>> VerifyFingerprintAsync(ReadOnlyMemory<byte> image, IReadOnlyList<BiometricTemplate> templates, CancellationToken cancellation)
    {
        string who = Encoding.UTF8.GetString(image.Span).Split(' ')[0];
        FingerprintQuality quality = who == "faint" ? FingerprintQuality.Faint : FingerprintQuality.Good;
        return new(new BiometricAnswer<FingerprintMatch>.Answered(new FingerprintMatch(quality, templates.Any(t => Who(t) == who), null)));
    }

    /// <summary>The galleries that are held now.</summary>
    public Dictionary<string, IReadOnlyList<GalleryTemplate>> Galleries { get; } = [];

    public ValueTask<BiometricAnswer<int>> PutGalleryAsync(string gallery, ulong revision, IReadOnlyList<GalleryTemplate> templates, CancellationToken cancellation)
    {
        Galleries[gallery] = templates;
        return new(new BiometricAnswer<int>.Answered(templates.Count));
    }

    public ValueTask DropGalleryAsync(string gallery, CancellationToken cancellation)
    {
        Galleries.Remove(gallery);
        return ValueTask.CompletedTask;
    }

    public ValueTask<BiometricAnswer<FaceIdentification>> IdentifyFaceAsync(string gallery, ulong revision, ReadOnlyMemory<byte> image, CancellationToken cancellation)
    {
        string who = Encoding.UTF8.GetString(image.Span).Split(' ')[0];
        PersonId? person = Galleries[gallery].FirstOrDefault(g => Who(g.Template) == who)?.Person;
        return new(new BiometricAnswer<FaceIdentification>.Answered(new FaceIdentification(null, person, person is null ? 0.1f : 0.8f, 0.1f)));
    }

    public ValueTask<BiometricAnswer<FaceIdentification>> IdentifyFaceAsync(string gallery, ulong revision, BiometricTemplate template, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<BiometricAnswer<FingerprintReading>> ReadFingerprintAsync(ReadOnlyMemory<byte> image, IReadOnlyList<ReadOnlyMemory<byte>> earlier, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<BiometricAnswer<FingerprintEnrolment>> EnrolFingerprintAsync(IReadOnlyList<ReadOnlyMemory<byte>> images, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<BiometricAnswer<FingerprintMatch>> IdentifyFingerprintAsync(ReadOnlyMemory<byte> image, IReadOnlyList<GalleryTemplate> templates, CancellationToken cancellation)
    {
        string who = Encoding.UTF8.GetString(image.Span).Split(' ')[0];
        PersonId? person = templates.FirstOrDefault(g => Who(g.Template) == who)?.Person;
        return new(new BiometricAnswer<FingerprintMatch>.Answered(new FingerprintMatch(FingerprintQuality.Good, person is not null, person)));
    }

    private static EngineStatus On(float verify, float identify, float live) => new(true, null, "test", default, verify, identify, live);

    private static FaceReading Hindered(FaceQuality fault)
    {
        int faces = fault switch { FaceQuality.NoFace => 0, FaceQuality.TwoFaces => 2, _ => 1 };
        FaceMeasures? face = faces == 0 ? null : new(0, 0, 1, 1, 0, 0, 40, 1, 1, 0, 0, false, Template("nobody", 0), -1, false);
        return new FaceReading(640, 480, faces, face, [fault]);
    }

    private static BiometricTemplate Template(string who, int number) => new(Encoding.UTF8.GetBytes($"{who} {number}"));

    private static string Who(BiometricTemplate template) => Encoding.UTF8.GetString(template.Bytes.Span).Split(' ')[0];
}
