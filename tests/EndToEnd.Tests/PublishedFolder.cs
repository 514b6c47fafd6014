using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>What <c>./secure publish pi</c> makes, without the programs.</summary>
internal static class PublishedFolder
{
    private static readonly string Config = Path.Combine(Checkout.Root, "firmware-config");

    /// <summary>What the programs of a door's box say they need, by the folder that each is published in.</summary>
    public static IReadOnlyDictionary<string, string> RuntimeFiles { get; } = new[]
    {
        (Folder: "door-controller", Project: "door-controller/Secure.DoorController", Program: "secure-door-controller"),
        (Folder: "door-guard", Project: "door-controller/Secure.DoorGuard", Program: "secure-door-guard"),
        (Folder: "edge-agent", Project: "edge-agent/Secure.EdgeAgent", Program: "Secure.EdgeAgent"),
    }.ToDictionary(p => p.Folder, p => Path.Combine(Checkout.Root, p.Project, "bin", "Release", "net10.0", p.Program + ".runtimeconfig.json"));

    /// <returns><paramref name="folder"/>, which holds <c>install</c> and <c>release/</c>.</returns>
    public static string Make(string folder, string version)
    {
        string release = Path.Combine(folder, "release");
        (string From, string To)[] parts = [("systemd", "systemd"), ("udev", "udev"), ("pi", "examples"), ("pi", "bin")];
        foreach ((string from, string to) in parts)
        {
            Directory.CreateDirectory(Path.Combine(release, to));
            foreach (string file in Directory.EnumerateFiles(Path.Combine(Config, from))) { File.Copy(file, Path.Combine(release, to, Path.GetFileName(file))); }
        }
        foreach ((string program, string file) in RuntimeFiles)
        {
            Directory.CreateDirectory(Path.Combine(release, program));
            File.Copy(file, Path.Combine(release, program, Path.GetFileName(file)));
        }
        File.WriteAllText(Path.Combine(release, "VERSION"), version + "\n");
        File.Copy(Path.Combine(Config, "pi", "install"), Path.Combine(folder, "install"));
        return folder;
    }
}
