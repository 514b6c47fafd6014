namespace Secure.Biometrics.Fingerprints;

/// <summary>Why a picture of a finger does not serve. About capture alone: it says nothing of whose finger it is.</summary>
public enum FingerprintFault
{
    /// <summary>Nothing with ridges is on the glass.</summary>
    NoFinger = 1,

    /// <summary>Too little contrast: too dry, or pressed too lightly.</summary>
    Faint = 2,

    /// <summary>Ridges run together: too wet, or pressed too hard.</summary>
    Smudged = 3,

    /// <summary>Only a part of the fingertip is in the picture.</summary>
    Partial = 4,

    /// <summary>Too few ridge endings and forks were found.</summary>
    FewDetails = 5,

    /// <summary>While enrolling: not the finger of the samples before.</summary>
    OtherFinger = 6,
}
