using Secure.Biometrics.Images;
using Secure.Biometrics.Models;

namespace Secure.Biometrics.Face;

/// <summary>
/// Reads faces. Ours runs a configured set of models; an adapter over another library stands behind the same few calls.
/// Safe from several threads.
/// </summary>
public interface IFaceEngine : IDisposable
{
    ModelSet Models { get; }

    /// <summary>SHA-256 of what templates are made with, 32 bytes.</summary>
    ReadOnlyMemory<byte> ModelHash { get; }

    /// <summary>Reads a JPEG; null with the fault where it is none that can be read.</summary>
    /// <exception cref="Onnx.OrtException">The runtime failed on it.</exception>
    FacePicture? Read(ReadOnlySpan<byte> jpeg, FaceWishes wishes, out ImageFault fault);

    /// <summary>Cosine of two templates; null where one is of another model or damaged.</summary>
    float? Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right);

    /// <summary>Null where a template is of another model or damaged.</summary>
    FaceGallery? Gather(IReadOnlyList<(string Person, ReadOnlyMemory<byte> Template)> entries);

    /// <summary>Who of a gallery a template is most alike; null where it is of another model or damaged.</summary>
    FaceMatch? Identify(FaceGallery gallery, ReadOnlySpan<byte> template);
}

/// <summary>What is wanted besides the template.</summary>
public readonly record struct FaceWishes(bool Liveness, bool Pose);

/// <summary>One picture, read. Sizes in pixels as it was sent.</summary>
public sealed record FacePicture(int Width, int Height, int Faces, FaceMeasures? Face, IReadOnlyList<FaceFlaw> Flaws);

/// <summary>The foremost face: its box in pixels, angles in degrees, sharpness and brightness in 8-bit grey, scores 0 to 1.</summary>
/// <param name="Liveness">0 where it was not wanted.</param>
public sealed record FaceMeasures(
    float Left, float Top, float Right, float Bottom, float Yaw, float Pitch, float Roll, float Sharpness, float Brightness, float EyesOpen, float Liveness, byte[] Template);

/// <summary>The most alike, whoever it is, and the highest similarity of anybody else; -1 where there is none.</summary>
public sealed record FaceMatch(string? Person, float Similarity, float RunnerUp);
