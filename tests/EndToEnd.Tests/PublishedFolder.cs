using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>What <c>./secure publish pi</c> makes, without the programs.</summary>
internal static class PublishedFolder
{
    private static readonly string Config = Path.Combine(Checkout.Root, "firmware-config");

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
        File.WriteAllText(Path.Combine(release, "VERSION"), version + "\n");
        File.Copy(Path.Combine(Config, "pi", "install"), Path.Combine(folder, "install"));
        return folder;
    }
}
