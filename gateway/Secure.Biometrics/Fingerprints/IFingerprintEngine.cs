namespace Secure.Biometrics.Fingerprints;

/// <summary>
/// Compares fingerprints. A template is the engine's own form and means nothing to another engine. Calls may come from
/// any thread; they are taken one at a time. A token ends a call with <see cref="OperationCanceledException"/>.
/// </summary>
public interface IFingerprintEngine : IDisposable
{
    /// <summary>Name and version of detector and matcher; another one's templates cannot be used.</summary>
    string Model { get; }

    /// <summary>Lowest score that matches, on the matcher's own scale.</summary>
    float Threshold { get; }

    /// <summary>Whether the picture serves, and if not, what would help the person.</summary>
    /// <param name="earlier">Pictures of the same enrolment, fewer than <see cref="FingerprintEnrolment.Stages"/>: this one must be of the same finger as one of them.</param>
    FingerprintReading Read(GrayImage image, IReadOnlyList<GrayImage> earlier, CancellationToken cancellation);

    /// <summary>Makes one template of <see cref="FingerprintEnrolment.Stages"/> pictures of one finger, which <see cref="Read"/> has found to be one.</summary>
    /// <exception cref="ArgumentException">Another number of pictures.</exception>
    FingerprintEnrolment Enrol(IReadOnlyList<GrayImage> images, CancellationToken cancellation);

    /// <summary>Compares one picture with a few templates; the first that matches wins.</summary>
    /// <param name="templates">1 to <see cref="FingerprintMatch.TemplatesMax"/>, each from <see cref="Enrol"/>.</param>
    /// <exception cref="ArgumentException">Too many templates, or none.</exception>
    /// <exception cref="UnusableTemplateException">A template is damaged or of another engine; nothing was compared.</exception>
    FingerprintMatch Identify(GrayImage image, IReadOnlyList<byte[]> templates, CancellationToken cancellation);
}

/// <summary>One picture, read.</summary>
/// <param name="Fault">Null where it serves.</param>
/// <param name="Details">Ridge endings and forks found; 0 where a fault was seen before they were looked for.</param>
public sealed record FingerprintReading(FingerprintFault? Fault, int Details);

/// <summary>What came of an enrolment: a template, or a fault of one of the pictures.</summary>
/// <param name="Stage">Which picture was at fault, from 0; the number of pictures where none was.</param>
public sealed record FingerprintEnrolment(byte[]? Template, FingerprintFault? Fault, int Stage)
{
    /// <summary>Pictures in an enrolment: what libfprint asks of an image sensor.</summary>
    public const int Stages = 5;

    public override string ToString() => Fault?.ToString() ?? "enrolled";
}

/// <summary>What came of a comparison.</summary>
/// <param name="Index">The template that matches; null where none does or the picture is at fault.</param>
/// <param name="Fault">Why the picture could not be compared at all.</param>
public sealed record FingerprintMatch(int? Index, FingerprintFault? Fault)
{
    /// <summary>Templates in one comparison: a room's permitted few. A larger set needs a badge or a name first.</summary>
    public const int TemplatesMax = 200;
}

/// <summary>The engine cannot be used, and why: fingerprint is off. Deny.</summary>
public sealed class FingerprintUnavailableException(string why, Exception? cause = null) : Exception(why, cause);

/// <summary>A template is damaged or of another engine.</summary>
public sealed class UnusableTemplateException() : Exception("A template is damaged or of another engine.");
