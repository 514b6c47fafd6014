using Secure.Biometrics.Images;
using Secure.Biometrics.Models;
using Secure.Biometrics.Onnx;

namespace Secure.Biometrics.Face;

/// <summary>
/// The face engine over a configured model set: find, mark, align, embed, and judge life, pose and quality. Keeps nothing
/// of a picture; safe from several threads, each running on its caller's alone.
/// </summary>
public sealed class FaceEngine : IFaceEngine
{
    private readonly FaceModels _models;

    private FaceEngine(FaceModels models, ModelSet set) => (_models, Models, ModelHash) = (models, set, ModelFiles.HashOf(set));

    public ModelSet Models { get; }

    public ReadOnlyMemory<byte> ModelHash { get; }

    /// <param name="models">Folder with modelset.json and the files it names.</param>
    /// <param name="runtime">Folder with libonnxruntime.so.1.</param>
    /// <exception cref="ModelSetException">Something is missing or not what it should be; says what. Nothing stays open.</exception>
    public static FaceEngine Open(string models, string runtime)
    {
        if (!TurboJpeg.Present) { throw new ModelSetException("libturbojpeg.so.0 is missing (Debian: libturbojpeg0)."); }
        ModelSet set = ModelSet.Read(models);
        try { return new(FaceModels.Open(OrtRuntime.Load(Path.Combine(runtime, "libonnxruntime.so.1")), models, set), set); }
        catch (OrtException missing) { throw new ModelSetException(missing.Message, missing); }
    }

    public FacePicture? Read(ReadOnlySpan<byte> jpeg, FaceWishes wishes, out ImageFault fault)
    {
        if (!JpegDecoder.TryDecode(jpeg, out Picture? picture, out fault)) { return null; }
        using (picture) { return Read(picture, wishes); }
    }

    public float? Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<float> a = stackalloc float[FaceTemplate.Numbers], b = stackalloc float[FaceTemplate.Numbers];
        float? cosine = FaceTemplate.TryDecode(left, ModelHash.Span, a) && FaceTemplate.TryDecode(right, ModelHash.Span, b) ? Similarity.Dot(a, b) : null;
        a.Clear();
        b.Clear();
        return cosine;
    }

    public FaceGallery? Gather(IReadOnlyList<(string Person, ReadOnlyMemory<byte> Template)> entries) => FaceGallery.Build(entries, ModelHash.Span);

    public FaceMatch? Identify(FaceGallery gallery, ReadOnlySpan<byte> template)
    {
        Span<float> probe = stackalloc float[FaceTemplate.Numbers];
        if (!FaceTemplate.TryDecode(template, ModelHash.Span, probe)) { return null; }
        (string? person, float similarity, float runnerUp) = gallery.Search(probe);
        probe.Clear();
        return new(person, similarity, runnerUp);
    }

    public void Dispose() => _models.Dispose();

    private FacePicture Read(Picture picture, FaceWishes wishes)
    {
        List<FaceBox> faces = _models.Detector.Find(picture);
        FacePicture none = new(picture.SentWidth, picture.SentHeight, 0, null, [FaceFlaw.NoFace]);
        if (faces.Count == 0) { return none; }
        FaceBox box = FaceDetector.Foremost(faces, picture);
        if (box.Within(picture) is not { } part) { return none; }
        Landmarks marks = _models.Landmarks.Find(picture, part);
        if (Alignment.Fit(marks) is not { } map) { return none with { Faces = faces.Count, Flaws = [FaceFlaw.TooSmall] }; }
        FaceMeasures face = Measure(picture, box, marks, map, wishes);
        float second = faces.Where(f => f != box).Select(f => f.Width / box.Width).DefaultIfEmpty().Max();
        return none with { Faces = faces.Count, Face = face, Flaws = CaptureQuality.Flaws(face, face.Right - face.Left, second, box.CutOff(picture)) };
    }

    private FaceMeasures Measure(Picture picture, FaceBox box, Landmarks marks, Alignment.Similarity map, FaceWishes wishes)
    {
        using Planes crop = new(Alignment.Numbers), grey = new(Alignment.Numbers / 3);
        Alignment.Cut(picture, map, crop.Numbers);
        CaptureQuality.Grey(crop.Numbers, grey.Numbers);
        float[] embedding = _models.Embedder.Embed(crop.Numbers);
        Pose pose = (wishes.Pose ? _models.Pose.Measure(picture, box) : null) ?? RoughPose.Of(marks);
        // Back to pixels as they were sent.
        float larger = (float)picture.SentWidth / picture.Width;
        FaceMeasures face = new(
            box.Left * larger, box.Top * larger, box.Right * larger, box.Bottom * larger, pose.Yaw, pose.Pitch, pose.Roll,
            CaptureQuality.Sharpness(grey.Numbers), CaptureQuality.Brightness(grey.Numbers), _models.Eyes.Open(picture, marks),
            wishes.Liveness ? _models.Liveness.Score(picture, box) : 0, FaceTemplate.Encode(embedding, ModelHash.Span));
        Array.Clear(embedding);
        return face;
    }
}
