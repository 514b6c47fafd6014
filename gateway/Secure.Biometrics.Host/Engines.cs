using Secure.Biometrics.Face;
using Secure.Biometrics.Fingerprints;
using Secure.Biometrics.Models;
using Secure.Vocabulary;

namespace Secure.Biometrics.Host;

/// <summary>The engines that could be opened; why the others could not.</summary>
internal sealed class Engines : IDisposable
{
    private Engines(IFaceEngine? face, Sentence faceOff, IFingerprintEngine? fingerprint, Sentence fingerprintOff) =>
        (Face, FaceOff, Fingerprint, FingerprintOff) = (face, faceOff, fingerprint, fingerprintOff);

    internal IFaceEngine? Face { get; }

    /// <summary>Why there is none; of no meaning where there is one.</summary>
    internal Sentence FaceOff { get; }

    internal IFingerprintEngine? Fingerprint { get; }

    /// <summary>Why there is none; of no meaning where there is one.</summary>
    internal Sentence FingerprintOff { get; }

    /// <summary>Never fails: what cannot be opened is off.</summary>
    internal static Engines Open(HostOptions options)
    {
        (IFaceEngine? face, Sentence faceOff) = OpenFace(options);
        (IFingerprintEngine? fingerprint, Sentence fingerprintOff) = OpenFingerprint(Path.GetDirectoryName(options.Socket)!);
        return new(face, faceOff, fingerprint, fingerprintOff);
    }

    /// <summary>As <see cref="Open"/>, then confines the process. Fails closed: engines that read strangers' pictures do not run unconfined.</summary>
    /// <param name="confine">Null, or why the process could not be confined.</param>
    internal static Engines OpenConfined(HostOptions options, Func<string?> confine)
    {
        Engines engines = Open(options);
        if (confine() is not { } why) { return engines; }
        engines.Dispose();
        return new(
            null, new("人脸识别已关闭：无法限制识别进程的系统调用：" + why, "face is off, because the process has no system call filter: " + why),
            null, new("指纹识别已关闭：无法限制识别进程的系统调用：" + why, "fingerprint is off, because the process has no system call filter: " + why));
    }

    /// <summary>Over other engines, as a test or an adapter brings them.</summary>
    internal static Engines Of(IFaceEngine? face, IFingerprintEngine? fingerprint = null) =>
        new(face, new("人脸识别已关闭", "face is off"), fingerprint, new("指纹识别已关闭", "fingerprint is off"));

    public void Dispose()
    {
        Face?.Dispose();
        Fingerprint?.Dispose();
    }

    private static (IFaceEngine?, Sentence) OpenFace(HostOptions options)
    {
        try { return (FaceEngine.Open(options.Models, options.Runtime), new("", "")); }
        catch (ModelSetException off) { return (null, new("人脸识别已关闭：" + off.Message, "face is off, because " + off.Message)); }
    }

    private static (IFingerprintEngine?, Sentence) OpenFingerprint(string folder)
    {
        try { return (FingerprintEngine.Open(folder), new("", "")); }
        catch (FingerprintUnavailableException off) { return (null, new("指纹识别已关闭：" + off.Message, "fingerprint is off, because " + off.Message)); }
    }
}
