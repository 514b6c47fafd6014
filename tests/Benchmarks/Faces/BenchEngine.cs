using Secure.Biometrics.Face;
using Secure.Biometrics.Models;

namespace Secure.Benchmarks.Faces;

/// <summary>The engine as installed.</summary>
internal static class BenchEngine
{
    /// <exception cref="InvalidOperationException">Face is off; says why.</exception>
    public static FaceEngine Open()
    {
        string folder = Environment.GetEnvironmentVariable("SECURE_BIOMETRICS") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "secure", "biometrics");
        try { return FaceEngine.Open(Path.Combine(folder, "models"), Path.Combine(folder, "runtime")); }
        catch (ModelSetException off) { throw new InvalidOperationException("人脸引擎不可用 · face is off, because " + off.Message, off); }
    }
}
