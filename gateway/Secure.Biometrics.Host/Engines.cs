using Secure.Biometrics.Face;
using Secure.Biometrics.Models;
using Secure.Vocabulary;

namespace Secure.Biometrics.Host;

/// <summary>The engines that could be opened; why the others could not.</summary>
internal sealed class Engines : IDisposable
{
    private Engines(IFaceEngine? face, Sentence faceOff) => (Face, FaceOff) = (face, faceOff);

    internal IFaceEngine? Face { get; }

    /// <summary>Why there is none; of no meaning where there is one.</summary>
    internal Sentence FaceOff { get; }

    /// <summary>Never fails: what cannot be opened is off.</summary>
    internal static Engines Open(HostOptions options)
    {
        try { return new(FaceEngine.Open(options.Models, options.Runtime), new("", "")); }
        catch (ModelSetException off) { return new(null, new("人脸识别已关闭：" + off.Message, "face is off, because " + off.Message)); }
    }

    /// <summary>Over another engine, as a test or an adapter brings it.</summary>
    internal static Engines Of(IFaceEngine? face) => new(face, new("人脸识别已关闭", "face is off"));

    public void Dispose() => Face?.Dispose();
}
