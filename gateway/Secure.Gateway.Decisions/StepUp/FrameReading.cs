namespace Secure.Gateway.Decisions.StepUp;

/// <summary>What hinders the capture. The person is told, because it can be helped; it is never an attempt.</summary>
public enum CaptureFault
{
    None = 0,
    NoFace = 1,
    SeveralFaces = 2,
    TooFar = 3,
    TooDark = 4,
    TooBright = 5,
    Blurred = 6,
    EyesClosed = 7,
    Pose = 8,
    Unreadable = 9,
    CutOff = 10,
}

/// <summary>What the engine saw in one frame.</summary>
/// <param name="Yaw">Degrees; above zero the head is turned to the person's own left.</param>
/// <param name="Live">0 to 1: how much this looks like a person and not like a picture of one.</param>
/// <param name="Match">Similarity with the nearest of the person's templates, -1 to 1.</param>
/// <param name="Likeness">Similarity with the last frame that became the reference (<see cref="Challenge.TookReference"/>); null while there is none.</param>
/// <param name="FeatureHash">Names the face's features: two frames with one name are one picture, however it was wrapped.</param>
public readonly record struct FrameReading(CaptureFault Fault, double Yaw, double Live, double Match, double? Likeness, string FeatureHash)
{
    /// <summary>A frame that tells nothing but what hinders it.</summary>
    public static FrameReading Hindered(CaptureFault fault) => new(fault, 0, 0, 0, null, "");
}
