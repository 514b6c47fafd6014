using System.Diagnostics;
using System.Globalization;

namespace Secure.Benchmarks.Badges;

/// <summary>The processes of one demo, by program and data folder.</summary>
internal static class DemoProcesses
{
    /// <summary>Null while it does not run.</summary>
    public static int? Find(string program, string folder) => Directory.EnumerateDirectories("/proc")
        .Select(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
        .Where(id => id > 0 && Runs(id, program, folder)).Select(id => (int?)id).FirstOrDefault();

    /// <summary>Asks it to end; its supervisor starts it anew.</summary>
    public static async Task RestartAsync(string program, string folder, CancellationToken cancellation)
    {
        int id = Find(program, folder) ?? throw new InvalidOperationException($"{program} does not run.");
        using Process kill = Process.Start("kill", ["-TERM", id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellation);
        while (Runs(id, program, folder)) { await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellation); }
    }

    private static bool Runs(int id, string program, string folder)
    {
        try
        {
            string[] words = File.ReadAllText($"/proc/{id}/cmdline").Split('\0');
            return words.Length > 2 && words[0].EndsWith("dotnet", StringComparison.Ordinal) && words[1].EndsWith(program, StringComparison.Ordinal)
                && words[2..].Any(w => w.Contains(folder, StringComparison.Ordinal));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException) { return false; }
    }
}
