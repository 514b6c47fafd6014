using Secure.BiometricMessages;
using Secure.Biometrics.Fingerprints;

namespace Secure.Biometrics.Host.Fingers;

/// <summary>From the engine's words to those of the messages.</summary>
internal static class FingerprintMapping
{
    internal static FingerprintQuality QualityOf(FingerprintFault? fault) => fault switch
    {
        null => FingerprintQuality.Good,
        FingerprintFault.NoFinger => FingerprintQuality.NoFinger,
        FingerprintFault.Faint => FingerprintQuality.Faint,
        FingerprintFault.Smudged => FingerprintQuality.Smudged,
        FingerprintFault.Partial => FingerprintQuality.Partial,
        FingerprintFault.FewDetails => FingerprintQuality.TooFewMinutiae,
        FingerprintFault.OtherFinger => FingerprintQuality.OtherFinger,
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
