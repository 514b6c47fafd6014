namespace Secure.Biometrics.Images;

/// <summary>What is looked at before anything is decoded.</summary>
public static class ImageLimits
{
    /// <summary>Bytes of the file.</summary>
    public const int BytesMax = 4 * 1024 * 1024;

    /// <summary>Shortest side, in pixels.</summary>
    public const int SideMin = 64;

    /// <summary>Longest side, in pixels.</summary>
    public const int SideMax = 4096;

    /// <summary>A longer picture is halved until it fits, while it is decoded: no face needs more.</summary>
    public const int DecodedSideMax = 1600;
}
