namespace Secure.Biometrics.Face;

/// <summary>What keeps a capture from being used for enrolment.</summary>
public enum FaceFlaw
{
    NoFace,
    TwoFaces,
    TooSmall,
    CutOff,
    TooDark,
    TooBright,
    Blurred,
    Sideways,
    EyesClosed,
}
