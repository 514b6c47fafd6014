namespace Secure.TestKit.Pictures;

/// <summary>Where `./secure` puts the face models and their runtime. A test that needs them skips where they are absent.</summary>
public static class Biometrics
{
    public const string Absent = "skipped: no face models; ./secure test installs them";

    public static string Folder { get; } = Environment.GetEnvironmentVariable("SECURE_BIOMETRICS") is { Length: > 0 } named
        ? named
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "secure", "biometrics");

    public static string Models => Path.Combine(Folder, "models");

    public static string Runtime => Path.Combine(Folder, "runtime");

    public static bool Installed => File.Exists(Path.Combine(Models, "fr_feature.onnx")) && File.Exists(Path.Combine(Runtime, "libonnxruntime.so.1"));
}
