using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>What is wrong with an impression, in words that help the person.</summary>
public enum FingerprintQuality
{
    Good,

    TooFewMinutiae,

    NoFinger,

    /// <summary>Too dry or too light a touch.</summary>
    Faint,

    /// <summary>Too wet or pressed too hard.</summary>
    Smudged,

    /// <summary>Only a part of the finger.</summary>
    Partial,

    /// <summary>Not the finger of the earlier impressions of the same enrolment.</summary>
    OtherFinger,
}

/// <summary>One impression, read. Size in pixels.</summary>
public sealed record FingerprintReading(int Width, int Height, FingerprintQuality Quality, int Minutiae);

/// <summary>Five impressions made one template, or not.</summary>
/// <param name="Template">Null where an impression was refused.</param>
/// <param name="Refused">Which one, counting from 1; 0 where none was.</param>
public sealed record FingerprintEnrolment(BiometricTemplate? Template, FingerprintQuality Quality, int Refused);

/// <summary>An impression compared.</summary>
/// <param name="Person">Of an identification: whose finger it is; null where nobody's of the set.</param>
public sealed record FingerprintMatch(FingerprintQuality Quality, bool Matches, PersonId? Person);
