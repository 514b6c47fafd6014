using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics;

/// <summary>From the host's messages to the gateway's own words. What the host should not have said becomes a refusal or a closed door, never a permit.</summary>
internal static class HostMapping
{
    internal static EngineStatus EngineOf(BiometricMessages.EngineStatus? said) => said switch
    {
        { On: true } => new(true, null, said.Model, said.ModelHash.Memory, said.VerifyThreshold, said.IdentifyThreshold, said.LivenessThreshold),
        { } => EngineStatus.Off(new(said.OffZh, said.OffEn)),
        null => EngineStatus.Off(new("识别引擎未说明状态", "the biometrics host did not say")),
    };

    internal static FaceReading? FaceOf(BiometricMessages.FaceReading? said) => said is null ? null : new(
        (int)said.Width, (int)said.Height, (int)said.Faces, said.Box is null ? null : MeasuresOf(said), [.. said.Faults.Select(QualityOf)]);

    internal static FaceIdentification IdentificationOf(BiometricMessages.FaceIdentification said) =>
        new(FaceOf(said.Face), PersonId.TryParse(said.Person, out PersonId? person) ? person : null, said.Similarity, said.RunnerUp);

    internal static FingerprintReading ImpressionOf(BiometricMessages.FingerprintReading said) =>
        new((int)said.Width, (int)said.Height, QualityOf(said.Quality), (int)said.Minutiae);

    internal static FingerprintEnrolment EnrolmentOf(BiometricMessages.FingerprintTemplate said) =>
        new(said.Template.IsEmpty ? null : new BiometricTemplate(said.Template.ToByteArray()), QualityOf(said.Quality), (int)said.Refused);

    internal static FingerprintMatch MatchOf(BiometricMessages.FingerprintMatch said) =>
        new(QualityOf(said.Quality), said.Matches, PersonId.TryParse(said.Person, out PersonId? person) ? person : null);

    /// <summary>Null: not the input's fault.</summary>
    internal static BiometricFault? FaultOf(BiometricMessages.FaultKind kind) => kind switch
    {
        BiometricMessages.FaultKind.NotAnImage => BiometricFault.NotAnImage,
        BiometricMessages.FaultKind.ImageTooLarge => BiometricFault.ImageTooLarge,
        BiometricMessages.FaultKind.ImageTooSmall => BiometricFault.ImageTooSmall,
        BiometricMessages.FaultKind.UnusableTemplate => BiometricFault.UnusableTemplate,
        BiometricMessages.FaultKind.UnknownGallery => BiometricFault.UnknownGallery,
        BiometricMessages.FaultKind.GalleryTooLarge => BiometricFault.GalleryTooLarge,
        BiometricMessages.FaultKind.Malformed => BiometricFault.Malformed,
        BiometricMessages.FaultKind.Failed => BiometricFault.Failed,
        BiometricMessages.FaultKind.Unspecified or BiometricMessages.FaultKind.EngineOff or BiometricMessages.FaultKind.Busy => null,
        _ => null,
    };

    private static FaceMeasures MeasuresOf(BiometricMessages.FaceReading said) => new(
        said.Box.Left, said.Box.Top, said.Box.Right, said.Box.Bottom, said.Yaw, said.Pitch, said.Roll, said.Sharpness, said.Brightness, said.EyesOpen,
        said.Liveness, said.Live, new BiometricTemplate(said.Template.ToByteArray()), said.Similarity, said.Matches);

    private static FaceQuality QualityOf(BiometricMessages.FaceQuality said) => said switch
    {
        BiometricMessages.FaceQuality.TwoFaces => FaceQuality.TwoFaces,
        BiometricMessages.FaceQuality.TooSmall => FaceQuality.TooSmall,
        BiometricMessages.FaceQuality.CutOff => FaceQuality.CutOff,
        BiometricMessages.FaceQuality.TooDark => FaceQuality.TooDark,
        BiometricMessages.FaceQuality.TooBright => FaceQuality.TooBright,
        BiometricMessages.FaceQuality.Blurred => FaceQuality.Blurred,
        BiometricMessages.FaceQuality.Sideways => FaceQuality.Sideways,
        BiometricMessages.FaceQuality.EyesClosed => FaceQuality.EyesClosed,
        BiometricMessages.FaceQuality.NoFace or BiometricMessages.FaceQuality.Unspecified => FaceQuality.NoFace,
        // A fault of a newer host: still a fault.
        _ => FaceQuality.NoFace,
    };

    private static FingerprintQuality QualityOf(BiometricMessages.FingerprintQuality said) => said switch
    {
        BiometricMessages.FingerprintQuality.Good => FingerprintQuality.Good,
        BiometricMessages.FingerprintQuality.TooFewMinutiae => FingerprintQuality.TooFewMinutiae,
        BiometricMessages.FingerprintQuality.Faint => FingerprintQuality.Faint,
        BiometricMessages.FingerprintQuality.Smudged => FingerprintQuality.Smudged,
        BiometricMessages.FingerprintQuality.Partial => FingerprintQuality.Partial,
        BiometricMessages.FingerprintQuality.OtherFinger => FingerprintQuality.OtherFinger,
        BiometricMessages.FingerprintQuality.NoFinger or BiometricMessages.FingerprintQuality.Unspecified => FingerprintQuality.NoFinger,
        _ => FingerprintQuality.NoFinger,
    };
}
