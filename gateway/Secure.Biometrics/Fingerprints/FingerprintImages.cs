namespace Secure.Biometrics.Fingerprints;

/// <summary>Reads the two forms in which a fingerprint arrives: 8-bit PGM and uncompressed 8-bit TIFF. Strict: what is not understood is refused.</summary>
public static class FingerprintImages
{
    /// <summary>Longest file, in bytes: the largest picture and 64 KiB of words about it.</summary>
    public const int BytesMax = GrayImage.SideMax * GrayImage.SideMax + 64 * 1024;

    /// <summary>Null for anything but a whole picture within the limits.</summary>
    public static GrayImage? Read(ReadOnlySpan<byte> file) => file.Length > BytesMax ? null : file switch
    {
        [(byte)'P', (byte)'5', ..] => Pgm.Read(file),
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => Tiff.Read(file),
        _ => null,
    };
}
