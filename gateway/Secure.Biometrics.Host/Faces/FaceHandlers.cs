using Google.Protobuf;
using Secure.BiometricMessages;
using Secure.Biometrics.Face;
using Secure.Biometrics.Images;

namespace Secure.Biometrics.Host.Faces;

/// <summary>Answers questions about faces.</summary>
internal sealed class FaceHandlers(Engines engines, Galleries galleries)
{
    private const int ReferencesMax = 64;
    private const int NameMax = 128;

    internal FromHost Read(ReadFace question) => WithEngine(engine =>
    {
        if (question.References.Count > ReferencesMax) { return Answers.Of(FaultKind.Malformed); }
        FacePicture? picture = engine.Read(question.Image.Span, new FaceWishes(question.WantLiveness, question.WantPose), out ImageFault fault);
        if (picture is null) { return Answers.Of(FaceMapping.FaultOf(fault)); }
        FaceReading reading = FaceMapping.ToMessage(picture);
        reading.Live = question.WantLiveness && picture.Face?.Liveness >= engine.Models.LivenessThreshold;
        return Compare(engine, reading, question.References) ? new() { Face = reading } : Answers.Of(FaultKind.UnusableTemplate);
    });

    internal FromHost Compare(CompareFaces question) => WithEngine(engine =>
        engine.Compare(question.Left.Span, question.Right.Span) is { } similarity
            ? new() { Comparison = new Comparison { Similarity = similarity, Matches = similarity >= engine.Models.VerifyThreshold } }
            : Answers.Of(FaultKind.UnusableTemplate));

    internal FromHost Put(PutGallery question) => WithEngine(engine =>
    {
        galleries.Drop(question.Gallery);
        if (question.Gallery.Length is 0 or > NameMax || question.Entries.Any(e => e.Person.Length is 0 or > NameMax)) { return Answers.Of(FaultKind.Malformed); }
        if (question.Entries.Count > FaceGallery.TemplatesMax) { return Answers.Of(FaultKind.GalleryTooLarge); }
        FaceGallery? gallery = engine.Gather([.. question.Entries.Select(e => (e.Person, e.Template.Memory))]);
        if (gallery is null) { return Answers.Of(FaultKind.UnusableTemplate); }
        return galleries.Put(question.Gallery, question.Revision, gallery)
            ? new() { Gallery = new GalleryHeld { Templates = (uint)gallery.Count } }
            : Answers.Of(FaultKind.GalleryTooLarge);
    });

    internal FromHost Drop(DropGallery question)
    {
        galleries.Drop(question.Gallery);
        return new() { Gallery = new GalleryHeld() };
    }

    internal FromHost Identify(IdentifyFace question) => WithEngine(engine =>
    {
        if (galleries.Find(question.Gallery, question.Revision) is not { } gallery) { return Answers.Of(FaultKind.UnknownGallery); }
        if (question.ProbeCase == IdentifyFace.ProbeOneofCase.Template) { return Identify(engine, gallery, question.Template, null); }
        FacePicture? picture = engine.Read(question.Image.Span, new FaceWishes(Liveness: true, Pose: false), out ImageFault fault);
        if (picture is null) { return Answers.Of(FaceMapping.FaultOf(fault)); }
        FaceReading reading = FaceMapping.ToMessage(picture);
        reading.Live = picture.Face?.Liveness >= engine.Models.LivenessThreshold;
        return picture.Face is null
            ? new() { FaceIdentification = new FaceIdentification { Face = reading, Similarity = -1, RunnerUp = -1 } }
            : Identify(engine, gallery, reading.Template, reading);
    });

    private static FromHost Identify(IFaceEngine engine, FaceGallery gallery, ByteString template, FaceReading? reading)
    {
        if (engine.Identify(gallery, template.Span) is not { } match) { return Answers.Of(FaultKind.UnusableTemplate); }
        bool found = match.Similarity >= engine.Models.IdentifyThreshold;
        return new() { FaceIdentification = new FaceIdentification { Face = reading, Person = found ? match.Person : "", Similarity = match.Similarity, RunnerUp = match.RunnerUp } };
    }

    /// <summary>False where a reference cannot be used: an answer without it might pass for a mismatch.</summary>
    private static bool Compare(IFaceEngine engine, FaceReading reading, IEnumerable<ByteString> references)
    {
        reading.Similarity = -1;
        if (reading.Template.IsEmpty) { return true; }
        foreach (ByteString reference in references)
        {
            if (engine.Compare(reading.Template.Span, reference.Span) is not { } similarity) { return false; }
            reading.Similarity = Math.Max(reading.Similarity, similarity);
        }
        reading.Matches = reading.Similarity >= engine.Models.VerifyThreshold;
        return true;
    }

    private FromHost WithEngine(Func<IFaceEngine, FromHost> answer) => engines.Face is { } engine ? answer(engine) : Answers.Of(FaultKind.EngineOff, engines.FaceOff);
}
