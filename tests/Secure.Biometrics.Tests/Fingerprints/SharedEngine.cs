using Secure.Biometrics.Fingerprints;

namespace Secure.Biometrics.Tests.Fingerprints;

/// <summary>One engine for all tests: libfprint allows one per process.</summary>
internal static class SharedEngine
{
    private static readonly string Parent = Directory.CreateTempSubdirectory("secure-fp-").FullName;
    private static readonly Lazy<FingerprintEngine> Opened = new(Open);

    internal static string Folder => Directory.GetDirectories(Parent).Single();

    internal static IFingerprintEngine OrSkip()
    {
        try { return Opened.Value; }
        catch (FingerprintUnavailableException off) { Assert.Skip("skipped: " + off.Message); throw; }
    }

    private static FingerprintEngine Open()
    {
        FingerprintEngine engine = FingerprintEngine.Open(Parent);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            engine.Dispose();
            Directory.Delete(Parent, recursive: true);
        };
        return engine;
    }
}
