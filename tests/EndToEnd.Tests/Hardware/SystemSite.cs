using System.Globalization;
using Secure.TestKit;

namespace Secure.EndToEnd.Tests.Hardware;

/// <summary>The box in the guest as a fitter leaves a Raspberry Pi: systemd and udev, and the published release by its own <c>install</c>.</summary>
public sealed class SystemSite : HardwareSite
{
    /// <summary>An emulated box needs minutes for what an installation waits for in seconds.</summary>
    private static readonly TimeSpan InstallMax = TimeSpan.FromMinutes(15);

    private Dictionary<string, string>? _facts;

    private protected override bool HasSystem => true;

    /// <summary>What the fitter reads.</summary>
    public string InstallLog => Path.Combine(Folder, "install.log") is var log && File.Exists(log) ? File.ReadAllText(log) : "";

    /// <summary>What the box's journal had in each of its boots.</summary>
    public string Journal() => File.ReadAllText(Path.Combine(Folder, "journal.log"));

    /// <summary>What systemd and udev made of the box, by name.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FactsAsync()
    {
        if (_facts is null)
        {
            await DoAsync("look");
            string[] lines = await File.ReadAllLinesAsync(Path.Combine(Folder, "facts"), Limit);
            _facts = lines.Select(l => l.Split('\t', 2)).Where(l => l.Length == 2).ToDictionary(l => l[0], l => l[1]);
            File.Copy(Path.Combine(Folder, "facts"), Path.Combine(Prepared!, "facts"), overwrite: true);
        }
        return _facts;
    }

    /// <summary>A folder as <c>./secure publish pi</c> makes it, carried to the box.</summary>
    public void Publish(string version, Action<string>? change = null)
    {
        string folder = Path.Combine(Folder, version), from = Path.Combine(Prepared!, "pi", "release");
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string to = Path.Combine(folder, "release", Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
        File.WriteAllText(Path.Combine(folder, "release", "VERSION"), version + "\n");
        File.Copy(Path.Combine(Checkout.Root, "firmware-config", "pi", "install"), Path.Combine(folder, "install"));
        change?.Invoke(Path.Combine(folder, "release"));
    }

    /// <summary>The fitter runs <c>install</c> in the folder of <paramref name="version"/>.</summary>
    public async Task BeginInstallingAsync(string version, string arguments = "")
    {
        File.Delete(Path.Combine(Folder, "installed"));
        File.Delete(Path.Combine(Folder, "install.log"));
        await DoAsync($"carry {version} {arguments}");
    }

    /// <returns>How it ended; what it said is in <see cref="InstallLog"/>.</returns>
    public async Task<int> InstallAsync(string version, string arguments = "")
    {
        await BeginInstallingAsync(version, arguments);
        string ended = Path.Combine(Folder, "installed");
        await UntilAsync(() => Task.FromResult(File.Exists(ended) && File.ReadAllText(ended).EndsWith('\n')), "the installation ends", InstallMax);
        int code = int.Parse(await File.ReadAllTextAsync(ended, Limit), CultureInfo.InvariantCulture);
        Tell($"install {version} {arguments}: {code}");
        return code;
    }

    public async Task<string> CurrentAsync() => (await DoAsync("run readlink /opt/secure/current")).Replace("releases/", "", StringComparison.Ordinal);

    private protected override async Task BeginAsync()
    {
        Publish("one");
        Assert.True(await InstallAsync("one") == 0, InstallLog);
        Assert.Contains("not configured yet: /etc/secure/controller.json", InstallLog, StringComparison.Ordinal);
        await DoAsync("place");
        await DoAsync("enrol");
        Assert.True(await InstallAsync("one") == 0, InstallLog);
    }
}
