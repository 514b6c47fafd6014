using Secure.Biometrics.Face;
using Secure.Biometrics.Models;

namespace Secure.Benchmarks.Faces;

/// <summary>The engine as installed.</summary>
internal static class BenchEngine
{
    /// <exception cref="InvalidOperationException">Face is off; says why.</exception>
    public static FaceEngine Open()
    {
        try { return FaceEngine.Open(TestKit.Pictures.Biometrics.Models, TestKit.Pictures.Biometrics.Runtime); }
        catch (ModelSetException off) { throw new InvalidOperationException("人脸引擎不可用 · face is off, because " + off.Message, off); }
    }
}
