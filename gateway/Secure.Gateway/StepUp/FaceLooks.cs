using System.Security.Cryptography;
using Secure.Contracts;
using Secure.Gateway.Decisions.StepUp;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.StepUp;

/// <summary>One look of the engine, with the template by which later frames are compared; null where there is no usable face.</summary>
internal readonly record struct Look(FrameReading Reading, BiometricTemplate? Template);

/// <summary>Asks the engine about frames, so many at once for all step-ups together; the others wait in the order in which they came.</summary>
internal sealed class FaceLooks(IBiometrics biometrics, StepUpOptions options) : IDisposable
{
    // A nod or a tilt beyond this spoils the comparison; a turn to the side is what the challenge asks for.
    private const double TiltMax = 25;

    private readonly SemaphoreSlim _turns = new(options.LooksAtOnce, options.LooksAtOnce);

    /// <summary>The challenge's numbers with the thresholds of the model in use.</summary>
    internal ChallengeRules Rules => new()
    {
        TimeMax = options.AttemptMax,
        MatchMin = biometrics.Status.Face.VerifyThreshold,
        LiveMin = biometrics.Status.Face.LivenessThreshold,
    };

    /// <exception cref="RefusedException">The engine cannot be asked: nothing is known, so nothing goes on.</exception>
    internal async Task<Look> LookAsync(ReadOnlyMemory<byte> image, TemplateSet own, BiometricTemplate? reference, CancellationToken cancellation)
    {
        await _turns.WaitAsync(cancellation);
        try
        {
            BiometricAnswer<FaceReading> answer = await biometrics.ReadFaceAsync(new FaceQuestion(image) { References = own.Templates }, cancellation);
            return answer switch
            {
                BiometricAnswer<FaceReading>.Answered { Reading: var reading } => await ReadAsync(reading, reference, cancellation),
                BiometricAnswer<FaceReading>.Refused { Fault: not BiometricFault.UnusableTemplate } => new Look(FrameReading.Hindered(CaptureFault.Unreadable), null),
                BiometricAnswer<FaceReading>.Refused { Words: var words } => throw Off(words),
                BiometricAnswer<FaceReading>.Unavailable { Words: var words } => throw Off(words),
                _ => throw new InvalidOperationException("There is no fourth answer."),
            };
        }
        finally { _turns.Release(); }
    }

    public void Dispose() => _turns.Dispose();

    private async Task<Look> ReadAsync(FaceReading reading, BiometricTemplate? reference, CancellationToken cancellation)
    {
        CaptureFault fault = FaultOf(reading);
        if (fault != CaptureFault.None || reading.Face is not { } face)
        {
            reading.Dispose();
            return new Look(FrameReading.Hindered(fault == CaptureFault.None ? CaptureFault.NoFace : fault), null);
        }
        double? likeness = reference is null ? null : await LikenessAsync(reference, face.Template, cancellation);
        string name = Convert.ToHexString(SHA256.HashData(face.Template.Bytes.Span));
        return new Look(new FrameReading(CaptureFault.None, face.Yaw, face.Liveness, face.Similarity, likeness, name), face.Template);
    }

    private async Task<double> LikenessAsync(BiometricTemplate reference, BiometricTemplate face, CancellationToken cancellation) =>
        await biometrics.CompareFacesAsync(reference, face, cancellation) switch
        {
            BiometricAnswer<FaceComparison>.Answered { Reading: var comparison } => comparison.Similarity,
            BiometricAnswer<FaceComparison>.Refused { Words: var words } => throw Off(words),
            BiometricAnswer<FaceComparison>.Unavailable { Words: var words } => throw Off(words),
            _ => throw new InvalidOperationException("There is no fourth answer."),
        };

    private static CaptureFault FaultOf(FaceReading reading)
    {
        if (reading.Faces == 0 || reading.Face is not { } face) { return CaptureFault.NoFace; }
        if (reading.Faces > 1) { return CaptureFault.SeveralFaces; }
        bool turned = Math.Abs(face.Yaw) > new ChallengeRules().CentreMax;
        foreach (FaceQuality quality in reading.Faults)
        {
            CaptureFault fault = quality switch
            {
                FaceQuality.NoFace => CaptureFault.NoFace,
                FaceQuality.TwoFaces => CaptureFault.SeveralFaces,
                FaceQuality.TooSmall => CaptureFault.TooFar,
                FaceQuality.CutOff => CaptureFault.CutOff,
                FaceQuality.TooDark => CaptureFault.TooDark,
                FaceQuality.TooBright => CaptureFault.TooBright,
                FaceQuality.Blurred => CaptureFault.Blurred,
                // The landmarks of a turned face tell neither eyes nor pose well.
                FaceQuality.EyesClosed => turned ? CaptureFault.None : CaptureFault.EyesClosed,
                FaceQuality.Sideways => Math.Abs(face.Pitch) > TiltMax || Math.Abs(face.Roll) > TiltMax ? CaptureFault.Pose : CaptureFault.None,
                _ => CaptureFault.Unreadable,
            };
            if (fault != CaptureFault.None) { return fault; }
        }
        return CaptureFault.None;
    }

    private static RefusedException Off(Sentence why) => new(StepUpRefusals.Off(Factor.Face, why));
}
