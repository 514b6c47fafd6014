using Google.Protobuf;
using Secure.BiometricMessages;
using Secure.Biometrics.Fingerprints;

namespace Secure.Biometrics.Host.Fingers;

/// <summary>Answers questions about fingerprints.</summary>
internal sealed class FingerprintHandlers(Engines engines)
{
    internal FromHost Read(ReadFingerprint question) => WithEngine(engine =>
    {
        if (question.Earlier.Count >= FingerprintEnrolment.Stages) { return Answers.Of(FaultKind.Malformed); }
        if (Images([question.Image, .. question.Earlier]) is not [var image, .. var earlier]) { return Answers.Of(FaultKind.NotAnImage); }
        Fingerprints.FingerprintReading read = engine.Read(image, earlier, CancellationToken.None);
        BiometricMessages.FingerprintReading reading = new() { Width = (uint)image.Width, Height = (uint)image.Height, Quality = FingerprintMapping.QualityOf(read.Fault), Minutiae = (uint)read.Details };
        return new() { Fingerprint = reading };
    });

    internal FromHost Enrol(EnrolFingerprint question) => WithEngine(engine =>
    {
        if (question.Images.Count != FingerprintEnrolment.Stages) { return Answers.Of(FaultKind.Malformed); }
        if (Images(question.Images) is not { } images) { return Answers.Of(FaultKind.NotAnImage); }
        FingerprintEnrolment enrolled = engine.Enrol(images, CancellationToken.None);
        FingerprintTemplate made = new() { Quality = FingerprintMapping.QualityOf(enrolled.Fault) };
        if (enrolled.Template is { } template) { made.Template = UnsafeByteOperations.UnsafeWrap(template); } else { made.Refused = (uint)enrolled.Stage + 1; }
        return new() { FingerprintTemplate = made };
    });

    internal FromHost Verify(VerifyFingerprint question) => Match(question.Image, [.. question.Templates], _ => "");

    internal FromHost Identify(IdentifyFingerprint question) => Match(question.Image, [.. question.Entries.Select(e => e.Template)], index => question.Entries[index].Person);

    private FromHost Match(ByteString image, IReadOnlyList<ByteString> templates, Func<int, string> person) => WithEngine(engine =>
    {
        if (templates.Count is 0 or > Fingerprints.FingerprintMatch.TemplatesMax) { return Answers.Of(FaultKind.Malformed); }
        if (Images([image]) is not [var read]) { return Answers.Of(FaultKind.NotAnImage); }
        Fingerprints.FingerprintMatch match = engine.Identify(read, [.. templates.Select(t => t.ToByteArray())], CancellationToken.None);
        BiometricMessages.FingerprintMatch answer = new() { Quality = FingerprintMapping.QualityOf(match.Fault), Matches = match.Index is not null };
        if (match.Index is { } index) { answer.Person = person(index); }
        return new() { FingerprintMatch = answer };
    });

    /// <summary>Null where one of them is no picture within the limits.</summary>
    private static GrayImage[]? Images(IReadOnlyList<ByteString> files)
    {
        List<GrayImage> images = [];
        foreach (ByteString file in files)
        {
            if (FingerprintImages.Read(file.Span) is not { } image) { return null; }
            images.Add(image);
        }
        return [.. images];
    }

    private FromHost WithEngine(Func<IFingerprintEngine, FromHost> answer)
    {
        if (engines.Fingerprint is not { } engine) { return Answers.Of(FaultKind.EngineOff, engines.FingerprintOff); }
        try { return answer(engine); }
        catch (UnusableTemplateException) { return Answers.Of(FaultKind.UnusableTemplate); }
    }
}
