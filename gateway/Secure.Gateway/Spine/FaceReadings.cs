using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>A picture and what is wanted of it.</summary>
/// <param name="Image">JPEG, at most 4 MiB, 64 to 4,096 pixels a side.</param>
public sealed record FaceQuestion(ReadOnlyMemory<byte> Image)
{
    /// <summary>Templates to compare with, at most 64. Default none.</summary>
    public IReadOnlyList<BiometricTemplate> References { get; init; } = [];

    /// <summary>Score how alive it looks. Default true.</summary>
    public bool Liveness { get; init; } = true;

    /// <summary>Measure the pose with its own model rather than from landmarks alone. Default true.</summary>
    public bool Pose { get; init; } = true;

    public override string ToString() => "(picture)";
}

/// <summary>What is wrong with a capture, in words that help the person: none of it says whether anybody matched.</summary>
public enum FaceQuality
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

/// <summary>One picture, read.</summary>
/// <param name="Width">Of the picture, in pixels.</param>
/// <param name="Height">Of the picture, in pixels.</param>
/// <param name="Faces">How many were found.</param>
/// <param name="Face">The largest and most central; null where none was found.</param>
/// <param name="Faults">None: good enough to enrol. A head turned as the challenge asked is <see cref="FaceQuality.Sideways"/> and yet what was wanted.</param>
public sealed record FaceReading(int Width, int Height, int Faces, FaceMeasures? Face, IReadOnlyList<FaceQuality> Faults) : IDisposable
{
    public void Dispose() => Face?.Template.Dispose();
}

/// <summary>One face.</summary>
/// <param name="Left">Of the box, in pixels of the picture; so are the next three.</param>
/// <param name="Yaw">Degrees; positive: the head turns to the person's own left.</param>
/// <param name="Pitch">Degrees; positive: up.</param>
/// <param name="Roll">Degrees; positive: clockwise in the picture.</param>
/// <param name="Sharpness">Variance of the Laplacian of the aligned face in 8-bit grey.</param>
/// <param name="Brightness">Mean of the aligned face in 8-bit grey.</param>
/// <param name="EyesOpen">0 to 1, the more open eye.</param>
/// <param name="Liveness">Passive score 0 to 1; 0 where it was not asked for.</param>
/// <param name="Live">It was asked for and reaches the threshold. One signal among several, never enough alone.</param>
/// <param name="Similarity">Highest over the references, -1 to 1; -1 without any. For an officer's eyes only.</param>
/// <param name="Matches">It reaches the threshold for one to one.</param>
public sealed record FaceMeasures(
    float Left,
    float Top,
    float Right,
    float Bottom,
    float Yaw,
    float Pitch,
    float Roll,
    float Sharpness,
    float Brightness,
    float EyesOpen,
    float Liveness,
    bool Live,
    BiometricTemplate Template,
    float Similarity,
    bool Matches);

/// <summary>Two templates compared.</summary>
public sealed record FaceComparison(float Similarity, bool Matches);

/// <summary>Who of a gallery a face is most alike.</summary>
/// <param name="Face">The picture, read; null where a template was asked about.</param>
/// <param name="Person">Null where nobody reaches the threshold for one to many.</param>
/// <param name="Similarity">Of the most alike, whoever it is; -1 in an empty gallery.</param>
/// <param name="RunnerUp">Highest similarity of another person; -1 where there is none.</param>
public sealed record FaceIdentification(FaceReading? Face, PersonId? Person, float Similarity, float RunnerUp);
