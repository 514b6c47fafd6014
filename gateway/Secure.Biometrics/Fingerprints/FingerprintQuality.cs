namespace Secure.Biometrics.Fingerprints;

/// <summary>From measured numbers to what the person is told.</summary>
internal static class FingerprintQuality
{
    private const double NoFingerShare = 0.05;
    private const double PartialShare = 0.2;
    private const int PartialPixels = 22_000;
    private const double FaintContrast = 20;
    private const double SmudgedDarkness = 0.9;

    // bozorth3 compares nothing with fewer than 10.
    private const int DetailsMin = 12;

    internal static FingerprintFault? OfPicture(RidgeArea area) => area switch
    {
        { Share: < NoFingerShare } => FingerprintFault.NoFinger,
        { Contrast: < FaintContrast } => FingerprintFault.Faint,
        { Darkness: > SmudgedDarkness } => FingerprintFault.Smudged,
        { Share: < PartialShare, Pixels: < PartialPixels } => FingerprintFault.Partial,
        _ => null,
    };

    internal static FingerprintFault? OfDetails(int count) => count < DetailsMin ? FingerprintFault.FewDetails : null;
}
