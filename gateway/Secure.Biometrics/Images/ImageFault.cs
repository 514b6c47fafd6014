namespace Secure.Biometrics.Images;

/// <summary>Why bytes are not taken as a picture.</summary>
public enum ImageFault
{
    None,
    NotAnImage,
    TooLarge,
    TooSmall,
}
