using Secure.Biometrics.Images;

namespace Secure.Biometrics.Face;

/// <summary>Sharpness and light of an aligned face, and which captures are too poor to enrol.</summary>
internal static class CaptureQuality
{
    // Set on Labeled Faces in the Wild so that good press photos pass and made-worse copies of them do not: see README.md.
    internal const float WidthMin = 56;
    internal const float SharpnessMin = 20;
    internal const float BrightnessMin = 45;
    internal const float BrightnessMax = 215;
    internal const float YawMax = 30;
    internal const float PitchMax = 30;
    internal const float RollMax = 25;
    internal const float EyesOpenMin = 0.1f;

    /// <summary>A second face at least this share as wide as the foremost one is another person in front of the camera.</summary>
    internal const float SecondFaceMin = 0.4f;

    /// <summary>8-bit grey of the aligned face.</summary>
    internal static void Grey(ReadOnlySpan<float> crop, Span<float> grey)
    {
        for (int i = 0; i < grey.Length; i++) { grey[i] = Sampler.Grey(crop[3 * i], crop[3 * i + 1], crop[3 * i + 2]); }
    }

    /// <summary>Mean of the middle half, where there is skin and no background.</summary>
    internal static float Brightness(ReadOnlySpan<float> grey)
    {
        float sum = 0;
        for (int y = Alignment.Side / 4; y < Alignment.Side * 3 / 4; y++)
        {
            for (int x = Alignment.Side / 4; x < Alignment.Side * 3 / 4; x++) { sum += grey[y * Alignment.Side + x]; }
        }
        return sum / (Alignment.Side * Alignment.Side / 4);
    }

    /// <summary>Variance of the Laplacian (Pech-Pacheco et al. 2000): edges that a blurred picture lacks.</summary>
    internal static float Sharpness(ReadOnlySpan<float> grey)
    {
        const int From = Alignment.Side / 8, To = Alignment.Side * 7 / 8;
        double sum = 0, squares = 0;
        for (int y = From; y < To; y++)
        {
            for (int x = From; x < To; x++)
            {
                int at = y * Alignment.Side + x;
                double bend = grey[at - 1] + grey[at + 1] + grey[at - Alignment.Side] + grey[at + Alignment.Side] - 4 * grey[at];
                sum += bend;
                squares += bend * bend;
            }
        }
        const double Count = (To - From) * (To - From);
        return (float)(squares / Count - sum / Count * (sum / Count));
    }

    /// <param name="face">What was measured.</param>
    /// <param name="width">Of the face, in pixels as it was sent.</param>
    /// <param name="second">Width of the second face as a share of this one's, 0 where there is none.</param>
    /// <param name="cutOff">A part of it lies outside the picture.</param>
    internal static IReadOnlyList<FaceFlaw> Flaws(FaceMeasures face, float width, float second, bool cutOff)
    {
        List<FaceFlaw> flaws = [];
        void When(bool bad, FaceFlaw flaw) { if (bad) { flaws.Add(flaw); } }
        When(second >= SecondFaceMin, FaceFlaw.TwoFaces);
        When(width < WidthMin, FaceFlaw.TooSmall);
        When(cutOff, FaceFlaw.CutOff);
        When(face.Brightness < BrightnessMin, FaceFlaw.TooDark);
        When(face.Brightness > BrightnessMax, FaceFlaw.TooBright);
        When(face.Sharpness < SharpnessMin, FaceFlaw.Blurred);
        When(MathF.Abs(face.Yaw) > YawMax || MathF.Abs(face.Pitch) > PitchMax || MathF.Abs(face.Roll) > RollMax, FaceFlaw.Sideways);
        When(face.EyesOpen < EyesOpenMin, FaceFlaw.EyesClosed);
        return flaws;
    }
}
