using Google.Protobuf;
using Secure.BiometricMessages;
using Secure.Biometrics.Face;
using Secure.Biometrics.Images;

namespace Secure.Biometrics.Host.Faces;

/// <summary>From the engine's words to those of the messages.</summary>
internal static class FaceMapping
{
    internal static FaceReading ToMessage(FacePicture picture)
    {
        FaceReading reading = new() { Width = (uint)picture.Width, Height = (uint)picture.Height, Faces = (uint)picture.Faces, Similarity = -1 };
        reading.Faults.AddRange(picture.Flaws.Select(QualityOf));
        if (picture.Face is not { } face) { return reading; }
        reading.Box = new Box { Left = face.Left, Top = face.Top, Right = face.Right, Bottom = face.Bottom };
        (reading.Yaw, reading.Pitch, reading.Roll) = (face.Yaw, face.Pitch, face.Roll);
        (reading.Sharpness, reading.Brightness, reading.EyesOpen, reading.Liveness) = (face.Sharpness, face.Brightness, face.EyesOpen, face.Liveness);
        reading.Template = UnsafeByteOperations.UnsafeWrap(face.Template);
        return reading;
    }

    internal static FaultKind FaultOf(ImageFault fault) => fault switch
    {
        ImageFault.NotAnImage => FaultKind.NotAnImage,
        ImageFault.TooLarge => FaultKind.ImageTooLarge,
        ImageFault.TooSmall => FaultKind.ImageTooSmall,
        ImageFault.None => FaultKind.Failed,
    };

    private static FaceQuality QualityOf(FaceFlaw flaw) => flaw switch
    {
        FaceFlaw.NoFace => FaceQuality.NoFace,
        FaceFlaw.TwoFaces => FaceQuality.TwoFaces,
        FaceFlaw.TooSmall => FaceQuality.TooSmall,
        FaceFlaw.CutOff => FaceQuality.CutOff,
        FaceFlaw.TooDark => FaceQuality.TooDark,
        FaceFlaw.TooBright => FaceQuality.TooBright,
        FaceFlaw.Blurred => FaceQuality.Blurred,
        FaceFlaw.Sideways => FaceQuality.Sideways,
        FaceFlaw.EyesClosed => FaceQuality.EyesClosed,
    };
}
