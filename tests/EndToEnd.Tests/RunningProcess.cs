using System.Globalization;

namespace Secure.EndToEnd.Tests;

/// <summary>A process of this machine, as /proc tells it.</summary>
public sealed record RunningProcess(int Id, IReadOnlyList<string> Arguments)
{
    /// <summary>Every process whose arguments or environment name one of the folders. One that ends meanwhile, or has ended and not been waited for, is none.</summary>
    public static IReadOnlyList<RunningProcess> Naming(params IReadOnlyList<string> folders)
    {
        List<RunningProcess> found = [];
        foreach (string entry in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(entry), NumberStyles.None, CultureInfo.InvariantCulture, out int id)) { continue; }
            string arguments = Read(entry + "/cmdline");
            if (arguments.Length == 0) { continue; }
            string environment = Read(entry + "/environ");
            if (folders.Any(f => arguments.Contains(f, StringComparison.Ordinal) || environment.Contains(f, StringComparison.Ordinal)))
            {
                found.Add(new RunningProcess(id, arguments.TrimEnd('\0').Split('\0')));
            }
        }
        return found;
    }

    /// <summary>True where it runs that assembly or is that native program itself; false for what only watches over it.</summary>
    public bool IsOf(string program) => Path.GetFileName(Arguments[0]) == program || (Arguments.Count > 1 && Path.GetFileName(Arguments[1]) == program);

    /// <summary>What it holds in memory now, in bytes.</summary>
    public long ResidentBytes()
    {
        string line = Read($"/proc/{Id}/status").Split('\n').First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }

    public override string ToString() => $"{Id}: {string.Join(' ', Arguments)}";

    private static string Read(string file)
    {
        try { return File.ReadAllText(file); }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException) { return ""; }
    }
}
