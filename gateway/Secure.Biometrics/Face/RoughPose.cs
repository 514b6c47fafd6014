using System.Numerics;

namespace Secure.Biometrics.Face;

/// <summary>A head's pose from five points alone: coarse, and nearly free.</summary>
internal static class RoughPose
{
    // Of a head that looks straight: the nose's tip lies in the middle of the eyes and this share of the way down to the mouth.
    private const float NoseDown = 0.5f;

    // Degrees for a nose that is off by the whole distance of eyes, or of eyes and mouth.
    private const float DegreesAcross = 90;
    private const float DegreesDown = 120;

    internal static Pose Of(Landmarks face)
    {
        Vector2 eyes = face.RightEye - face.LeftEye, middle = (face.LeftEye + face.RightEye) / 2, mouth = (face.LeftMouth + face.RightMouth) / 2 - middle, nose = face.Nose - middle;
        float across = Vector2.Dot(nose, eyes) / eyes.LengthSquared();
        float down = Vector2.Dot(nose, mouth) / MathF.Max(1, mouth.LengthSquared());
        return new(across * DegreesAcross, (NoseDown - down) * DegreesDown, face.Roll);
    }
}
